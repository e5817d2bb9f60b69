#pragma once
/// The smallest ratio |Z|/|Zo| over the band, with an interval that holds for a minimum. Pure.

#include <cstddef>

#include "rating/rated_curve.h"

namespace ohmsweep {

/// Points first .. first + count of each curve face one another.
struct Facing {
  const RatedCurve* headphone = nullptr;
  const RatedCurve* output = nullptr;
  std::size_t headphone_first = 0;
  std::size_t output_first = 0;
  std::size_t count = 0;
};

struct WorstRatio {
  double ratio = 0.0;
  std::size_t point = 0;  ///< where, counted from the first facing point
  double lower95 = 0.0;
  double upper95 = 0.0;
  bool upper_bound = false;  ///< the output is only bounded there; ratio equals lower95
};

/// With s = |Zo|/|Z| (its error is nearly normal, that of the quotient the other way up is not):
/// lower end: the lowest pointwise lower bound, which the true minimum's own point can only undercut with the
/// error probability of one point. Upper end: the lowest upper bound, at a coverage factor that holds for all
/// the points that compete for the minimum together (Bonferroni), since the noise chooses among them.
[[nodiscard]] WorstRatio worst_ratio(const Facing& facing, double rule);

}  // namespace ohmsweep
