#pragma once
/// Intervals of an extreme of many noisy points.

#include <cstddef>

namespace ohmsweep {

/// Coverage factor, in units of k = 2, at which one of `points` independent normal values leaves its upper
/// bound with 2.5 %: the asymptotic quantile z(1 - ε) ≈ √(2 ln(1/ε) - ln(4π ln(1/ε))). At least 1.
[[nodiscard]] double simultaneous(std::size_t points);

}  // namespace ohmsweep
