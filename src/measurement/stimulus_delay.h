#pragma once
/// Whether a take can hold a known sound, and where it begins there. Pure.

#include <cstddef>
#include <vector>

#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// How many samples later than the stimulus the channel is: where their correlation is largest. The
/// stimulus's first `needed` samples must lie within the channel, which is at least as long.
[[nodiscard]] std::size_t delay_of(const std::vector<double>& channel, const std::vector<double>& stimulus,
                                   std::size_t needed);

/// Throws Error(failed) for a take of another rate than the stimulus, and for channels that differ in length
/// or are shorter than `needed` samples.
void check_recorded(const Recording& take, const Stimulus& stimulus, std::size_t needed);

}  // namespace ohmsweep
