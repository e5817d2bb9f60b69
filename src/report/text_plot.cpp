#include "report/text_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/log_axis.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

/// Row 0 is the lowest; a share on the line between two belongs to the lower.
std::size_t row_of(double share, std::size_t rows) {
  const double row = std::ceil(share * static_cast<double>(rows) - 1e-9) - 1.0;
  return static_cast<std::size_t>(std::clamp(row, 0.0, static_cast<double>(rows - 1)));
}

void mark_cell(char& cell, char mark) {
  if (cell == ' ' || cell == backdrop) {
    cell = mark;
  } else if (mark != backdrop && cell != mark) {
    cell = several;
  }
}

std::string label_at(const PlotAxes& axes, std::size_t row) {
  const auto found = std::ranges::find_if(
      axes.labels, [&](const RowLabel& label) { return row_of(label.share, axes.rows) == row; });
  return found == axes.labels.end() ? "" : found->text;
}

std::string frequency_text(double hz) {
  return hz >= 1000.0 ? fmt::format("{:.6g}k", hz / 1000.0) : fmt::format("{:.6g}", hz);
}

/// Each label begins below its frequency, the last one ends there; what has no room is left out.
std::string frequency_line(const PlotAxes& axes, std::size_t count) {
  std::string line = fmt::format("{:>{}} ", "Hz", plot_margin - 1);
  for (const double hz : axis_tics(axes.from_hz, axes.to_hz)) {
    const std::string text = frequency_text(hz);
    std::size_t at = plot_margin + plot_column(hz, count, axes);
    at = std::min(at, plot_margin + count - text.size());
    if (line.size() > plot_margin && at <= line.size()) continue;
    line.resize(at, ' ');
    line += text;
  }
  return line + "\n";
}

}  // namespace

std::size_t plot_column(double hz, std::size_t count, const PlotAxes& axes) {
  const double span = std::max(1e-9, std::log(axes.to_hz / axes.from_hz));
  const double share = std::clamp(std::log(hz / axes.from_hz) / span, 0.0, 1.0);
  return std::min(count - 1, static_cast<std::size_t>(share * static_cast<double>(count) + 1e-9));
}

std::string text_plot(const std::vector<std::vector<Stroke>>& columns, const PlotAxes& axes) {
  std::vector<std::string> lines(axes.rows, std::string(columns.size(), ' '));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (const Stroke& stroke : columns[c]) {
      if (stroke.high < 0.0 || stroke.low > 1.0) continue;
      for (std::size_t row = row_of(stroke.low, axes.rows); row <= row_of(stroke.high, axes.rows); ++row) {
        mark_cell(lines[row][c], stroke.mark);
      }
    }
  }
  std::string text;
  for (std::size_t row = axes.rows; row-- > 0;) {
    const std::string label = label_at(axes, row);
    const std::size_t width = display_width(label);
    std::string line(plot_margin - 1 - std::min(width, plot_margin - 1), ' ');
    line += fmt::format("{}|{}", label, lines[row]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text + frequency_line(axes, columns.size());
}

}  // namespace ohmsweep
