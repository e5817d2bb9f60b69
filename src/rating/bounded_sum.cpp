#include "rating/bounded_sum.h"

#include <cmath>
#include <numbers>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {
namespace {

constexpr double nepers_per_db = std::numbers::ln10 / 20.0;

/// The end of a value's interval that counts for a bound of that side.
double end_of(const Bounded& value, Bound side) {
  const double half_width = coverage_factor * value.value.standard_uncertainty;
  return value.value.value + (side == Bound::upper ? half_width : -half_width);
}

}  // namespace

std::optional<Bounded> plus(const Bounded& a, const Bounded& b) {
  if (a.bound == Bound::none && b.bound == Bound::none) {
    return Bounded{{a.value.value + b.value.value,
                    std::hypot(a.value.standard_uncertainty, b.value.standard_uncertainty)},
                   Bound::none};
  }
  const Bound side = a.bound == Bound::none ? b.bound : a.bound;
  if (b.bound != Bound::none && b.bound != side) return std::nullopt;
  return Bounded{{end_of(a, side) + end_of(b, side)}, side};
}

Bounded in_decibels(const Bounded& amplitude) {
  const double relative = amplitude.value.standard_uncertainty / amplitude.value.value;
  return {{20.0 * std::log10(amplitude.value.value), relative / nepers_per_db}, amplitude.bound};
}

Bounded amplitude_of(const Uncertain& decibels) {
  const double amplitude = std::pow(10.0, decibels.value / 20.0);
  return {{amplitude, amplitude * nepers_per_db * decibels.standard_uncertainty}};
}

Bounded milliwatts_of(const Uncertain& decibels) {
  const double watts = 1e-3 * std::pow(10.0, decibels.value / 10.0);
  return {{watts, watts * 2.0 * nepers_per_db * decibels.standard_uncertainty}};
}

std::optional<bool> is_below(const Bounded& value, double limit) {
  if (value.bound != Bound::lower && end_of(value, Bound::upper) < limit) return true;
  if (value.bound != Bound::upper && end_of(value, Bound::lower) >= limit) return false;
  return std::nullopt;
}

}  // namespace ohmsweep
