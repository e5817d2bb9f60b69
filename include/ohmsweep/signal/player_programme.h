#pragma once
/// What a player with a clock of its own plays by itself, as a file: markers and passages of one sweep.
/// All of it is analytic: a recording is analysed with the programme at the recording's own rate, whatever
/// the file's was. Method: docs/method.md, "A player with a clock of its own". Thread rule: values and pure
/// functions.

#include <string>
#include <vector>

#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// Which channels sound in a passage. both_quiet is both at a lower level, to see what depends on it.
enum class PassageKind { both, right_alone, left_alone, both_quiet };

/// "both channels", "right channel alone", for sentences.
[[nodiscard]] std::string name_of(PassageKind kind);

/// The parameters of a programme. The sweep's rate is the file's; its silences surround every passage.
struct PlayerProgramme {
  ExponentialSweep sweep;
  bool stereo = true;            ///< false: one channel that a player gives to both; both and both_quiet only
  int repeats = 1;               ///< of marker and passages, 1 to 20
  double quiet_amplitude = 0.1;  ///< of both_quiet relative to the other passages, (0, 1); -20 dB
};

/// One passage: silence, the sweep, silence.
struct Passage {
  PassageKind kind = PassageKind::both;
  int repeat = 0;        ///< from 0
  double sweep_s = 0.0;  ///< where its sweep begins, seconds after the file's first sample
};

/// When everything sounds, in seconds of the player's clock after the file's first sample; whole samples of
/// the file's rate.
struct ProgrammePlan {
  std::vector<double> markers_s;  ///< where the marker before each repeat begins
  std::vector<Passage> passages;  ///< in the order played
  double length_s = 0.0;          ///< of the file
};

/// Throws Error(usage) with the value and its limit for a sweep that check() refuses or a rate outside 44.1
/// to 192 kHz, one that does not cover 200 Hz to 4 kHz, lasts less than 1 s or more than 30 s, has less
/// silence than 0.25 s before or 0.5 s after it, for repeats outside 1 to 20, a quiet level that is not below
/// the other, and a file of more than ten minutes.
void check(const PlayerProgramme& programme);

/// The order played: of each repeat the marker, then both, right alone, left alone, both quiet; mono has only
/// the first and the last of these.
[[nodiscard]] ProgrammePlan plan_of(const PlayerProgramme& programme);

/// How long a marker lasts.
inline constexpr Seconds marker_duration{0.25};
/// Of the marker, `since` its beginning, peak 1.0: a sine that falls from 3.4 kHz to 400 Hz, where the sweep
/// rises, so that neither is mistaken for the other. 0 before and after it.
[[nodiscard]] double marker_value(Seconds since);

/// Both channels of the programme; equal for mono.
struct PlayerSamples {
  int sample_rate = 0;
  std::vector<double> left;   ///< full scale 1.0
  std::vector<double> right;  ///< the same length
};

/// The programme at a sample rate, which need not be the file's. Calls check(). Throws Error(usage) for a
/// rate outside 8 to 384 kHz.
[[nodiscard]] PlayerSamples render_player(const PlayerProgramme& programme, int sample_rate);

/// How much of a passage's silence is left to the search on either side: a passage is cut this much inside.
inline constexpr Seconds passage_guard{0.05};

/// What a passage plays on the channels that sound, at a recording's rate: its sweep between its silences,
/// each shorter by passage_guard. A sweep that goes higher than the rate allows ends where it does.
[[nodiscard]] Stimulus passage_stimulus(const PlayerProgramme& programme, PassageKind kind, int sample_rate);

/// The parameters as one line of text for a file's comment, and back. parse returns false on text that is not
/// ours, or damaged.
[[nodiscard]] std::string to_metadata(const PlayerProgramme& programme);
[[nodiscard]] bool parse_metadata(const std::string& text, PlayerProgramme& programme);

}  // namespace ohmsweep
