#include "ohmsweep/report/drift_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
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

std::vector<Column> columns_of(const CalibrationDrift& drift, std::size_t device, std::size_t count) {
  std::vector<Column> columns(count);
  const double low = std::log(drift.points.front().hz);
  const double span = std::max(1e-9, std::log(drift.points.back().hz) - low);
  for (const DriftPoint& point : drift.points) {
    const double share = (std::log(point.hz) - low) / span;
    Column& column =
        columns[std::min(count - 1, static_cast<std::size_t>(share * static_cast<double>(count)))];
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
  columns = std::max<std::size_t>(columns, 40);
  rows = std::max<std::size_t>(rows, 6);
  constexpr std::size_t label = 10;
  const std::vector<Column> shown = columns_of(drift, plotted_device(drift), columns - label);
  double top = 1e-7;
  for (const Column& column : shown) top = std::max({top, column.change, column.allowed});
  std::string text;
  for (std::size_t row = rows; row-- > 0;) {
    const double from = top * static_cast<double>(row) / static_cast<double>(rows);
    const double to = top * static_cast<double>(row + 1) / static_cast<double>(rows);
    const bool labelled = row + 1 == rows || row == 0;
    std::string line = fmt::format("{:>{}}|", labelled ? percent(row == 0 ? 0.0 : top) : "", label - 1);
    for (const Column& column : shown) {
      const bool allowed = column.allowed > from && column.allowed <= to;
      line += column.change > from ? "#" : (allowed ? "." : " ");
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  text += fmt::format("{:>{}}{}{:>{}}\n", "", label, format_hz(drift.points.front().hz),
                      format_hz(drift.points.back().hz),
                      columns - label - format_hz(drift.points.front().hz).size());
  return text + fmt::format("{:>{}}of {}: changed (#), and allowed by both versions (.)\n", "", label,
                            format_ohms(drift_devices_ohm.at(plotted_device(drift))));
}

}  // namespace ohmsweep
