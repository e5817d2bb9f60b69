#pragma once
/// By how much later one take of a balanced output was recorded than another: a stream's latency changes
/// from start to start, by whole samples where one device plays and records. Pure.

#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/frequency_grid.h"

namespace ohmsweep {

struct StreamDelay {
  double seconds = 0.0;
  bool whole = true;  ///< it is a whole number of samples; else it is known only as far as the phases tell
};

/// `late` and `early` are the same path's ratios at the grid's frequencies. Looked for within 64 samples.
[[nodiscard]] StreamDelay stream_delay(const FrequencyGrid& grid, const std::vector<Complex>& late,
                                       const std::vector<Complex>& early, int sample_rate);

/// The ratios of a take that is recorded this much earlier.
[[nodiscard]] std::vector<Complex> advanced(const FrequencyGrid& grid, std::vector<Complex> ratio,
                                            double seconds);

}  // namespace ohmsweep
