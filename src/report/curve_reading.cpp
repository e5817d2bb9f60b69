#include "report/curve_reading.h"

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

std::size_t nearest_point(const FrequencyGrid& grid, double hz) {
  const auto closer = [hz](double a, double b) {
    return std::abs(std::log(a / hz)) < std::abs(std::log(b / hz));
  };
  return static_cast<std::size_t>(std::min_element(grid.begin(), grid.end(), closer) - grid.begin());
}

std::vector<std::size_t> audible_points(const FrequencyGrid& grid) {
  std::vector<std::size_t> points;
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    all.push_back(i);
    if (grid[i] >= audible_from.value() && grid[i] <= audible_to.value()) points.push_back(i);
  }
  return points.empty() ? all : points;
}

double stated_ohm(const ImpedanceCurve& curve, std::size_t point) {
  return is_upper_bound(curve, point) ? upper_bound_ohm(curve, point) : std::abs(curve.impedance_ohm[point]);
}

std::size_t largest_of(const ImpedanceCurve& curve, const std::vector<std::size_t>& points) {
  return *std::max_element(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    return stated_ohm(curve, a) < stated_ohm(curve, b);
  });
}

OhmUnit unit_of(const ImpedanceCurve& curve) {
  return ohm_unit(stated_ohm(curve, largest_of(curve, audible_points(curve.grid))));
}

std::string magnitude_text(const ImpedanceCurve& curve, std::size_t point, const OhmUnit& unit) {
  if (!has_uncertainty(curve)) return format_ohms(std::abs(curve.impedance_ohm[point])) + " (± unknown)";
  return magnitude_text(
      {curve.impedance_ohm[point], curve.covariance[point], 0.0, is_upper_bound(curve, point)}, unit);
}

std::string magnitude_text(const ImpedancePoint& point, const OhmUnit& unit) {
  const double ohm = std::abs(point.impedance_ohm);
  const double u95 = magnitude_u95(point.impedance_ohm, point.covariance);
  return point.upper_bound ? "< " + bound_ohms(ohm + u95, unit) : ohms_with_interval(ohm, u95, unit);
}

std::string resistance_text(const Uncertain& ohm, const OhmUnit& unit) {
  if (is_upper_bound(ohm)) return "< " + bound_ohms(upper_bound(ohm), unit);
  return ohms_with_interval(ohm.value, coverage_factor * ohm.standard_uncertainty, unit);
}

}  // namespace ohmsweep
