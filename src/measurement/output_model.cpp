#include "ohmsweep/measurement/output_model.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// Neighbouring points of 1/48 octave share half of their data: their noise counts twice.
constexpr double overlap = 2.0;
/// No point is better than this, relative: the takes' resolution.
constexpr double resolution = 1e-6;
/// An element is stated from this many standard uncertainties on, among some hundred points looked at.
constexpr double stands_out = 6.0;
/// The model holds where it leaves no more than twice the noise, or half a percent of |Zo|.
constexpr double holds_chi_squared = 2.0;
constexpr double holds_relative = 0.005;
/// Tops of the band that are tried.
constexpr std::array tops_hz{20e3, 10e3, 5e3, 2e3, 1e3};
/// Elements are fitted as their reactance here, so that all have one unit.
constexpr Hertz inductor_at{20e3};
constexpr Hertz capacitor_at{20.0};

struct Elements {
  bool inductor = true;
  bool capacitor = true;
};

struct Fit {
  Eigen::VectorXd value;       ///< R, then the elements', ohm
  Eigen::MatrixXd covariance;  ///< of the same, ohm²
  double chi_squared = 0.0;    ///< of the points, per real number
  double relative = 0.0;       ///< rms of residual over |Z|
};

std::vector<Complex> design_row(const Elements& elements, double hz) {
  std::vector<Complex> row{Complex(1.0, 0.0)};
  if (elements.inductor) row.emplace_back(0.0, hz / inductor_at.value());
  if (elements.capacitor) row.emplace_back(0.0, -capacitor_at.value() / hz);
  return row;
}

/// Causes that move the curve by more than a thousandth of its noise somewhere.
std::vector<std::vector<Complex>> causes_that_matter(const CorrelatedImpedance& output) {
  std::vector<std::vector<Complex>> kept;
  for (const auto& cause : output.shared) {
    const bool matters = std::any_of(cause.begin(), cause.end(), [&](const Complex& z) {
      const auto f = static_cast<std::size_t>(&z - cause.data());
      return std::norm(z) >
             1e-6 * (output.alone[f].total() + std::norm(resolution * output.impedance_ohm[f]));
    });
    if (matters) kept.push_back(cause);
  }
  return kept;
}

std::vector<std::size_t> points_up_to(const FrequencyGrid& grid, double top_hz) {
  std::vector<std::size_t> points;
  for (std::size_t f = 0; f < grid.size(); ++f) {
    if (grid[f] >= audible_from.value() * (1 - 1e-9) && grid[f] <= top_hz * (1 + 1e-9)) points.push_back(f);
  }
  return points;
}

double weight_at(const CorrelatedImpedance& output, std::size_t f) {
  const double per_part = output.alone[f].total() / 2.0;
  return 1.0 / std::max(per_part, std::norm(resolution * output.impedance_ohm[f]));
}

Fit fit(const CorrelatedImpedance& output, const std::vector<std::vector<Complex>>& causes,
        const std::vector<std::size_t>& points, const Elements& elements) {
  const auto own = static_cast<Eigen::Index>(design_row(elements, 1.0).size());
  const Eigen::Index all = own + static_cast<Eigen::Index>(causes.size());
  const auto rows = 2 * static_cast<Eigen::Index>(points.size());
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(rows, all);
  Eigen::VectorXd b(rows);
  for (std::size_t p = 0; p < points.size(); ++p) {
    const std::size_t f = points[p];
    const double w = std::sqrt(weight_at(output, f));
    const auto re = 2 * static_cast<Eigen::Index>(p);
    std::vector<Complex> row = design_row(elements, output.grid[f]);
    for (const auto& cause : causes) row.push_back(cause[f]);
    for (std::size_t k = 0; k < row.size(); ++k) {
      a(re, static_cast<Eigen::Index>(k)) = w * row[k].real();
      a(re + 1, static_cast<Eigen::Index>(k)) = w * row[k].imag();
    }
    b(re) = w * output.impedance_ohm[f].real();
    b(re + 1) = w * output.impedance_ohm[f].imag();
  }
  Eigen::MatrixXd information = a.transpose() * a / overlap;
  for (Eigen::Index k = own; k < all; ++k) information(k, k) += 1.0;  // each cause's own prior
  const Eigen::LDLT<Eigen::MatrixXd> solver(information);
  const Eigen::VectorXd x = solver.solve(a.transpose() * b / overlap);
  const Eigen::MatrixXd covariance = solver.solve(Eigen::MatrixXd::Identity(all, all));
  const Eigen::VectorXd rest = b - a * x;
  Fit result{x.head(own), covariance.topLeftCorner(own, own), rest.squaredNorm() / static_cast<double>(rows),
             0.0};
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto re = 2 * static_cast<Eigen::Index>(p);
    const double square = rest(re) * rest(re) + rest(re + 1) * rest(re + 1);
    result.relative += square / weight_at(output, points[p]) / std::norm(output.impedance_ohm[points[p]]);
  }
  result.relative = std::sqrt(result.relative / static_cast<double>(points.size()));
  result.covariance *= std::max(1.0, result.chi_squared);
  return result;
}

bool holds(const Fit& fit) { return fit.chi_squared <= holds_chi_squared || fit.relative <= holds_relative; }

double deviation(const Fit& fit, Eigen::Index element) { return std::sqrt(fit.covariance(element, element)); }

bool stands(const Fit& fit, Eigen::Index element) {
  return fit.value(element) > stands_out * deviation(fit, element);
}

OutputModel model_of(const Fit& fit, const Elements& elements) {
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
std::optional<OutputModel> model_up_to(const CorrelatedImpedance& output,
                                       const std::vector<std::vector<Complex>>& causes, double top_hz) {
  const std::vector<std::size_t> points = points_up_to(output.grid, top_hz);
  if (points.size() < 24) return std::nullopt;
  Elements elements;
  Fit fitted = fit(output, causes, points, elements);
  if (!holds(fitted)) return std::nullopt;
  if (!stands(fitted, 2)) elements.capacitor = false;
  if (!stands(fitted, 1)) elements.inductor = false;
  if (elements.inductor && elements.capacitor) return model_of(fitted, elements);
  fitted = fit(output, causes, points, elements);
  if ((elements.inductor || elements.capacitor) && !stands(fitted, 1)) {
    elements = {false, false};
    fitted = fit(output, causes, points, elements);
  }
  if (!holds(fitted)) return std::nullopt;
  return model_of(fitted, elements);
}

std::string with_prefix(const Uncertain& value, const char* unit) {
  static constexpr std::array<std::pair<double, const char*>, 4> prefixes{
      {{1e-3, "m"}, {1e-6, "µ"}, {1e-9, "n"}, {1e-12, "p"}}};
  const auto* prefix =
      std::find_if(prefixes.begin(), prefixes.end(), [&](const auto& p) { return value.value >= p.first; });
  if (prefix == prefixes.end()) --prefix;
  return fmt::format("{:.3g} {}{} ± {:.2g} {}{}", value.value / prefix->first, prefix->second, unit,
                     coverage_factor * value.standard_uncertainty / prefix->first, prefix->second, unit);
}

}  // namespace

std::optional<FittedOutput> fit_output_model(const CorrelatedImpedance& output) {
  const std::vector<std::vector<Complex>> causes = causes_that_matter(output);
  for (const double top : tops_hz) {
    if (const auto model = model_up_to(output, causes, top)) {
      return FittedOutput{*model, Hertz(std::min(top, output.grid.highest().value()))};
    }
  }
  return std::nullopt;
}

Findings model_findings(const FittedOutput& fitted) {
  const bool whole = fitted.up_to.value() >= tops_hz.front() * (1 - 1e-9);
  const std::string where = whole ? "" : fmt::format(", fitted up to {}", format_hz(fitted.up_to.value()));
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
