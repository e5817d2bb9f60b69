#include "report/picture/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "ohmsweep/core/name.h"
#include "report/log_axis.h"
#include "report/text_table.h"

namespace ohmsweep::picture {
namespace {

/// Dark enough on white, and apart for those who see few colours (after Okabe and Ito, 2008).
constexpr std::array<std::string_view, 6> colours{"#0072b2", "#c24e00", "#00795a",
                                                  "#a0307a", "#000000", "#7a5c00"};
/// Coprime with the colours: thirty lines before a pair comes again.
constexpr std::array<std::string_view, 5> dashes{"solid", "(14,5)", "(3,4)", "(14,4,3,4)", "(24,5,3,5,3,5)"};
constexpr PictureSize usual_size{};
constexpr double label_points = 12.5;
constexpr double title_points = 16.0;
constexpr double small_points = 10.5;
/// An SVG's text is measured in pixels, a PNG's in points.
constexpr double pixels_of_a_point = 4.0 / 3.0;
constexpr std::size_t entries_in_a_row = 4;

bool in_a_column(std::size_t entries) { return entries > entries_in_a_row; }

/// Dash pattern and width of a line that is only a bound.
constexpr std::string_view bound_dashes = "(2,3)";

double font_size(const PictureSheet& sheet, double points) {
  return points * scale_of(sheet) * (sheet.format == PictureFormat::svg ? pixels_of_a_point : 1.0);
}

/// 1, 2, 2.5 or 5 times a power of ten, at least as large as `value`.
double round_up(double value) {
  const double decade = std::pow(10.0, std::floor(std::log10(value)));
  for (const double times : {1.0, 2.0, 2.5, 5.0}) {
    if (times * decade >= value * (1.0 - 1e-9)) return times * decade;
  }
  return 10.0 * decade;
}

/// So many digits behind the point as all labels of an axis need.
int decimals_of(double step) {
  int decimals = 0;
  for (double whole = step; decimals < 9 && (whole < 0.5 || std::abs(whole - std::round(whole)) > 1e-6);
       whole *= 10.0) {
    ++decimals;
  }
  return decimals;
}

}  // namespace

std::string cut(const std::string& text, std::size_t longest) {
  if (display_width(text) <= longest) return text;
  std::string kept;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t next = i + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
    const std::string longer = kept + text.substr(i, next - i);
    if (display_width(longer) + 1 > longest) break;
    kept = longer;
    i = next;
  }
  return kept + "…";
}

std::string quoted(const std::string& text, std::size_t longest) {
  constexpr std::string_view plain = " .,:;-|/()<>=";
  std::string literal = "\"";
  for (const char c : cut(shown(text), longest)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (letter || byte >= 0x80U || plain.find(c) != std::string_view::npos) {
      literal += c;
    } else {
      literal += fmt::format("\\{:03o}", byte);
    }
  }
  return literal + "\"";
}

double scale_of(const PictureSheet& sheet) {
  return std::min(static_cast<double>(sheet.size.width) / usual_size.width,
                  static_cast<double>(sheet.size.height) / usual_size.height);
}

double below_top(const PictureSheet& sheet, double pixels) {
  return 1.0 - pixels * scale_of(sheet) / sheet.size.height;
}

double above_bottom(const PictureSheet& sheet, double pixels) {
  return pixels * scale_of(sheet) / sheet.size.height;
}

std::string font(const PictureSheet& sheet, double points) {
  return fmt::format("font ',{:.3g}'", font_size(sheet, points));
}

std::string opening(const PictureSheet& sheet) {
  const bool png = sheet.format == PictureFormat::png;
  // noenhanced: no sign in a name is markup.
  return fmt::format(
      "set encoding utf8\n"
      "set terminal {} noenhanced size {},{} font '{},{:.3g}' background rgb '#ffffff'\n"
      "set output\n"
      "set border 31 lc rgb '#444444'\nset tics textcolor rgb '#222222'\n"
      "set style line 100 lc rgb '#d4d4d4' lw 1\nset style line 101 lc rgb '#ebebeb' lw 1\n",
      png ? "pngcairo" : "svg", sheet.size.width, sheet.size.height,
      png ? "DejaVu Sans" : "DejaVu Sans, sans-serif", font_size(sheet, label_points));
}

std::string heading(const PictureSheet& sheet, const std::string& title, const std::string& measured,
                    const std::string& note) {
  const std::string footer = measured.empty() ? "ohmsweep" : "ohmsweep · measured " + measured;
  return fmt::format(
      "set label 1 {} at screen 0.5,{:.6g} center {} textcolor rgb '#000000'\n"
      "set label 2 {} at screen 0.988,{:.6g} right {} textcolor rgb '#555555'\n"
      "set label 3 {} at screen 0.012,{:.6g} left {} textcolor rgb '#555555'\n",
      quoted(title, 84), below_top(sheet, 30.0), font(sheet, title_points), quoted(footer),
      above_bottom(sheet, 17.0), font(sheet, small_points), quoted(note), above_bottom(sheet, 17.0),
      font(sheet, small_points));
}

std::string frequency_axis(bool labelled) {
  std::string tics;
  for (const auto& [hz, text] : std::vector<std::pair<int, std::string_view>>{{20, "20"},
                                                                              {50, "50"},
                                                                              {100, "100"},
                                                                              {200, "200"},
                                                                              {500, "500"},
                                                                              {1000, "1k"},
                                                                              {2000, "2k"},
                                                                              {5000, "5k"},
                                                                              {10000, "10k"},
                                                                              {20000, "20k"}}) {
    tics += fmt::format("{}'{}' {}", tics.empty() ? "" : ", ", labelled ? text : "", hz);
  }
  for (const int decade : {10, 100, 1000, 10000}) {
    for (const int times : {3, 4, 6, 7, 8, 9}) {
      if (times * decade < 20000) tics += fmt::format(", '' {} 1", times * decade);
    }
  }
  return fmt::format(
      "set logscale x\nset xrange [20:20000]\nset xtics ({})\nset xlabel '{}'\n"
      "set grid xtics mxtics ytics linestyle 100, linestyle 101\n",
      tics, labelled ? "frequency, Hz" : "");
}

std::string legend(const PictureSheet& sheet, std::size_t entries) {
  if (!in_a_column(entries)) {
    return fmt::format(
        "set key at screen 0.5,{:.6g} center top horizontal maxrows 1 Left reverse samplen 3 {}\n",
        below_top(sheet, 54.0), font(sheet, label_points));
  }
  return fmt::format("set key outside right top vertical Left reverse samplen 4 spacing 1.15 {}\n",
                     font(sheet, entries > 16 ? small_points : label_points));
}

Panel whole_panel(const PictureSheet& sheet, std::size_t entries) {
  const double side = scale_of(sheet) / sheet.size.width;
  return {102.0 * side, 1.0 - 34.0 * side, below_top(sheet, in_a_column(entries) ? 64.0 : 108.0),
          above_bottom(sheet, 100.0)};
}

std::string margins(const Panel& panel, std::size_t entries) {
  return fmt::format(
      "set lmargin at screen {:.6g}\nset tmargin at screen {:.6g}\nset bmargin at screen {:.6g}\n{}",
      panel.left, panel.top, panel.bottom,
      in_a_column(entries) ? "" : fmt::format("set rmargin at screen {:.6g}\n", panel.right));
}

std::string line_style(std::size_t number, const PictureSheet& sheet) {
  return fmt::format("lc rgb '{}' dt {} lw {:.3g}", colours.at(number % colours.size()),
                     dashes.at(number % dashes.size()), 2.2 * scale_of(sheet));
}

std::string bound_style(std::size_t number, const PictureSheet& sheet) {
  return fmt::format("lc rgb '{}' dt {} lw {:.3g}", colours.at(number % colours.size()), bound_dashes,
                     1.5 * scale_of(sheet));
}

std::string fill_style(std::size_t number) {
  return fmt::format("lc rgb '{}' fillstyle transparent solid 0.22 noborder",
                     colours.at(number % colours.size()));
}

Span round_span(double low, double high, int steps) {
  if (!(high > low)) high = low + std::max(1e-3, std::abs(low) * 0.1);
  const double step = round_up((high - low) / steps);
  return {step * std::floor(low / step + 1e-9), step * std::ceil(high / step - 1e-9), step};
}

std::string axis_label(const PictureSheet& sheet, const std::string& label) {
  return fmt::format(
      "set label 4 {} at screen {:.6g}, graph 0.5 center rotate by 90 textcolor rgb '#000000'\n",
      quoted(label), 22.0 * scale_of(sheet) / sheet.size.width);
}

std::string linear_axis(const Span& span) {
  return fmt::format("unset logscale y\nset yrange [{:.6g}:{:.6g}]\nset format y '%.{}f'\nset ytics {:.6g}\n",
                     span.low, span.high, decimals_of(span.step), span.step);
}

std::string logarithmic_axis(double low, double high) {
  constexpr double crowded = 2000.0;
  const double from = axis_end_below(low);
  const double to = axis_end_above(high);
  std::string tics;
  for (const double tic : axis_tics(from, to)) {
    const bool power = std::abs(std::log10(tic) - std::round(std::log10(tic))) < 1e-9;
    const std::string text = power || to < crowded * from ? fmt::format("{:.6g}", tic) : "";
    tics += fmt::format("{}'{}' {:.6g}", tics.empty() ? "" : ", ", text, tic);
  }
  return fmt::format("set logscale y\nset yrange [{:.6g}:{:.6g}]\nset ytics ({})\n", from, to, tics);
}

std::string block(const std::string& name, const std::vector<Row>& rows) {
  std::string text = fmt::format("${} << EOD\n", name);
  for (const Row& row : rows) {
    std::string line;
    for (const double value : row) line += fmt::format("{}{:.6g}", line.empty() ? "" : " ", value);
    text += line + "\n";
  }
  return text + "EOD\n";
}

std::vector<std::size_t> pictured_points(const FrequencyGrid& grid) {
  constexpr double edge = 1e-6;
  std::vector<std::size_t> points;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (grid[i] >= audible_from.value() * (1.0 - edge) && grid[i] <= audible_to.value() * (1.0 + edge)) {
      points.push_back(i);
    }
  }
  return points;
}

std::string label_of(const PicturedCurve& curve) { return curve.name + " " + curve.part; }

}  // namespace ohmsweep::picture
