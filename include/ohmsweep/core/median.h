#pragma once
/// The median: the middle of values that a few wild ones do not move. Thread rule: pure.

#include <vector>

namespace ohmsweep {

/// The value of rank n/2 (from 0) among n finite ones, in linear time. `values` holds at least one.
[[nodiscard]] double median(std::vector<double> values);

}  // namespace ohmsweep
