#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/report/picture.h"
#include "report/picture/script.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

/// Pixels at the usual size.
constexpr int row_height = 30;
constexpr int least_column_width = 74;
constexpr int most_column_width = 190;
constexpr int names_width = 230;
constexpr int above = 104;
constexpr int below = 78;
constexpr int right_margin = 20;
constexpr int slanted_names = 150;
constexpr int slanted_overhang = 50;

/// A cell's letter, its colour, and what it means.
struct Mark {
  std::string_view letter;
  std::string_view colour;
  std::string_view meaning;
};
constexpr Mark passed{"P", "#bfe3c6", "pass"};
constexpr Mark failed_mark{"F", "#f3b6ad", "fail"};
constexpr Mark undecided_mark{"U", "#fde9a6", "undecided"};
constexpr Mark no_verdict{"-", "#e2e2e2", "no verdict"};

const Mark& mark_of(const Pairing& pairing) {
  if (!pairing.verdict) return no_verdict;
  if (*pairing.verdict == Verdict::pass) return passed;
  return *pairing.verdict == Verdict::fail ? failed_mark : undecided_mark;
}

/// The larger, the worse; where nothing is known, nothing can be claimed of the other channel either.
int badness(const Pairing& pairing) {
  if (!pairing.verdict) return 2;
  switch (*pairing.verdict) {
    case Verdict::fail:
      return 3;
    case Verdict::undecided:
      return 1;
    case Verdict::pass:
      break;
  }
  return 0;
}

bool worse(const Pairing& a, const Pairing& b) {
  if (badness(a) != badness(b)) return badness(a) > badness(b);
  return a.worst_ratio < b.worst_ratio;
}

using Output = std::pair<std::string, std::string>;

struct Matrix {
  std::vector<std::string> headphones;
  std::vector<Output> outputs;
  std::map<std::pair<std::size_t, std::size_t>, const Pairing*> cells;
};

template <typename Name>
std::size_t place_of(std::vector<Name>& names, const Name& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  const auto place = static_cast<std::size_t>(found - names.begin());
  if (found == names.end()) names.push_back(name);
  return place;
}

Matrix matrix_of(const std::vector<RatedPairing>& pairings) {
  Matrix matrix;
  for (const RatedPairing& rated : pairings) {
    const std::size_t row = place_of(matrix.headphones, rated.headphone);
    const std::size_t column = place_of(matrix.outputs, Output{rated.amplifier, rated.output});
    const Pairing*& cell = matrix.cells[{row, column}];
    if (cell == nullptr || worse(rated.pairing, *cell)) cell = &rated.pairing;
  }
  return matrix;
}

/// At most six characters.
std::string ratio_text(const Pairing& pairing) {
  constexpr double beyond_interest = 9999.0;
  constexpr double least = 0.01;
  if (!pairing.verdict) return {};
  const double ratio = pairing.worst_ratio;
  if (ratio > beyond_interest) return " >9999";
  if (pairing.upper_bound) return " >" + rounded_down(ratio);
  if (ratio < least) return " <0.01";
  return " " + (ratio >= 100.0 ? fmt::format("{:.0f}", ratio) : significant(ratio, ratio < 1.0 ? 2 : 3));
}

/// Where things are, in pixels from the upper left corner.
struct Layout {
  double scale = 1.0;
  double left = 0.0;
  double top = 0.0;
  double column = 0.0;
  double row = 0.0;
  bool slanted = false;
};

Layout layout_of(const Matrix& matrix, const PictureSheet& sheet) {
  const PictureSize& size = sheet.size;
  Layout layout;
  const auto rows = static_cast<double>(std::max<std::size_t>(1, matrix.headphones.size()));
  const auto columns = static_cast<double>(std::max<std::size_t>(1, matrix.outputs.size()));
  layout.scale = picture::scale_of(sheet);
  layout.left = names_width * layout.scale;
  double room = size.width - layout.left - right_margin * layout.scale;
  layout.slanted = room / columns < 110.0 * layout.scale;
  if (layout.slanted) room -= slanted_overhang * layout.scale;
  layout.column = std::min(most_column_width * layout.scale, room / columns);
  layout.top = (above + (layout.slanted ? slanted_names - 40 : 0)) * layout.scale;
  layout.row =
      std::min(2.0 * row_height * layout.scale, (size.height - layout.top - below * layout.scale) / rows);
  // What is narrower than the sheet stands in its middle.
  const double spare = room - layout.column * columns;
  layout.left += 0.5 * std::max(0.0, spare);
  return layout;
}

/// A label at a place in pixels.
std::string label(double x, double y, const std::string& text, const std::string& how) {
  return fmt::format("set label {} at {:.6g},{:.6g} {}\n", text, x, y, how);
}

std::size_t cells_in(double width, const Layout& layout) {
  constexpr double cell = 9.0;
  return static_cast<std::size_t>(std::max(4.0, width / (cell * layout.scale)));
}

std::string heads(const Matrix& matrix, const Layout& layout, const PictureSheet& sheet) {
  std::string text;
  const std::string small = picture::font(sheet, 10.5);
  for (std::size_t c = 0; c < matrix.outputs.size(); ++c) {
    const auto& [amplifier, output] = matrix.outputs[c];
    const double x = layout.left + (static_cast<double>(c) + 0.5) * layout.column;
    if (layout.slanted) {
      text +=
          label(x, layout.top - 8.0 * layout.scale,
                picture::quoted(fmt::format("{} {}", amplifier, output), 19), "left rotate by 60 " + small);
      continue;
    }
    const std::size_t cells = cells_in(layout.column, layout);
    text += label(x, layout.top - 34.0 * layout.scale, picture::quoted(amplifier, cells), "center " + small);
    text += label(x, layout.top - 13.0 * layout.scale, picture::quoted(output, cells), "center " + small);
  }
  for (std::size_t r = 0; r < matrix.headphones.size(); ++r) {
    text += label(layout.left - 10.0 * layout.scale, layout.top + (static_cast<double>(r) + 0.5) * layout.row,
                  picture::quoted(matrix.headphones[r], 22), "right " + small);
  }
  return text;
}

std::string rectangle(double x, double y, double width, double height, std::string_view colour) {
  return fmt::format(
      "set object rectangle from {:.6g},{:.6g} to {:.6g},{:.6g} fillcolor rgb '{}' fillstyle solid border lc "
      "rgb "
      "'#ffffff' lw 2\n",
      x, y, x + width, y + height, colour);
}

std::string cells(const Matrix& matrix, const Layout& layout, const PictureSheet& sheet) {
  std::string text;
  // A sign is about 0.83 pixels wide for each point of the font.
  const double points = std::min(
      {12.5, 12.5 * layout.row / (24.0 * layout.scale), (layout.column / layout.scale - 8.0) / (0.83 * 7.0)});
  for (const auto& [place, pairing] : matrix.cells) {
    const double x = layout.left + static_cast<double>(place.second) * layout.column;
    const double y = layout.top + static_cast<double>(place.first) * layout.row;
    const Mark& mark = mark_of(*pairing);
    text += rectangle(x, y, layout.column, layout.row, mark.colour);
    text += label(x + 0.5 * layout.column, y + 0.5 * layout.row,
                  picture::quoted(std::string(mark.letter) + ratio_text(*pairing)),
                  "center front " + picture::font(sheet, points));
  }
  return text;
}

/// Below the last row of the table, however short it is.
std::string meanings(const PictureSheet& sheet, const Layout& layout, std::size_t rows) {
  std::string text;
  double x = 0.5 * sheet.size.width - 270.0 * layout.scale;
  const double table_end = layout.top + static_cast<double>(rows) * layout.row;
  const double y = std::min(sheet.size.height - 60.0 * layout.scale, table_end + 22.0 * layout.scale);
  for (const Mark& mark : {passed, failed_mark, undecided_mark, no_verdict}) {
    text += rectangle(x, y, 24.0 * layout.scale, 20.0 * layout.scale, mark.colour);
    text += label(x + 12.0 * layout.scale, y + 10.0 * layout.scale, picture::quoted(std::string(mark.letter)),
                  "center front " + picture::font(sheet, 10.5));
    text += label(x + 32.0 * layout.scale, y + 10.0 * layout.scale,
                  picture::quoted(std::string(mark.meaning)), "left " + picture::font(sheet, 10.5));
    x += 140.0 * layout.scale;
  }
  return text;
}

}  // namespace

PictureSize matrix_size(const std::vector<RatedPairing>& pairings) {
  const Matrix matrix = matrix_of(pairings);
  const auto columns = static_cast<int>(matrix.outputs.size());
  const auto rows = static_cast<int>(matrix.headphones.size());
  PictureSize size;
  size.width =
      std::max(size.width, names_width + right_margin + slanted_overhang + columns * least_column_width);
  size.height = std::max(size.height, above + slanted_names + below + rows * row_height);
  return size;
}

std::string matrix_picture(const std::vector<RatedPairing>& pairings, const std::string& measured,
                           const PictureSheet& sheet) {
  const Matrix matrix = matrix_of(pairings);
  const Layout layout = layout_of(matrix, sheet);
  const double rule = pairings.empty() ? Rule{}.ratio : pairings.front().pairing.rule;
  return picture::opening(sheet) + "unset border\nunset tics\nunset key\nset margins 0,0,0,0\n" +
         fmt::format("set xrange [0:{}]\nset yrange [{}:0]\n", sheet.size.width, sheet.size.height) +
         picture::heading(sheet, fmt::format("Who plays on what: the 1:{:.6g} rule", rule), measured,
                          "number: the smallest |Z|/|Zo|, of the worse channel") +
         cells(matrix, layout, sheet) + heads(matrix, layout, sheet) +
         meanings(sheet, layout, matrix.headphones.size()) + "plot NaN notitle\n";
}

}  // namespace ohmsweep
