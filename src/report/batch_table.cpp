#include "ohmsweep/report/batch_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/curve_reading.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

std::string at_point(const ImpedanceCurve& curve, std::size_t point) {
  return fmt::format("{} at {}", format_ohms(std::abs(curve.impedance_ohm[point])),
                     format_hz(curve.grid[point]));
}

std::size_t smallest_of(const ImpedanceCurve& curve, const std::vector<std::size_t>& points) {
  return *std::min_element(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(curve.impedance_ohm[a]) < std::abs(curve.impedance_ohm[b]);
  });
}

/// Of warnings, each once; notes are for `show`.
std::string warnings(const ImpedanceCurve& curve, const char* between) {
  std::string codes;
  for (const Finding& finding : curve.findings) {
    const std::string code(to_string(finding.code));
    if (finding.severity == Severity::note || codes.find(code) != std::string::npos) continue;
    codes += (codes.empty() ? "" : between) + code;
  }
  return codes;
}

std::vector<std::string> cells(const BatchRow& row) {
  std::vector<std::string> all{shown(row.headphone), shown(row.channel), row.outcome};
  if (!row.curve || row.curve->grid.empty()) {
    all.insert(all.end(), {"", "", "", ""});
    return all;
  }
  const ImpedanceCurve& curve = *row.curve;
  const std::vector<std::size_t> points = audible_points(curve.grid);
  all.insert(all.end(), {magnitude_text(curve, nearest_point(curve.grid, 1000.0), unit_of(curve)),
                         at_point(curve, smallest_of(curve, points)),
                         at_point(curve, largest_of(curve, points)), warnings(curve, ", ")});
  return all;
}

/// Of 1 kHz, the smallest and the largest, and the warnings, for programs.
std::vector<std::string> figures_of(const BatchRow& row) {
  if (!row.curve || row.curve->grid.empty()) return std::vector<std::string>(7);
  const ImpedanceCurve& curve = *row.curve;
  const std::vector<std::size_t> points = audible_points(curve.grid);
  const std::size_t reference = nearest_point(curve.grid, 1000.0);
  const std::size_t smallest = smallest_of(curve, points);
  const std::size_t largest = largest_of(curve, points);
  return {cell_of(std::abs(curve.impedance_ohm[reference])),
          has_uncertainty(curve)
              ? cell_of(magnitude_u95(curve.impedance_ohm[reference], curve.covariance[reference]))
              : "",
          cell_of(std::abs(curve.impedance_ohm[smallest])),
          cell_of(curve.grid[smallest]),
          cell_of(std::abs(curve.impedance_ohm[largest])),
          cell_of(curve.grid[largest]),
          warnings(curve, " ")};
}

std::string counts(const std::vector<BatchRow>& rows) {
  std::map<std::string, int> of;
  for (const BatchRow& row : rows) ++of[row.outcome];
  std::string text = fmt::format("{} of {} measured", of["measured"], rows.size());
  for (const char* outcome : {"rejected", "skipped", "to do"}) {
    if (of[outcome] > 0) text += fmt::format(", {} {}", of[outcome], outcome);
  }
  return text + "\n";
}

}  // namespace

std::string batch_table(const std::vector<BatchRow>& rows, TableFormat format) {
  std::vector<std::vector<std::string>> table{
      {"headphone", "channel", "outcome", "at 1 kHz", "smallest", "largest", "warnings"}};
  std::string remarks;
  for (const BatchRow& row : rows) {
    table.push_back(cells(row));
    if (!row.remark.empty() && row.outcome != row.remark) {
      remarks +=
          fmt::format("{} {} {}: {}\n", shown(row.headphone), shown(row.channel), row.outcome, row.remark);
    }
  }
  table = without_empty_columns(std::move(table), 3);
  return written({table.front(), {table.begin() + 1, table.end()}}, format) +
         written_below(remarks + counts(rows), format);
}

std::string batch_csv(const std::vector<BatchRow>& rows) {
  Table table{{"headphone", "channel", "outcome", "version", "impedance_1khz_ohm", "impedance_1khz_u95_ohm",
               "min_impedance_ohm", "min_impedance_hz", "max_impedance_ohm", "max_impedance_hz", "warnings",
               "remark", "recorded_at"},
              {}};
  for (const BatchRow& row : rows) {
    std::vector<std::string> cells{row.headphone, row.channel, row.outcome,
                                   row.version ? fmt::format("{}", *row.version) : ""};
    const std::vector<std::string> figures = figures_of(row);
    cells.insert(cells.end(), figures.begin(), figures.end());
    cells.insert(cells.end(), {row.remark, row.recorded_at});
    table.rows.push_back(std::move(cells));
  }
  return written(table, TableFormat::csv);
}

}  // namespace ohmsweep
