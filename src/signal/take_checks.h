#pragma once
<<<<<<< HEAD
// What is wrong with a take before anything is derived from it: clipping (clipping.h) and lost samples.
=======
// What is wrong with a take before anything is derived from it: clipping, and another sweep than was asked
// for.
>>>>>>> a43a12b (Find faults that no driver flags, and measure the offset of two clocks)

#include <vector>

#include "ohmsweep/signal/clipping.h"
#include "signal/deconvolution.h"

namespace ohmsweep {

<<<<<<< HEAD
/// Times, in the take, at which the channel is discontinuous: lost, repeated or zeroed samples. Everything
/// that the sweep explains (linear response and harmonics) is taken out first; what is left is smooth unless
/// samples are missing.
[[nodiscard]] std::vector<double> discontinuities(const Responses& responses,
                                                  const Deconvolution& deconvolution,
                                                  const std::vector<double>& channel);

/// Share of the source response's energy that arrives together with its peak, the median over the band: close
=======
/// The largest absolute sample.
[[nodiscard]] double peak_of(const std::vector<double>& channel);

/// Samples at full scale, or in flat tops below it (an analogue stage or an attenuated file).
[[nodiscard]] std::size_t clipped_samples(const std::vector<double>& channel);

/// Share of the source response's energy that arrives together with its peak, the median over the band up to
/// `highest_hz`: close
>>>>>>> a43a12b (Find faults that no driver flags, and measure the offset of two clocks)
/// to 1 for the stimulus itself, near 0 for another sweep, whose frequencies arrive at different times.
[[nodiscard]] double compactness(const Responses& responses, double highest_hz);

}  // namespace ohmsweep
