#pragma once
/// Curves over a logarithmic frequency axis, drawn in plain characters. Pure.

#include <cstddef>
#include <string>
#include <vector>

namespace ohmsweep {

/// What lies behind everything else: a band, a limit.
inline constexpr char backdrop = '.';
/// Where two curves are in one place.
inline constexpr char several = '#';

/// Part of a column, from `low` to `high` as shares of the plot's height from its bottom; beyond it is cut
/// off.
struct Stroke {
  double low = 0.0;
  double high = 0.0;
  char mark = several;
};

/// A text beside the row at this share of the height.
struct RowLabel {
  double share = 0.0;
  std::string text;
};

struct PlotAxes {
  std::size_t rows = 12;
  std::vector<RowLabel> labels{};  ///< of two in one row the first counts
  double from_hz = 20.0;
  double to_hz = 20e3;
};

/// Characters before the plot itself: labels and the axis.
inline constexpr std::size_t plot_margin = 10;

/// The column of `count` that a frequency falls in.
[[nodiscard]] std::size_t plot_column(double hz, std::size_t count, const PlotAxes& axes);

/// A line for each row with its label and axis, and one with the frequencies 20, 50, 100 … below; a list of
/// strokes for each column. Over a backdrop any mark counts; where two different ones meet stands `several`.
[[nodiscard]] std::string text_plot(const std::vector<std::vector<Stroke>>& columns, const PlotAxes& axes);

}  // namespace ohmsweep
