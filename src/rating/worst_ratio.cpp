#include "rating/worst_ratio.h"

#include <algorithm>
#include <cmath>

#include "rating/simultaneous.h"

namespace ohmsweep {

namespace {

/// The upper end is kept finite: an output that cannot be told from zero bounds no ratio from above.
constexpr double smallest_share = 1e-3;

/// s = |Zo|/|Z| of one point.
struct Share {
  double value = 0.0;
  double u95 = 0.0;
  double highest = 0.0;  ///< 95 % upper bound
  bool upper_bound = false;
};

Share share_at(const Facing& facing, std::size_t i) {
  const std::size_t h = facing.headphone_first + i;
  const std::size_t o = facing.output_first + i;
  const double uz = facing.headphone->relative_u95[h];
  const double uo = facing.output->relative_u95[o];
  const double s = facing.output->magnitude_ohm[o] / facing.headphone->magnitude_ohm[h];
  if (facing.output->upper_bound[o]) return {s, 0.0, uz < 1.0 ? s / (1.0 - uz) : HUGE_VAL, true};
  const double u95 = s * std::sqrt(uz * uz + uo * uo);
  return {s, u95, s + u95, false};
}

/// What the band comes to before the rule is looked at.
struct Extremes {
  double highest = 0.0;  ///< largest upper bound of s
  double largest = 0.0;  ///< largest s of a measured point
  std::size_t largest_at = 0;
  double largest_bounded = 0.0;  ///< largest upper bound of s at a point that is only a bound
  std::size_t bounded_at = 0;
  double largest_lower = 0.0;  ///< largest pointwise lower bound of s
  bool measured = false;
  bool bounded = false;
};

Extremes extremes_of(const Facing& facing) {
  Extremes e;
  for (std::size_t i = 0; i < facing.count; ++i) {
    const Share s = share_at(facing, i);
    e.highest = std::max(e.highest, s.highest);
    if (s.upper_bound) {
      if (!e.bounded || s.highest > e.largest_bounded) {
        e.largest_bounded = s.highest;
        e.bounded_at = i;
      }
      e.bounded = true;
      continue;
    }
    e.largest_lower = std::max(e.largest_lower, s.value - s.u95);
    if (!e.measured || s.value > e.largest) {
      e.largest = s.value;
      e.largest_at = i;
    }
    e.measured = true;
  }
  return e;
}

/// The largest lower bound of s, at a coverage that holds for all points that may be the worst.
double certain_share(const Facing& facing, const Extremes& e) {
  std::size_t competing = 0;
  for (std::size_t i = 0; i < facing.count; ++i) {
    const Share s = share_at(facing, i);
    if (!s.upper_bound && s.highest >= e.largest_lower) ++competing;
  }
  const double factor = simultaneous(std::max<std::size_t>(1, competing));
  double certain = smallest_share * e.largest;
  for (std::size_t i = 0; i < facing.count; ++i) {
    const Share s = share_at(facing, i);
    if (!s.upper_bound) certain = std::max(certain, s.value - factor * s.u95);
  }
  return certain;
}

}  // namespace

WorstRatio worst_ratio(const Facing& facing, double rule) {
  const Extremes e = extremes_of(facing);
  const double lower = 1.0 / e.highest;
  const double certain = e.measured ? certain_share(facing, e) : 0.0;
  const bool fails = certain * rule > 1.0;  // a measured point breaks the rule whatever the bounded ones do
  if (e.bounded && e.largest_bounded >= e.largest && !fails) {
    return {1.0 / e.largest_bounded, e.bounded_at, 1.0 / e.largest_bounded, HUGE_VAL, true};
  }
  return {1.0 / e.largest, e.largest_at, lower, 1.0 / certain, false};
}

}  // namespace ohmsweep
