#include "ohmsweep/measurement/output_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "measurement/circuit_fit.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// An element is stated from this many standard uncertainties on, among some hundred points looked at.
constexpr double stands_out = 6.0;
/// The model holds where it leaves no more than twice the noise, or half a percent of |Zo|.
constexpr double holds_chi_squared = 2.0;
constexpr double holds_relative = 0.005;
/// Where it leaves more than this of the whole curve it does not, however much noise there is.
constexpr double never_share = 0.05;
/// A circuit that needs a load, a contact or an input this many deviations off is not believed.
constexpr double believable = 4.0;
constexpr std::size_t enough_points = 24;

/// Bands that are tried, the widest first: an inductor with a resistor across it leaves the series circuit at
/// the top, a transformer's magnetising inductance at the bottom.
struct Band {
  double from;
  double to;
};
constexpr std::array<Band, 9> bands{{{20, 20e3},
                                     {20, 10e3},
                                     {20, 5e3},
                                     {100, 20e3},
                                     {20, 2e3},
                                     {100, 10e3},
                                     {20, 1e3},
                                     {500, 20e3},
                                     {500, 10e3}}};

std::vector<std::size_t> points_within(const FrequencyGrid& grid, const Band& band) {
  std::vector<std::size_t> points;
  for (std::size_t f = 0; f < grid.size(); ++f) {
    if (grid[f] >= band.from * (1 - 1e-9) && grid[f] <= band.to * (1 + 1e-9)) points.push_back(f);
  }
  return points;
}

bool is_whole(double from, double to) {
  return from <= bands.front().from * (1 + 1e-9) && to >= bands.front().to * (1 - 1e-9);
}

bool holds(const CircuitFit& fit) {
  const bool within_noise = fit.chi_squared <= holds_chi_squared && fit.share <= never_share;
  return (within_noise || fit.relative <= holds_relative) && fit.farthest <= believable;
}

/// A circuit that leaves more than noise errs by about as much as it leaves.
double deviation(const CircuitFit& fit, Eigen::Index element) {
  const double missed = fit.chi_squared > holds_chi_squared ? fit.relative : 0.0;
  return std::hypot(std::sqrt(fit.covariance(element, element)), missed * fit.value(element));
}

bool stands(const CircuitFit& fit, Eigen::Index element) {
  return fit.value(element) > stands_out * deviation(fit, element);
}

OutputModel model_of(const CircuitFit& fit, const Elements& elements) {
  OutputModel model;
  model.resistance_ohm = {fit.value(0), deviation(fit, 0)};
  Eigen::Index next = 1;
  if (elements.inductor) {
    const double omega = angular(inductor_at);
    model.inductance_h = Uncertain{fit.value(next) / omega, deviation(fit, next) / omega};
    ++next;
  }
  if (elements.capacitor) {
    const double farad = 1.0 / (angular(capacitor_at) * fit.value(next));
    model.capacitance_f = Uncertain{farad, farad * deviation(fit, next) / fit.value(next)};
  }
  return model;
}

/// The elements that stand out, the least certain left out first.
struct Chosen {
  CircuitFit fit;
  Elements elements;
};
std::optional<Chosen> elements_within(const CorrelatedImpedance& output,
                                      const std::vector<std::size_t>& points, Elements elements) {
  CircuitFit fitted = fit_circuit(output, points, elements);
  if (!holds(fitted)) return std::nullopt;
  const Eigen::Index last = fitted.value.size() - 1;
  const bool asked = elements.capacitor;
  if (asked && !stands(fitted, last)) elements.capacitor = false;
  if (!stands(fitted, 1)) elements.inductor = false;
  if (elements.inductor && elements.capacitor == asked) return Chosen{fitted, elements};
  fitted = fit_circuit(output, points, elements);
  if ((elements.inductor || elements.capacitor) && !stands(fitted, 1)) {
    elements.inductor = elements.capacitor = false;
    fitted = fit_circuit(output, points, elements);
  }
  if (!holds(fitted)) return std::nullopt;
  return Chosen{fitted, elements};
}

/// With a bleeder across the output, as a capacitor often has, where the bare series circuit does not hold.
std::optional<Chosen> with_bleeder(const CorrelatedImpedance& output,
                                   const std::vector<std::size_t>& points) {
  auto chosen = elements_within(output, points, {true, true, true});
  const bool stated =
      chosen && chosen->elements.capacitor &&
      chosen->fit.across_siemens.value > stands_out * chosen->fit.across_siemens.standard_uncertainty;
  return stated ? chosen : std::nullopt;
}

std::optional<FittedOutput> fit_within(const CorrelatedImpedance& output, const Band& band) {
  const std::vector<std::size_t> points = points_within(output.grid, band);
  if (points.size() < enough_points) return std::nullopt;
  const bool to_the_bottom = band.from <= bands.front().from;
  auto chosen = elements_within(output, points, {true, to_the_bottom, false});
  if (!chosen && to_the_bottom) chosen = with_bleeder(output, points);
  if (!chosen) return std::nullopt;
  FittedOutput fitted;
  fitted.model = model_of(chosen->fit, chosen->elements);
  fitted.from = Hertz(std::max(band.from, output.grid.lowest().value()));
  fitted.up_to = Hertz(std::min(band.to, output.grid.highest().value()));
  if (chosen->elements.across) {
    const Uncertain& g = chosen->fit.across_siemens;
    fitted.across_ohm = Uncertain{1.0 / g.value, g.standard_uncertainty / (g.value * g.value)};
  }
  return fitted;
}

std::string with_prefix(const Uncertain& value, const char* unit) {
  return with_interval(value.value, coverage_factor * value.standard_uncertainty, unit);
}

std::string where_it_holds(const FittedOutput& fitted) {
  std::string text;
  if (fitted.across_ohm)
    text = fmt::format(", with {} across the output", with_prefix(*fitted.across_ohm, "Ω"));
  const bool from_the_bottom = fitted.from.value() <= bands.front().from * (1 + 1e-9);
  if (is_whole(fitted.from.value(), fitted.up_to.value())) return text;
  if (from_the_bottom) return text + fmt::format(", fitted up to {}", format_hz(fitted.up_to.value()));
  return text + fmt::format(", fitted from {} to {}", format_hz(fitted.from.value()),
                            format_hz(fitted.up_to.value()));
}

}  // namespace

std::optional<FittedOutput> fit_output_model(const CorrelatedImpedance& output) {
  for (const Band& band : bands) {
    if (auto fitted = fit_within(output, band)) return fitted;
  }
  return std::nullopt;
}

Findings model_findings(const FittedOutput& fitted) {
  const std::string where = where_it_holds(fitted);
  Findings findings;
  if (const auto& c = fitted.model.capacitance_f) {
    findings.push_back(
        {Severity::note, FindingCode::output_capacitor,
         fmt::format("a capacitor of {} is in series with the output{}", with_prefix(*c, "F"), where)});
  }
  if (const auto& l = fitted.model.inductance_h) {
    findings.push_back(
        {Severity::note, FindingCode::output_inductance,
         fmt::format("an inductance of {} is in series with the output{}", with_prefix(*l, "H"), where)});
  }
  return findings;
}

}  // namespace ohmsweep
