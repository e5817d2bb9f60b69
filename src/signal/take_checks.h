#pragma once
// What is wrong with a take before anything is derived from it: clipping (clipping.h), and another sweep than
// was asked for.

#include "ohmsweep/signal/clipping.h"
#include "signal/deconvolution.h"

namespace ohmsweep {

/// Share of the source response's energy that arrives together with its peak, the median over the band up to
/// `highest_hz`: close to 1 for the stimulus itself, near 0 for another sweep, whose frequencies arrive at
/// different times.
[[nodiscard]] double compactness(const Responses& responses, double highest_hz);

}  // namespace ohmsweep
