#include "rating/known_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

constexpr double nominal_hz = 1000.0;

/// |Z| of one point with its 95 % ends; a bound begins at zero.
struct Ends {
  double lowest = 0.0;
  double highest = 0.0;
};

Ends ends_at(const ImpedanceCurve& curve, double hz) {
  const ImpedancePoint point = at(curve, Hertz(hz));
  const double size = std::abs(point.impedance_ohm);
  const double u95 = magnitude_u95(point.impedance_ohm, point.covariance);
  return {point.upper_bound ? 0.0 : std::max(0.0, size - u95), size + u95};
}

std::string interval_text(const Ends& ends) {
  if (ends.lowest <= 0.0) return "< " + format_ohms(ends.highest);
  return fmt::format("{} to {}", format_ohms(ends.lowest), format_ohms(ends.highest));
}

bool covers(const ImpedanceCurve& curve, double hz) {
  return curve.grid.lowest().value() <= hz && hz <= curve.grid.highest().value();
}

bool is_inside(const Ends& ends, const ImpedanceRange& range) {
  return ends.highest >= range.lowest_ohm && (!range.highest_ohm || ends.lowest <= *range.highest_ohm);
}

/// How the measured interval stands to what is published.
std::string comparison(const Ends& measured, const ImpedanceRange& published) {
  const bool point = published.highest_ohm && *published.highest_ohm == published.lowest_ohm;
  if (point && measured.lowest > 0.0) {
    const double change = 0.5 * (measured.lowest + measured.highest) / published.lowest_ohm - 1.0;
    return fmt::format("{:.1f} % {} it", 100.0 * std::abs(change), change < 0.0 ? "below" : "above");
  }
  return is_inside(measured, published) ? "within it" : "outside of it";
}

std::string sentence(const KnownSide& side, const char* what, const Ends& measured) {
  const PublishedFigure& figure = *side.figure;
  const std::string name = side.part.empty() ? shown(side.name) : shown(side.name) + " " + shown(side.part);
  return fmt::format("{}: {} is {}; {} is measured, {}, and that counts.", name, stated_impedance(figure),
                     standing_of(figure), fmt::format("{} of {}", what, interval_text(measured)),
                     comparison(measured, *figure.impedance));
}

bool has_both(const KnownSide& side) {
  return usable_curve(side) != nullptr && side.figure && side.figure->impedance;
}

}  // namespace

const ImpedanceCurve* usable_curve(const KnownSide& side) {
  return side.curve && !side.curve->grid.empty() && !has_blocking(side.curve->findings) ? &*side.curve
                                                                                        : nullptr;
}

std::optional<ImpedanceRange> smallest_range(const KnownSide& headphone, const Rule& rule) {
  if (const ImpedanceCurve* curve = usable_curve(headphone)) {
    const FrequencyGrid band = curve->grid.within(rule.from, rule.to);
    if (band.empty()) return std::nullopt;
    Ends smallest{HUGE_VAL, HUGE_VAL};
    for (const double hz : band) {
      const Ends ends = ends_at(*curve, hz);
      smallest = {std::min(smallest.lowest, ends.lowest), std::min(smallest.highest, ends.highest)};
    }
    return ImpedanceRange{smallest.lowest, smallest.highest};
  }
  if (!headphone.figure || !headphone.figure->impedance) return std::nullopt;
  ImpedanceRange nominal = *headphone.figure->impedance;
  nominal.lowest_ohm *= least_of_nominal;
  return nominal;
}

std::optional<ImpedanceRange> output_range(const KnownSide& output, const Rule& rule) {
  const ImpedanceCurve* curve = usable_curve(output);
  if (curve == nullptr) return output.figure ? output.figure->impedance : std::nullopt;
  const FrequencyGrid band = curve->grid.within(rule.from, rule.to);
  if (band.empty()) return std::nullopt;
  Ends all{HUGE_VAL, 0.0};
  for (const double hz : band) {
    const Ends ends = ends_at(*curve, hz);
    all = {std::min(all.lowest, ends.lowest), std::max(all.highest, ends.highest)};
  }
  return ImpedanceRange{all.lowest, all.highest};
}

std::optional<std::string> headphone_difference(const KnownSide& headphone) {
  if (!has_both(headphone) || !covers(*headphone.curve, nominal_hz)) return std::nullopt;
  return sentence(headphone, "|Z| at 1 kHz", ends_at(*headphone.curve, nominal_hz));
}

std::optional<std::string> output_difference(const KnownSide& output, const Rule& rule) {
  if (!has_both(output)) return std::nullopt;
  const std::optional<ImpedanceRange> measured = output_range(output, rule);
  if (!measured) return std::nullopt;
  return sentence(output, "|Zo|", {measured->lowest_ohm, measured->highest_ohm.value_or(HUGE_VAL)});
}

}  // namespace ohmsweep
