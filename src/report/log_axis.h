#pragma once
/// Where a logarithmic axis ends, and what is written along it. Pure; values are above zero.

#include <vector>

namespace ohmsweep {

/// The next of 1, 1.5, 2, 3, 4, 5, 7 times a power of ten, at or below `value`, and above it.
[[nodiscard]] double axis_end_below(double value);
[[nodiscard]] double axis_end_above(double value);

/// 1, 2 and 5 times powers of ten from `from` to `to`, both included.
[[nodiscard]] std::vector<double> axis_tics(double from, double to);

}  // namespace ohmsweep
