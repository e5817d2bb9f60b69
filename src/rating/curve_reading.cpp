#include "rating/curve_reading.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ohmsweep {

bool covers(const ImpedanceCurve& curve, double hz) {
  return !curve.grid.empty() && curve.grid.lowest().value() <= hz && curve.grid.highest().value() >= hz;
}

Covariance common_at(const ImpedanceCurve& curve, double hz) {
  if (curve.common.size() != curve.grid.size()) return {};
  const std::vector<double>& grid = curve.grid.hz();
  const auto above = static_cast<std::size_t>(std::lower_bound(grid.begin(), grid.end(), hz) - grid.begin());
  if (above == 0) return curve.common.front();
  if (above == grid.size()) return curve.common.back();
  const double share = std::log(hz / grid[above - 1]) / std::log(grid[above] / grid[above - 1]);
  return (1.0 - share) * curve.common[above - 1] + share * curve.common[above];
}

}  // namespace ohmsweep
