#pragma once
// What is wrong with a take before anything is derived from it: clipping (clipping.h) and lost samples.

#include <vector>

#include "ohmsweep/signal/clipping.h"
#include "signal/deconvolution.h"

namespace ohmsweep {

/// Times, in the take, at which the channel is discontinuous: lost, repeated or zeroed samples. Everything
/// that the sweep explains (linear response and harmonics) is taken out first; what is left is smooth unless
/// samples are missing.
[[nodiscard]] std::vector<double> discontinuities(const Responses& responses,
                                                  const Deconvolution& deconvolution,
                                                  const std::vector<double>& channel);

/// Share of the source response's energy that arrives together with its peak, the median over the band: close
/// to 1 for the stimulus itself, near 0 for another sweep, whose frequencies arrive at different times.
[[nodiscard]] double compactness(const Responses& responses);

}  // namespace ohmsweep
