#include "report/curve_reading.h"

#include <algorithm>
#include <cmath>

#include "report/number_text.h"

namespace ohmsweep {

namespace {

std::string bound_text(const ImpedanceCurve& curve, std::size_t i) {
  return "< " + rounded_up(upper_bound_ohm(curve, i)) + " Ω";
}

}  // namespace

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

std::string magnitude_text(const ImpedanceCurve& curve, std::size_t point) {
  if (is_upper_bound(curve, point)) return bound_text(curve, point) + " (upper bound)";
  const Complex z = curve.impedance_ohm[point];
  return with_interval(std::abs(z), magnitude_u95(z, curve.covariance[point])) + " Ω";
}

std::string short_magnitude_text(const ImpedanceCurve& curve, std::size_t point) {
  if (is_upper_bound(curve, point)) return bound_text(curve, point);
  const Complex z = curve.impedance_ohm[point];
  return with_interval(std::abs(z), magnitude_u95(z, curve.covariance[point]), "Ω");
}

}  // namespace ohmsweep
