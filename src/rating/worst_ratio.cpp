#include "rating/worst_ratio.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rating/simultaneous.h"

namespace ohmsweep {

namespace {

/// The upper end is kept finite: an output that cannot be told from zero bounds no ratio from above.
constexpr double smallest_share = 1e-3;

/// s = |Zo|/|Z| at every point.
struct Shares {
  std::vector<double> value;
  std::vector<double> u95;
  std::vector<double> highest;    ///< 95 % upper bound
  std::vector<bool> upper_bound;  ///< empty where the output is measured everywhere

  [[nodiscard]] bool bounded(std::size_t i) const { return !upper_bound.empty() && upper_bound[i]; }
};

Shares shares_of(const Facing& facing) {
  const RatedCurve& headphone = *facing.headphone;
  const RatedCurve& output = *facing.output;
  Shares s{std::vector<double>(facing.count),
           std::vector<double>(facing.count),
           std::vector<double>(facing.count),
           {}};
  const double* inverse_z = headphone.inverse_magnitude.data() + facing.headphone_first;
  const double* uz = headphone.relative_u95.data() + facing.headphone_first;
  const double* zo = output.magnitude_ohm.data() + facing.output_first;
  const double* uo = output.relative_u95.data() + facing.output_first;
  for (std::size_t i = 0; i < facing.count; ++i) {
    s.value[i] = zo[i] * inverse_z[i];
    s.u95[i] = s.value[i] * std::sqrt(uz[i] * uz[i] + uo[i] * uo[i]);
    s.highest[i] = s.value[i] + s.u95[i];
  }
  if (!output.bounded_somewhere) return s;
  s.upper_bound.resize(facing.count);
  for (std::size_t i = 0; i < facing.count; ++i) {
    if (!output.upper_bound[facing.output_first + i]) continue;
    s.upper_bound[i] = true;
    s.u95[i] = 0.0;
    s.highest[i] = uz[i] < 1.0 ? s.value[i] / (1.0 - uz[i]) : HUGE_VAL;
  }
  return s;
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

Extremes extremes_of(const Shares& s) {
  Extremes e;
  for (std::size_t i = 0; i < s.value.size(); ++i) {
    e.highest = std::max(e.highest, s.highest[i]);
    if (s.bounded(i)) {
      if (!e.bounded || s.highest[i] > e.largest_bounded) {
        e.largest_bounded = s.highest[i];
        e.bounded_at = i;
      }
      e.bounded = true;
      continue;
    }
    e.largest_lower = std::max(e.largest_lower, s.value[i] - s.u95[i]);
    if (!e.measured || s.value[i] > e.largest) {
      e.largest = s.value[i];
      e.largest_at = i;
    }
    e.measured = true;
  }
  return e;
}

/// The largest lower bound of s, at a coverage that holds for all points that may be the worst.
double certain_share(const Shares& s, const Extremes& e) {
  std::size_t competing = 0;
  for (std::size_t i = 0; i < s.value.size(); ++i) {
    if (s.highest[i] >= e.largest_lower && !s.bounded(i)) ++competing;
  }
  const double factor = simultaneous(std::max<std::size_t>(1, competing));
  double certain = smallest_share * e.largest;
  for (std::size_t i = 0; i < s.value.size(); ++i) {
    if (!s.bounded(i)) certain = std::max(certain, s.value[i] - factor * s.u95[i]);
  }
  return certain;
}

}  // namespace

WorstRatio worst_ratio(const Facing& facing, double rule) {
  const Shares shares = shares_of(facing);
  const Extremes e = extremes_of(shares);
  const double lower = 1.0 / e.highest;
  const double certain = e.measured ? certain_share(shares, e) : 0.0;
  const bool fails = certain * rule > 1.0;  // a measured point breaks the rule whatever the bounded ones do
  if (e.bounded && e.largest_bounded >= e.largest && !fails) {
    return {1.0 / e.largest_bounded, e.bounded_at, 1.0 / e.largest_bounded, HUGE_VAL, true};
  }
  return {1.0 / e.largest, e.largest_at, lower, 1.0 / certain, false};
}

}  // namespace ohmsweep
