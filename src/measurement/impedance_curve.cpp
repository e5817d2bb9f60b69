#include "ohmsweep/measurement/impedance_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// The value that lies `fraction` of the way from a to b.
template <typename Value>
Value between(const Value& a, const Value& b, double fraction) {
  return (1.0 - fraction) * a + fraction * b;
}

/// Where an array is kept for every point, its value; an array may also be absent.
template <typename Array, typename Value>
Value value_or(const Array& array, std::size_t point, Value otherwise) {
  return point < array.size() ? static_cast<Value>(array[point]) : otherwise;
}

ImpedancePoint grid_point(const ImpedanceCurve& curve, std::size_t point) {
  return {curve.impedance_ohm[point], value_or(curve.covariance, point, Covariance{}),
          value_or(curve.snr_db, point, 0.0), value_or(curve.upper_bound, point, false)};
}

void require_inside(const FrequencyGrid& grid, double hz) {
  const double tolerance = 1e-9 * hz;
  if (!grid.empty() && hz >= grid.lowest().value() - tolerance && hz <= grid.highest().value() + tolerance) {
    return;
  }
  if (grid.empty()) throw failure("the curve is empty; measure it again");
  throw failure(fmt::format(
      "{:.5g} Hz lies outside the curve, which covers {:.5g} Hz to {:.5g} Hz; measure it over a wider band",
      hz, grid.lowest().value(), grid.highest().value()));
}

}  // namespace

double upper_bound_ohm(const ImpedanceCurve& curve, std::size_t point) {
  const Complex z = curve.impedance_ohm[point];
  return std::abs(z) + magnitude_u95(z, curve.covariance[point]);
}

ImpedancePoint at(const ImpedanceCurve& curve, Hertz frequency) {
  const double hz = frequency.value();
  require_inside(curve.grid, hz);
  if (const auto exact = curve.grid.find(hz)) return grid_point(curve, *exact);
  const auto next = std::upper_bound(curve.grid.begin(), curve.grid.end(), hz);
  const auto above = static_cast<std::size_t>(next - curve.grid.begin());
  const std::size_t below = above - 1;
  const double fraction = std::log(hz / curve.grid[below]) / std::log(curve.grid[above] / curve.grid[below]);
  const ImpedancePoint a = grid_point(curve, below);
  const ImpedancePoint b = grid_point(curve, above);
  return {between(a.impedance_ohm, b.impedance_ohm, fraction), between(a.covariance, b.covariance, fraction),
          between(a.snr_db, b.snr_db, fraction), a.upper_bound || b.upper_bound};
}

}  // namespace ohmsweep
