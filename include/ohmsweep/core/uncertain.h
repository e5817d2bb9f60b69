#pragma once
/// A real number with its standard uncertainty, and the two ways people state one.

#include <cmath>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// value ± standard_uncertainty (k = 1), both in the unit that the context names.
struct Uncertain {
  double value = 0.0;
  double standard_uncertainty = 0.0;
  friend bool operator==(const Uncertain&, const Uncertain&) = default;
};

/// A tolerance from a parts list is the half-width of a rectangular distribution: u = a/√3 (JCGM 100, 4.3.7).
inline Uncertain from_tolerance(double value, double half_width) {
  return {value, half_width / std::sqrt(3.0)};
}
/// A 95 % interval from a certificate or a kit: u = a/2.
inline Uncertain from_interval95(double value, double half_width) { return {value, half_width / 2.0}; }

/// Of a quantity that cannot be negative: whether it is below its own 95 % uncertainty, so that no more than
/// a bound of it is known.
[[nodiscard]] inline bool is_upper_bound(const Uncertain& value) {
  return std::abs(value.value) < coverage_factor * value.standard_uncertainty;
}
/// That 95 % bound, as a curve's: |value| + U95.
[[nodiscard]] inline double upper_bound(const Uncertain& value) {
  return std::abs(value.value) + coverage_factor * value.standard_uncertainty;
}

}  // namespace ohmsweep
