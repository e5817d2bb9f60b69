#pragma once
/// Whether a minute of sound comes back whole: where frames are lost, repeated or silent, and how the clocks
/// of player and recorder differ.
///
/// Three steady tones are played, 997, 3301.3 and 7919.7 Hz. A filter whose zeros lie on them leaves nothing
/// but noise, and a spike wherever the sound does not go on as it was; the tones' phases before and after a
/// spike say by how many frames the sound has moved, up to 1.5 s. Thread rule: values and pure functions.

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "ohmsweep/core/units.h"
#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

struct SteadySound {
  Stimulus stimulus;             ///< its sweep states rate, peak and times; the sound is not a sweep
  std::vector<double> tones_hz;  ///< of equal amplitude; none above 0.44 of the rate
};

/// `level` is the peak of the tones' sum. Half a second of silence before, one second after.
[[nodiscard]] SteadySound steady_sound(Decibels level, Seconds duration, int sample_rate);

/// lost: frames are missing. repeated: they come twice. silent: nothing is heard for their time. broken: the
/// sound jumps or crackles in another way.
enum class GapKind { lost, repeated, silent, broken };
/// "lost", "repeated", "silent", "broken".
[[nodiscard]] std::string_view to_string(GapKind kind);

struct Gap {
  double at_s = 0.0;  ///< after the sound's beginning
  GapKind kind = GapKind::broken;
  long frames = 0;  ///< lost, repeated or silent; of a break: how long it lasts
  bool on_source = true;
  bool on_dut = true;
};

struct Continuity {
  double heard_s = 0.0;  ///< of sound that was looked at; its first and last tenth of a second are not
  std::vector<Gap> gaps;
  std::optional<double> ended_s;      ///< the sound stopped for good so long after its beginning
  double clock_offset_ppm = 0.0;      ///< the playing clock is faster than the recording one by this
  double clock_offset_u95_ppm = 0.0;  ///< 0: too little unbroken sound to tell
};

/// Throws Error(failed) for a take of another rate, and Error(rejected) where no sound is found in it.
[[nodiscard]] Continuity read_continuity(const Recording& take, const SteadySound& sound);

}  // namespace ohmsweep
