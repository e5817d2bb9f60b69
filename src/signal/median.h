#pragma once
// The median of magnitudes: a measure of noise that a few large samples do not move.

#include <vector>

namespace ohmsweep {

/// |x| of rank n/2 (from 0) among n finite values, in linear time. `values` holds at least one.
[[nodiscard]] double median_magnitude(const std::vector<double>& values);

}  // namespace ohmsweep
