#pragma once
/// Words of a gnuplot script that all pictures share. Pure.

#include <functional>
#include <string>
#include <vector>

#include "ohmsweep/report/picture.h"

namespace ohmsweep::picture {

/// As much of a text as takes this many terminal cells, ending in "…" where it was cut.
[[nodiscard]] std::string cut(const std::string& text, std::size_t longest);
/// Text as gnuplot takes it literally: one line between double quotes, in which every sign that may mean
/// anything to it stands as its octal code. (Between single quotes a quote cannot be told from the end:
/// gnuplot 5.4 reads two of them in a row, or one at the beginning, as the end.) Of more than `longest`
/// terminal cells the rest is cut.
[[nodiscard]] std::string quoted(const std::string& text, std::size_t longest = 200);

/// 1 for a sheet of the usual size, or larger to one side only.
[[nodiscard]] double scale_of(const PictureSheet& sheet);
/// Heights as shares of the sheet, of so many pixels on a sheet of the usual size.
[[nodiscard]] double below_top(const PictureSheet& sheet, double pixels);
[[nodiscard]] double above_bottom(const PictureSheet& sheet, double pixels);
/// "font ',14'" of so many points on a sheet of the usual size.
[[nodiscard]] std::string font(const PictureSheet& sheet, double points);

/// Terminal, encoding, background and line styles: what a script begins with.
[[nodiscard]] std::string opening(const PictureSheet& sheet);
/// Title above and footer below everything; `note` stands at the left of the footer.
[[nodiscard]] std::string heading(const PictureSheet& sheet, const std::string& title,
                                  const std::string& measured, const std::string& note);

/// The logarithmic axis from 20 Hz to 20 kHz with its grid; without labels where another panel has them.
[[nodiscard]] std::string frequency_axis(bool labelled);
/// A legend of one row below the title, or, of many entries, a column at the right.
[[nodiscard]] std::string legend(const PictureSheet& sheet, std::size_t entries);

/// Where axes stand, as shares of the sheet from its lower left corner.
struct Panel {
  double left = 0.0;
  double right = 1.0;
  double top = 1.0;
  double bottom = 0.0;
};
/// All that title, legend and footer leave.
[[nodiscard]] Panel whole_panel(const PictureSheet& sheet, std::size_t entries);
/// A legend in a column pushes the right side in by what it takes.
[[nodiscard]] std::string margins(const Panel& panel, std::size_t entries);

/// "lc rgb '#0072b2' dt (12,6) lw 2.5" for the line of this number.
[[nodiscard]] std::string line_style(std::size_t number, const PictureSheet& sheet);
/// The same for the line of a bound: dotted and thin.
[[nodiscard]] std::string bound_style(std::size_t number, const PictureSheet& sheet);
[[nodiscard]] std::string fill_style(std::size_t number);

/// An axis' ends and the distance of its labels; of a logarithmic one the labels are 1, 2 and 5.
struct Span {
  double low = 0.0;
  double high = 1.0;
  double step = 0.2;
};
/// Round numbers about [low, high], with a step or two more than `steps` at most.
[[nodiscard]] Span round_span(double low, double high, int steps);
[[nodiscard]] std::string linear_axis(const Span& span);
/// From a round number below `low` to one above `high`; both above zero.
[[nodiscard]] std::string logarithmic_axis(double low, double high);
/// The words beside a panel's vertical axis, clear of its numbers however long these are.
[[nodiscard]] std::string axis_label(const PictureSheet& sheet, const std::string& label);

/// One line of numbers in a block, or a gap in the line that is drawn of it.
using Row = std::vector<double>;
/// "$NAME << EOD": rows of numbers, an empty one being a gap.
[[nodiscard]] std::string block(const std::string& name, const std::vector<Row>& rows);

/// Points of a grid from 20 Hz to 20 kHz.
[[nodiscard]] std::vector<std::size_t> pictured_points(const FrequencyGrid& grid);

/// "HD 600 left".
[[nodiscard]] std::string label_of(const PicturedCurve& curve);

}  // namespace ohmsweep::picture
