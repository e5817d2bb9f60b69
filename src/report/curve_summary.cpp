#include "ohmsweep/report/curve_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/curve_reading.h"

namespace ohmsweep {

namespace {

std::string extremes(const ImpedanceCurve& curve) {
  const std::vector<std::size_t> points = audible_points(curve.grid);
  const auto smaller = [&](std::size_t a, std::size_t b) {
    return std::abs(curve.impedance_ohm[a]) < std::abs(curve.impedance_ohm[b]);
  };
  const auto less_phase = [&](std::size_t a, std::size_t b) {
    return phase_deg(curve.impedance_ohm[a]) < phase_deg(curve.impedance_ohm[b]);
  };
  const auto [smallest, largest] = std::minmax_element(points.begin(), points.end(), smaller);
  const auto [lowest, highest] = std::minmax_element(points.begin(), points.end(), less_phase);
  return fmt::format("  smallest  {} at {}\n  largest   {} at {}\n  phase     {:.1f}° to {:.1f}°\n",
                     magnitude_text(curve, *smallest), format_hz(curve.grid[*smallest]),
                     magnitude_text(curve, *largest), format_hz(curve.grid[*largest]),
                     phase_deg(curve.impedance_ohm[*lowest]), phase_deg(curve.impedance_ohm[*highest]));
}

/// An output that is only bounded all over has one line: where the bound is highest.
std::string bound(const ImpedanceCurve& curve) {
  const std::vector<std::size_t> points = audible_points(curve.grid);
  const auto highest = std::max_element(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    return upper_bound_ohm(curve, a) < upper_bound_ohm(curve, b);
  });
  return fmt::format("  highest   {} at {}\n", magnitude_text(curve, *highest),
                     format_hz(curve.grid[*highest]));
}

bool only_bounded(const ImpedanceCurve& curve) {
  return curve.upper_bound.size() == curve.grid.size() &&
         std::all_of(curve.upper_bound.begin(), curve.upper_bound.end(), [](bool b) { return b; });
}

/// 1 kHz and the extremes.
std::string values(const ImpedanceCurve& curve) {
  const std::size_t reference = nearest_point(curve.grid, 1000.0);
  return fmt::format("  {:<8}  {}\n", format_hz(curve.grid[reference]), magnitude_text(curve, reference)) +
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
