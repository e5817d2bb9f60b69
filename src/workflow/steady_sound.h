#pragma once
/// A tone that is played over and over, from quiet up.

#include <vector>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/core/units.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// Half a second, in which a tone is faded in and comes back through buffers and couplings; tenths of one.
inline constexpr int settling_blocks = 5;

/// A second of a sine of whole hertz, to be joined end to beginning.
[[nodiscard]] std::vector<double> tone_loop(Hertz tone, Decibels level, int sample_rate);

/// What is played and where.
struct SteadyPlace {
  AudioFormat format;
  TakeState state;
  Hertz tone;
};

/// From -50 dBFS up to a level in steps of 6 dB, a third of a second each; ends before the level itself.
void rise_to(AudioDevice& device, const SteadyPlace& place, Decibels level, const Narrator& narrator);

}  // namespace ohmsweep
