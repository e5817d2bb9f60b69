#include "ohmsweep/report/curve_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/curve_reading.h"
#include "report/log_axis.h"
#include "report/text_plot.h"

namespace ohmsweep {
namespace {

constexpr std::size_t most_curves = 26;

/// A point of a curve, ohm.
struct Sample {
  double ohm = 0.0;
  double low = 0.0;
  double high = 0.0;
  bool bound = false;
};

Sample sample_at(const ImpedanceCurve& curve, double hz) {
  const ImpedancePoint point = at(curve, Hertz(hz));
  const double ohm = std::abs(point.impedance_ohm);
  const double u95 = has_uncertainty(curve) ? magnitude_u95(point.impedance_ohm, point.covariance) : 0.0;
  return {point.upper_bound ? ohm + u95 : ohm, ohm - u95, ohm + u95, point.upper_bound};
}

/// The height of a value as a share, on a logarithmic axis.
struct Height {
  double from_ohm = 1.0;
  double to_ohm = 10.0;
  [[nodiscard]] double of(double ohm) const {
    return ohm > 0.0 ? std::log(ohm / from_ohm) / std::log(to_ohm / from_ohm) : -1.0;
  }
};

bool is_drawn(const PlottedPart& part) {
  const FrequencyGrid& grid = part.curve.grid;
  return !grid.empty() && grid.highest().value() >= audible_from.value() &&
         grid.lowest().value() <= audible_to.value() && !has(part.curve.findings, FindingCode::device_open);
}

Height height_of(const std::vector<PlottedPart>& parts) {
  constexpr double air = 1.08;
  double low = HUGE_VAL;
  double high = 0.0;
  for (const PlottedPart& part : parts) {
    for (const std::size_t point : audible_points(part.curve.grid)) {
      const double ohm = stated_ohm(part.curve, point);
      if (ohm > 0.0) low = std::min(low, ohm);
      high = std::max(high, ohm);
    }
  }
  if (high <= 0.0) return {};
  return {axis_end_below(low / air), axis_end_above(high * air)};
}

/// What of a curve falls into a column: its own points there, and those at the column's edges.
std::vector<Sample> samples_in(const ImpedanceCurve& curve, double from_hz, double to_hz) {
  const double from = std::max(from_hz, curve.grid.lowest().value());
  const double to = std::min(to_hz, curve.grid.highest().value());
  if (from > to) return {};
  std::vector<Sample> samples{sample_at(curve, from), sample_at(curve, to)};
  for (const double hz : curve.grid) {
    if (hz > from && hz < to) samples.push_back(sample_at(curve, hz));
  }
  return samples;
}

void add_strokes(std::vector<Stroke>& column, const std::vector<Sample>& samples, const Height& height,
                 char mark) {
  Stroke line{HUGE_VAL, -HUGE_VAL, mark};
  Stroke band{HUGE_VAL, -HUGE_VAL, backdrop};
  for (const Sample& sample : samples) {
    band.low = std::min(band.low, sample.bound ? 0.0 : height.of(sample.low));
    band.high = std::max(band.high, height.of(sample.high));
    if (sample.bound) continue;
    line.low = std::min(line.low, height.of(sample.ohm));
    line.high = std::max(line.high, height.of(sample.ohm));
  }
  if (band.high >= band.low) column.push_back(band);
  if (line.high >= line.low) column.push_back(line);
}

/// L and R where these are the channels, else a, b, c; alone a curve has the mark of several.
std::vector<char> marks_of(const std::vector<PlottedPart>& parts) {
  if (parts.size() == 1) return {several};
  const bool sides = std::ranges::all_of(
      parts, [](const PlottedPart& part) { return part.part == "left" || part.part == "right"; });
  std::vector<char> marks;
  for (const PlottedPart& part : parts) {
    const char letter = static_cast<char>('a' + static_cast<char>(marks.size()));
    marks.push_back(!sides ? letter : part.part == "left" ? 'L' : 'R');
  }
  return marks;
}

std::string legend(const std::vector<PlottedPart>& parts, const std::vector<char>& marks, bool dotted) {
  std::string text = "|Z|, Ω:";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += fmt::format("{} {} {}", i == 0 ? "" : ",", marks[i], shown(parts[i].part));
  }
  if (parts.size() > 1) text += fmt::format(", {} {}", several, parts.size() == 2 ? "both" : "several");
  if (dotted) text += fmt::format("; {} 95 % band, or below a bound", backdrop);
  return fmt::format("{:>{}}{}\n", "", plot_margin, text);
}

PlotAxes axes_of(const Height& height, std::size_t rows) {
  PlotAxes axes{rows, {}, audible_from.value(), audible_to.value()};
  for (const double ohm : axis_tics(height.from_ohm, height.to_ohm)) {
    axes.labels.push_back({height.of(ohm), format_ohms(ohm)});
  }
  axes.labels.push_back({1.0, format_ohms(height.to_ohm)});
  axes.labels.push_back({0.0, format_ohms(height.from_ohm)});
  return axes;
}

}  // namespace

std::string curve_plot(const std::vector<PlottedPart>& all, std::size_t columns, std::size_t rows) {
  std::vector<PlottedPart> parts;
  std::ranges::copy_if(all, std::back_inserter(parts), is_drawn);
  if (parts.empty()) return {};
  parts.resize(std::min(parts.size(), most_curves));
  const std::size_t count = std::max<std::size_t>(columns, 40) - plot_margin;
  const Height height = height_of(parts);
  const PlotAxes axes = axes_of(height, std::max<std::size_t>(rows, 6));
  const std::vector<char> marks = marks_of(parts);
  std::vector<std::vector<Stroke>> strokes(count);
  const double step = std::pow(axes.to_hz / axes.from_hz, 1.0 / static_cast<double>(count));
  for (std::size_t c = 0; c < count; ++c) {
    const double from_hz = axes.from_hz * std::pow(step, static_cast<double>(c));
    for (std::size_t i = 0; i < parts.size(); ++i) {
      add_strokes(strokes[c], samples_in(parts[i].curve, from_hz, from_hz * step), height, marks[i]);
    }
  }
  const std::string plot = text_plot(strokes, axes);
  return plot + legend(parts, marks, plot.find(backdrop) != std::string::npos);
}

}  // namespace ohmsweep
