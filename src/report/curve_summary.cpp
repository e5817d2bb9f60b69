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

/// "-10.1° to 3.0°", of the points that are not bounds: noise has no phase worth stating.
std::string phase_range(const ImpedanceCurve& curve, std::vector<std::size_t> points) {
  std::erase_if(points, [&](std::size_t point) { return is_upper_bound(curve, point); });
  if (points.empty()) return {};
  double lowest = 180.0;
  double highest = -180.0;
  for (const std::size_t point : points) {
    const double degrees = phase_deg(curve.impedance_ohm[point]);
    lowest = std::min(lowest, degrees);
    highest = std::max(highest, degrees);
  }
  return fmt::format("{}° to {}°", without_negative_zero(fmt::format("{:.1f}", lowest)),
                     without_negative_zero(fmt::format("{:.1f}", highest)));
}

std::size_t smallest_of(const ImpedanceCurve& curve, const std::vector<std::size_t>& points) {
  return *std::min_element(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(curve.impedance_ohm[a]) < std::abs(curve.impedance_ohm[b]);
  });
}

std::string extremes(const ImpedanceCurve& curve) {
  const std::vector<std::size_t> points = audible_points(curve.grid);
  const std::string phase = phase_range(curve, points);
  return line("smallest", curve, smallest_of(curve, points)) +
         line("largest", curve, largest_of(curve, points)) +
         (phase.empty() ? "" : fmt::format("  phase     {}\n", phase));
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

bool has_figures(const ImpedanceCurve& curve) {
  return !curve.grid.empty() && !has(curve.findings, FindingCode::device_open);
}

/// Each once.
std::string finding_codes(const ImpedanceCurve& curve, const char* between) {
  std::vector<std::string_view> codes;
  for (const Finding& finding : curve.findings) {
    const std::string_view code = to_string(finding.code);
    if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
  }
  return fmt::format("{}", fmt::join(codes, between));
}

std::string place_text(const ImpedanceCurve& curve, std::size_t point) {
  return fmt::format("{} at {}", magnitude_text(curve, point, unit_of(curve)), format_hz(curve.grid[point]));
}

std::vector<std::string> row_for_people(const SummarisedCurve& each) {
  const ImpedanceCurve& curve = each.curve;
  std::vector<std::string> cells{shown(each.name), shown(each.part), fmt::format("{}", each.version)};
  if (has_figures(curve)) {
    const std::vector<std::size_t> points = audible_points(curve.grid);
    cells.insert(cells.end(), {magnitude_text(curve, nearest_point(curve.grid, 1000.0), unit_of(curve)),
                               place_text(curve, smallest_of(curve, points)),
                               place_text(curve, largest_of(curve, points)), phase_range(curve, points)});
  } else {
    cells.resize(cells.size() + 4);
  }
  cells.insert(cells.end(), {finding_codes(curve, ", "), each.recorded_at});
  return cells;
}

std::vector<std::string> row_for_programs(const SummarisedCurve& each) {
  const ImpedanceCurve& curve = each.curve;
  std::vector<std::string> cells{each.name, each.part, fmt::format("{}", each.version)};
  if (has_figures(curve)) {
    const std::vector<std::size_t> points = audible_points(curve.grid);
    const std::size_t nominal = nearest_point(curve.grid, 1000.0);
    const std::size_t smallest = smallest_of(curve, points);
    const std::size_t largest = largest_of(curve, points);
    const double u95 = magnitude_u95(curve.impedance_ohm[nominal], curve.covariance[nominal]);
    cells.insert(cells.end(),
                 {cell_of(stated_ohm(curve, nominal)), has_uncertainty(curve) ? cell_of(u95) : "",
                  cell_of(curve.grid[nominal]), cell_of(stated_ohm(curve, smallest)),
                  cell_of(curve.grid[smallest]), cell_of(stated_ohm(curve, largest)),
                  cell_of(curve.grid[largest]), cell_of(is_upper_bound(curve, nominal))});
  } else {
    cells.resize(cells.size() + 8);
  }
  cells.insert(cells.end(), {cell_of(curve.calibrated), finding_codes(curve, " "), each.recorded_at});
  return cells;
}

}  // namespace

std::string curves_table(const std::vector<SummarisedCurve>& curves, TableFormat format) {
  const bool csv = format == TableFormat::csv;
  Table table{
      csv ? std::vector<std::string>{"name", "part", "version", "nominal_impedance_ohm",
                                     "nominal_impedance_u95_ohm", "nominal_impedance_hz", "min_impedance_ohm",
                                     "min_impedance_hz", "max_impedance_ohm", "max_impedance_hz",
                                     "upper_bound", "calibrated", "findings", "recorded_at"}
          : std::vector<std::string>{"name", "part", "version", "at 1 kHz", "smallest", "largest", "phase",
                                     "findings", "measured"},
      {},
      {2, 3}};
  for (const SummarisedCurve& each : curves) {
    table.rows.push_back(csv ? row_for_programs(each) : row_for_people(each));
  }
  return written(table, format);
}

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
