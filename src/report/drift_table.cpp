#include "ohmsweep/report/drift_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/text_plot.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

constexpr std::array<double, 7> round_hz{20, 50, 100, 500, 1e3, 5e3, 20e3};

std::string percent(double fraction) {
  constexpr double nothing = 1e-8;  // a millionth of a percent
  return fraction < nothing ? "0 %" : significant(100.0 * fraction, 2) + " %";
}

const DriftPoint& nearest(const CalibrationDrift& drift, double hz) {
  return *std::min_element(drift.points.begin(), drift.points.end(),
                           [&](const DriftPoint& a, const DriftPoint& b) {
                             return std::abs(std::log(a.hz / hz)) < std::abs(std::log(b.hz / hz));
                           });
}

/// Of a column of the plot: the largest change in its stretch of frequencies, and what is allowed there.
struct Column {
  double change = 0.0;
  double allowed = 0.0;
};

std::vector<Column> columns_of(const CalibrationDrift& drift, std::size_t device, std::size_t count,
                               const PlotAxes& axes) {
  std::vector<Column> columns(count);
  for (const DriftPoint& point : drift.points) {
    Column& column = columns[plot_column(point.hz, count, axes)];
    column.change = std::max(column.change, point.change.at(device));
    column.allowed = std::max(column.allowed, point.u95.at(device));
  }
  return columns;
}

/// The one that has moved most for what both versions allow.
std::size_t plotted_device(const CalibrationDrift& drift) {
  const auto* found =
      std::find(drift_devices_ohm.begin(), drift_devices_ohm.end(), drift.largest_normalised_ohm);
  return found == drift_devices_ohm.end() ? 1 : static_cast<std::size_t>(found - drift_devices_ohm.begin());
}

}  // namespace

std::string drift_line(const CalibrationDrift& drift) {
  return fmt::format(
      "{}: a device of {} changes by {} at {} at most; the worst is {} of what both versions allow, for {} "
      "at {}\n",
      drift.agrees ? "agrees with the version before" : "has moved since the version before",
      format_ohms(drift.largest_change_ohm), percent(drift.largest_change),
      format_hz(drift.largest_change_hz), significant(std::max(drift.largest_normalised, 1e-3), 2),
      format_ohms(drift.largest_normalised_ohm), format_hz(drift.largest_normalised_hz));
}

std::string drift_table(const CalibrationDrift& drift) {
  std::vector<std::vector<std::string>> rows{{"change at"}};
  for (const double ohm : drift_devices_ohm) rows.front().push_back("of " + format_ohms(ohm));
  double last = 0.0;
  for (const double hz : round_hz) {
    const DriftPoint& point = nearest(drift, hz);
    if (point.hz == last) continue;
    last = point.hz;
    rows.push_back({format_hz(point.hz)});
    for (std::size_t d = 0; d < point.change.size(); ++d) {
      rows.back().push_back(fmt::format("{} (± {})", percent(point.change[d]), percent(point.u95[d])));
    }
  }
  return text_table(rows, {0, 1, 2, 3, 4});
}

std::string drift_plot(const CalibrationDrift& drift, std::size_t columns, std::size_t rows) {
  PlotAxes axes{std::max<std::size_t>(rows, 6), {}, drift.points.front().hz, drift.points.back().hz};
  const std::vector<Column> shown =
      columns_of(drift, plotted_device(drift), std::max<std::size_t>(columns, 40) - plot_margin, axes);
  double top = 1e-7;
  for (const Column& column : shown) top = std::max({top, column.change, column.allowed});
  axes.labels = {{1.0, percent(top)}, {0.0, percent(0.0)}};
  std::vector<std::vector<Stroke>> strokes;
  strokes.reserve(shown.size());
  for (const Column& column : shown) {
    strokes.emplace_back();
    if (column.allowed > 0.0)
      strokes.back().push_back({column.allowed / top, column.allowed / top, backdrop});
    if (column.change > 0.0) strokes.back().push_back({0.0, column.change / top, several});
  }
  return text_plot(strokes, axes) +
         fmt::format("{:>{}}of {}: changed ({}), and allowed by both versions ({})\n", "", plot_margin,
                     format_ohms(drift_devices_ohm.at(plotted_device(drift))), several, backdrop);
}

}  // namespace ohmsweep
