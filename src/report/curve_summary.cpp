#include "ohmsweep/report/curve_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/curve_reading.h"

namespace ohmsweep {

namespace {

/// "< 0.02 Ω (upper bound)".
std::string value_at(const ImpedanceCurve& curve, std::size_t point) {
  return magnitude_text(curve, point, unit_of(curve)) +
         (is_upper_bound(curve, point) ? " (upper bound)" : "");
}

std::string line(const char* what, const ImpedanceCurve& curve, std::size_t point) {
  return fmt::format("  {:<9} {} at {}\n", what, value_at(curve, point), format_hz(curve.grid[point]));
}

/// Of the points that are not bounds: noise has no phase worth stating.
std::string phase(const ImpedanceCurve& curve, std::vector<std::size_t> points) {
  std::erase_if(points, [&](std::size_t point) { return is_upper_bound(curve, point); });
  if (points.empty()) return {};
  double lowest = 180.0;
  double highest = -180.0;
  for (const std::size_t point : points) {
    const double degrees = phase_deg(curve.impedance_ohm[point]);
    lowest = std::min(lowest, degrees);
    highest = std::max(highest, degrees);
  }
  return fmt::format("  phase     {}° to {}°\n", without_negative_zero(fmt::format("{:.1f}", lowest)),
                     without_negative_zero(fmt::format("{:.1f}", highest)));
}

std::string extremes(const ImpedanceCurve& curve) {
  const std::vector<std::size_t> points = audible_points(curve.grid);
  const auto smallest = std::min_element(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(curve.impedance_ohm[a]) < std::abs(curve.impedance_ohm[b]);
  });
  return line("smallest", curve, *smallest) + line("largest", curve, largest_of(curve, points)) +
         phase(curve, points);
}

/// An output that is only bounded all over has one line: where the bound is highest.
std::string bound(const ImpedanceCurve& curve) {
  return line("highest", curve, largest_of(curve, audible_points(curve.grid)));
}

bool only_bounded(const ImpedanceCurve& curve) {
  const std::vector<std::size_t> points = audible_points(curve.grid);
  return std::all_of(points.begin(), points.end(),
                     [&](std::size_t point) { return is_upper_bound(curve, point); });
}

/// 1 kHz and the extremes.
std::string values(const ImpedanceCurve& curve) {
  const std::size_t reference = nearest_point(curve.grid, 1000.0);
  return fmt::format("  {:<8}  {}\n", format_hz(curve.grid[reference]), value_at(curve, reference)) +
         (only_bounded(curve) ? bound(curve) : extremes(curve));
}

}  // namespace

std::string curve_summary(const std::string& name, const std::string& part, const ImpedanceCurve& curve) {
  std::string text = fmt::format("{} {}\n", shown(name), shown(part));
  if (curve.grid.empty()) return text + "  no frequency was measured\n";
  if (!has(curve.findings, FindingCode::device_open)) text += values(curve);
  for (const Finding& finding : curve.findings) {
    text +=
        fmt::format("  {}: {} ({})\n", to_string(finding.severity), finding.detail, to_string(finding.code));
  }
  return text;
}

}  // namespace ohmsweep
