#pragma once
/// Each channel of a recording relative to the stimulus that was played, where there is no channel that a
/// load leaves alone. Only for one clock: with two, the phase would turn along the sweep by 2π ε f t
/// (docs/method.md, "Two clocks"). Thread rule: pure.

#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// V/X of both channels, X being the stimulus delayed by a whole number of samples: the same for both. What
/// stays of the delay, half a sample at most and the way through converters and buffers, is in the phase of
/// both.
struct ChannelTransfers {
  RatioCurve source;
  RatioCurve dut;
  std::size_t delay = 0;  ///< samples that were taken out
};

/// Throws what RatioEstimator::estimate throws. Findings of the take as a whole (clipping, dropout,
/// clock_offset and so on) are those of `source`; `dut` has those of its own.
[[nodiscard]] ChannelTransfers channel_transfers(const RatioEstimator& estimator, const Recording& take);

}  // namespace ohmsweep
