#include "ohmsweep/measurement/device_identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

constexpr double from_hz = 100.0;
constexpr double to_hz = 10e3;
constexpr int fewest_points = 10;
constexpr double nearer_by = 3.0;
constexpr double sides_differ_by = 2e-3;
constexpr double least_of_minimum = 0.7;
constexpr double most_of_maximum = 1.5;

/// Relative noise of a curve, rms over the same band: what its calibration gives to every device is no part.
double own_noise(const ImpedanceCurve& curve) {
  double sum = 0.0;
  int points = 0;
  for (std::size_t i = 0; i < curve.grid.size() && i < curve.covariance.size(); ++i) {
    if (curve.grid[i] < from_hz || curve.grid[i] > to_hz) continue;
    const double common = i < curve.common.size() ? curve.common[i].total() : 0.0;
    sum += std::max(0.0, curve.covariance[i].total() - common) / std::norm(curve.impedance_ohm[i]);
    ++points;
  }
  return points > 0 ? std::sqrt(sum / points) : 0.0;
}

}  // namespace

std::optional<double> relative_difference(const ImpedanceCurve& a, const ImpedanceCurve& b) {
  if (a.grid.empty() || b.grid.empty()) return std::nullopt;
  double sum = 0.0;
  int points = 0;
  for (std::size_t i = 0; i < a.grid.size(); ++i) {
    const Hertz frequency{a.grid[i]};
    if (frequency.value() < from_hz || frequency.value() > to_hz) continue;
    if (frequency < b.grid.lowest() || frequency > b.grid.highest()) continue;
    sum += std::norm(at(b, frequency).impedance_ohm - a.impedance_ohm[i]) / std::norm(a.impedance_ohm[i]);
    ++points;
  }
  if (points < fewest_points) return std::nullopt;
  return std::sqrt(sum / points);
}

std::optional<Finding> find_same_device(const ImpedanceCurve& curve, const ImpedanceCurve& last_curve,
                                        const std::string& last) {
  const std::optional<double> difference = relative_difference(curve, last_curve);
  if (!difference || *difference > one_device_within) return std::nullopt;
  if (std::hypot(own_noise(curve), own_noise(last_curve)) > one_device_within) return std::nullopt;
  return Finding{Severity::warning, FindingCode::same_device,
                 fmt::format("it agrees with {} within {} %, closer than two of one model do: is that still "
                             "plugged in?",
                             shown(last), significant(100.0 * std::max(*difference, 1e-6), 2))};
}

std::optional<Finding> find_swapped_sides(const ImpedanceCurve& curve, const std::string& side,
                                          const ImpedanceCurve& own_before,
                                          const ImpedanceCurve& other_before) {
  const std::optional<double> sides = relative_difference(own_before, other_before);
  const std::optional<double> own = relative_difference(curve, own_before);
  const std::optional<double> other = relative_difference(curve, other_before);
  if (!sides || !own || !other) return std::nullopt;
  if (*sides < sides_differ_by || *own < nearer_by * *other) return std::nullopt;
  return Finding{
      Severity::warning, FindingCode::sides_swapped,
      fmt::format("{} is within {} % of what {} measured before, and {} % from itself: are the sides "
                  "swapped?",
                  side, significant(100.0 * std::max(*other, 1e-6), 2), side == "left" ? "right" : "left",
                  significant(100.0 * *own, 2))};
}

std::optional<Finding> find_other_headphone(const ImpedanceCurve& curve, double nominal_ohm) {
  double lowest = INFINITY;
  double highest = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Hertz frequency{curve.grid[i]};
    if (frequency < audible_from || frequency > audible_to) continue;
    lowest = std::min(lowest, std::abs(curve.impedance_ohm[i]));
    highest = std::max(highest, std::abs(curve.impedance_ohm[i]));
  }
  if (highest <= 0.0) return std::nullopt;
  if (nominal_ohm >= least_of_minimum * lowest && nominal_ohm <= most_of_maximum * highest) {
    return std::nullopt;
  }
  return Finding{Severity::warning, FindingCode::other_headphone,
                 fmt::format("{} is published and {} to {} was measured: is another headphone plugged in?",
                             format_ohms(nominal_ohm), format_ohms(lowest), format_ohms(highest))};
}

}  // namespace ohmsweep
