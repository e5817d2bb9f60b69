#pragma once
/// What a player does to the samples of its two channels before its converter.

#include <vector>

#include "ohmsweep/circuit/bench_amplifier.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

struct StereoSamples {
  std::vector<double> self;   ///< the channel that is loaded
  std::vector<double> other;  ///< equally long
};

/// What an output's player makes of a stimulus: its other channel plays the reference samples, silence where
/// the output says so, or the same.
[[nodiscard]] StereoSamples played_channels(const Stimulus& stimulus, const BenchOutput& output);

/// Mono sum, loudness, equaliser and automatic gain, in this order.
[[nodiscard]] StereoSamples processed(StereoSamples samples, const PlayerSound& sound, int sample_rate);

}  // namespace ohmsweep
