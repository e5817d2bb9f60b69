#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/report/picture.h"
#include "report/curve_reading.h"
#include "report/picture/script.h"

namespace ohmsweep {
namespace {

using picture::Row;

/// How one curve is drawn: rows of frequency, value, and the ends of its band.
struct Drawn {
  std::vector<Row> magnitude;
  std::vector<Row> phase;
  std::vector<Row> bound;  ///< frequency and bound alone
};

/// Ends the line that was begun, where one was.
void gap(std::vector<Row>& rows) {
  if (!rows.empty() && !rows.back().empty()) rows.emplace_back();
}

/// Ohms become `unit`; a logarithmic axis needs a band that stays above zero, at least `floor`.
Drawn drawn(const ImpedanceCurve& curve, double unit, double floor) {
  Drawn rows;
  for (const std::size_t point : picture::pictured_points(curve.grid)) {
    const double hz = curve.grid[point];
    if (is_upper_bound(curve, point)) {
      gap(rows.magnitude);
      gap(rows.phase);
      rows.bound.push_back({hz, upper_bound_ohm(curve, point) / unit});
      continue;
    }
    gap(rows.bound);
    const Complex z = curve.impedance_ohm[point];
    const double ohm = std::abs(z) / unit;
    const double u95 = magnitude_u95(z, curve.covariance[point]) / unit;
    const double degrees = phase_deg(z);
    const double degrees_u95 = phase_u95_deg(z, curve.covariance[point]);
    rows.magnitude.push_back({hz, ohm, std::max(floor, ohm - u95), ohm + u95});
    rows.phase.push_back({hz, degrees, degrees - degrees_u95, degrees + degrees_u95});
  }
  return rows;
}

std::vector<Drawn> drawn_all(const std::vector<PicturedCurve>& curves, double unit, double floor) {
  std::vector<Drawn> all;
  all.reserve(curves.size());
  for (const PicturedCurve& each : curves) all.push_back(drawn(each.curve, unit, floor));
  return all;
}

/// The least and the most of what is drawn.
struct Ends {
  double low = HUGE_VAL;
  double high = -HUGE_VAL;
  void reach(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] bool empty() const { return high < low; }
};

/// Of the magnitudes as they are stated, ohm.
Ends ends_of(const std::vector<PicturedCurve>& curves) {
  Ends ends;
  for (const PicturedCurve& each : curves) {
    for (const std::size_t point : picture::pictured_points(each.curve.grid)) {
      ends.reach(stated_ohm(each.curve, point));
    }
  }
  return ends.empty() ? Ends{1.0, 10.0} : ends;
}

/// Of the rows from their second number on.
Ends ends_of(const std::vector<Drawn>& all, std::vector<Row> Drawn::*rows) {
  Ends ends;
  for (const Drawn& each : all) {
    for (const Row& row : each.*rows) {
      for (std::size_t i = 1; i < row.size(); ++i) ends.reach(row[i]);
    }
  }
  return ends;
}

/// Entries of the legend.
std::size_t entries_of(const std::vector<Drawn>& all) {
  std::size_t entries = 0;
  for (const Drawn& each : all)
    entries += (each.magnitude.empty() ? 0U : 1U) + (each.bound.empty() ? 0U : 1U);
  return entries;
}

std::string blocks(const std::vector<Drawn>& all) {
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    text += picture::block(fmt::format("z{}", i), all[i].magnitude);
    text += picture::block(fmt::format("p{}", i), all[i].phase);
    text += picture::block(fmt::format("b{}", i), all[i].bound);
  }
  return text;
}

std::string plot_command(const std::vector<std::string>& elements) {
  return elements.empty() ? "plot NaN notitle\n" : fmt::format("plot {}\n", fmt::join(elements, ", \\\n  "));
}

std::string remark(const PicturedCurve& curve) { return has_uncertainty(curve.curve) ? "" : " (± unknown)"; }

bool one_name(const std::vector<PicturedCurve>& curves) {
  return std::all_of(curves.begin(), curves.end(),
                     [&](const PicturedCurve& each) { return each.name == curves.front().name; });
}

/// Bands first, so that lines stay on top.
std::string magnitude_plot(const std::vector<PicturedCurve>& curves, const std::vector<Drawn>& all,
                           const PictureSheet& sheet, double floor) {
  const bool shared_name = one_name(curves);
  std::vector<std::string> elements;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].magnitude.empty() && has_uncertainty(curves[i].curve)) {
      elements.push_back(
          fmt::format("$z{} using 1:3:4 with filledcurves {} notitle", i, picture::fill_style(i)));
    }
    if (!all[i].bound.empty()) {
      elements.push_back(fmt::format("$b{} using 1:({:.6g}):2 with filledcurves {} notitle", i, floor,
                                     picture::fill_style(i)));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string label =
        (shared_name ? curves[i].part : picture::label_of(curves[i])) + remark(curves[i]);
    if (!all[i].magnitude.empty()) {
      elements.push_back(fmt::format("$z{} using 1:2 with lines {} title {}", i,
                                     picture::line_style(i, sheet), picture::quoted(label, 40)));
    }
    if (!all[i].bound.empty()) {
      elements.push_back(fmt::format("$b{} using 1:2 with lines {} title {}", i,
                                     picture::bound_style(i, sheet),
                                     picture::quoted(picture::cut(label, 40) + ", at most")));
    }
  }
  return plot_command(elements);
}

std::string phase_plot(const std::vector<PicturedCurve>& curves, const std::vector<Drawn>& all,
                       const PictureSheet& sheet) {
  std::vector<std::string> elements;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].phase.empty()) continue;
    if (has_uncertainty(curves[i].curve)) {
      elements.push_back(
          fmt::format("$p{} using 1:3:4 with filledcurves {} notitle", i, picture::fill_style(i)));
    }
    elements.push_back(fmt::format("$p{} using 1:2 with lines {} notitle", i, picture::line_style(i, sheet)));
  }
  return plot_command(elements);
}

/// Multiples of 15°, at least 15° to both sides.
picture::Span phase_span(const Ends& ends) {
  const double low = std::clamp(ends.low, -180.0, -15.0);
  const double high = std::clamp(ends.high, 15.0, 180.0);
  const double wide = high - low;
  const double step = wide <= 60.0 ? 15.0 : (wide <= 120.0 ? 30.0 : 45.0);
  return {step * std::floor(low / step), step * std::ceil(high / step), step};
}

std::vector<std::string> times_of(const std::vector<PicturedCurve>& curves) {
  std::vector<std::string> times;
  times.reserve(curves.size());
  for (const PicturedCurve& each : curves) times.push_back(each.measured_at);
  return times;
}

std::string note_of(const std::vector<PicturedCurve>& curves, const std::vector<Drawn>& all) {
  const bool banded = std::any_of(curves.begin(), curves.end(),
                                  [](const PicturedCurve& each) { return has_uncertainty(each.curve); });
  const bool bounded =
      std::any_of(all.begin(), all.end(), [](const Drawn& each) { return !each.bound.empty(); });
  std::string note = banded ? "shaded: 95 % band, where wider than its line" : "";
  if (bounded) note += std::string(note.empty() ? "" : ", and ") + "everything below a bound";
  return note;
}

}  // namespace

std::string impedance_picture(const std::vector<PicturedCurve>& curves, const std::string& title,
                              const PictureSheet& sheet) {
  const OhmUnit unit = ohm_unit(ends_of(curves).high);
  const std::vector<Drawn> all = drawn_all(curves, unit.ohm, 0.0);
  const Ends degrees = ends_of(all, &Drawn::phase);
  Ends ohms = ends_of(all, &Drawn::magnitude);
  ohms.reach(ends_of(all, &Drawn::bound).high);
  const bool with_phase = !degrees.empty();
  std::string text = picture::opening(sheet) + blocks(all) +
                     picture::heading(sheet, title, days_text(times_of(curves)), note_of(curves, all));
  picture::Panel upper = picture::whole_panel(sheet, entries_of(all));
  picture::Panel lower = upper;
  const double height = upper.top - upper.bottom;
  lower.top = lower.bottom + 0.3 * height;
  if (with_phase) upper.bottom = lower.top + 0.05 * height;
  text += "set multiplot\n" + picture::margins(upper, entries_of(all));
  text += picture::frequency_axis(!with_phase) + picture::legend(sheet, entries_of(all)) +
          picture::linear_axis(picture::round_span(0.0, std::max(ohms.high, 1e-9) * 1.04, 7)) +
          picture::axis_label(sheet, fmt::format("|Z|, {}", unit.symbol));
  text += magnitude_plot(curves, all, sheet, 0.0);
  if (!with_phase) return text + "unset multiplot\n";
  text += "unset label\nunset key\n" + picture::margins(lower, entries_of(all));
  text += picture::frequency_axis(true) + picture::linear_axis(phase_span(degrees)) +
          picture::axis_label(sheet, "phase, °");
  return text + phase_plot(curves, all, sheet) + "unset multiplot\n";
}

std::string overlay_picture(const std::vector<PicturedCurve>& curves, const std::string& title,
                            const PictureSheet& sheet) {
  const Ends ohms = ends_of(curves);
  const double smallest = std::max(ohms.low, ohms.high * 1e-6);
  const double floor = 1e-3 * smallest;
  const std::vector<Drawn> all = drawn_all(curves, 1.0, floor);
  return picture::opening(sheet) + blocks(all) +
         picture::heading(sheet, title, days_text(times_of(curves)), note_of(curves, all)) +
         picture::frequency_axis(true) + picture::legend(sheet, entries_of(all)) +
         picture::logarithmic_axis(smallest * 0.98, ohms.high * 1.02) + picture::axis_label(sheet, "|Z|, Ω") +
         picture::margins(picture::whole_panel(sheet, entries_of(all)), entries_of(all)) +
         magnitude_plot(curves, all, sheet, floor);
}

std::string days_text(const std::vector<std::string>& times) {
  constexpr std::size_t day_length = 10;
  std::vector<std::string> days;
  for (const std::string& time : times) {
    if (!time.empty()) days.push_back(time.substr(0, day_length));
  }
  if (days.empty()) return {};
  const auto [first, last] = std::minmax_element(days.begin(), days.end());
  return *first == *last ? *first : *first + " to " + *last;
}

}  // namespace ohmsweep
