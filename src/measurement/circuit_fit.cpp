#include "measurement/circuit_fit.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

namespace {

/// Neighbouring points of 1/48 octave share half of their data: their noise counts twice.
constexpr double overlap = 2.0;
/// No point is better than this, relative: the takes' resolution.
constexpr double resolution = 1e-6;
/// Of a conductance across the output, siemens: one standard deviation.
constexpr double across_prior = 0.02;
/// Causes depend on the circuit and the circuit on them: rounds of both, and where they have settled.
constexpr int most_rounds = 12;
constexpr double settled = 1e-7;
std::vector<Complex> design_row(const Elements& elements, double hz) {
  std::vector<Complex> row{Complex(1.0, 0.0)};
  if (elements.inductor) row.emplace_back(0.0, hz / inductor_at.value());
  if (elements.capacitor) row.emplace_back(0.0, -capacitor_at.value() / hz);
  return row;
}

/// Causes that move the curve by more than a thousandth of its noise somewhere.
SharedCauses causes_that_matter(const CorrelatedImpedance& output, const std::vector<Complex>& curve) {
  SharedCauses kept;
  if (!output.causes_at) return kept;
  for (auto& cause : output.causes_at(curve)) {
    bool matters = false;
    for (std::size_t f = 0; f < cause.size() && !matters; ++f) {
      const double noise = output.alone[f].total() + std::norm(resolution * output.impedance_ohm[f]);
      matters = std::norm(cause[f]) > 1e-6 * noise;
    }
    if (matters) kept.push_back(std::move(cause));
  }
  return kept;
}

double weight_at(const CorrelatedImpedance& output, std::size_t f) {
  const double per_part = output.alone[f].total() / 2.0;
  return 1.0 / std::max(per_part, std::norm(resolution * output.impedance_ohm[f]));
}

/// a x = b, real and imaginary parts in turns, each point weighted by its own noise.
struct LinearModel {
  Eigen::MatrixXd a;
  Eigen::VectorXd b;
};

LinearModel linear_model(const CorrelatedImpedance& output, const SharedCauses& causes,
                         const std::vector<std::size_t>& points, const Elements& elements) {
  const std::size_t columns = design_row(elements, 1.0).size() + causes.size();
  const auto rows = 2 * static_cast<Eigen::Index>(points.size());
  LinearModel model{Eigen::MatrixXd::Zero(rows, static_cast<Eigen::Index>(columns)), Eigen::VectorXd(rows)};
  for (std::size_t p = 0; p < points.size(); ++p) {
    const std::size_t f = points[p];
    const double w = std::sqrt(weight_at(output, f));
    const auto re = 2 * static_cast<Eigen::Index>(p);
    std::vector<Complex> row = design_row(elements, output.grid[f]);
    for (const auto& cause : causes) row.push_back(cause[f]);
    for (std::size_t k = 0; k < row.size(); ++k) {
      model.a(re, static_cast<Eigen::Index>(k)) = w * row[k].real();
      model.a(re + 1, static_cast<Eigen::Index>(k)) = w * row[k].imag();
    }
    model.b(re) = w * output.impedance_ohm[f].real();
    model.b(re + 1) = w * output.impedance_ohm[f].imag();
  }
  return model;
}

/// What the circuit and the causes leave of the points, in the weighted residual `rest`.
void measure_rest(CircuitFit& fit, const CorrelatedImpedance& output, const std::vector<std::size_t>& points,
                  const Eigen::VectorXd& rest) {
  double left = 0.0;
  double whole = 0.0;
  double relative = 0.0;
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto re = 2 * static_cast<Eigen::Index>(p);
    const double square = (rest(re) * rest(re) + rest(re + 1) * rest(re + 1)) / weight_at(output, points[p]);
    const double size = std::norm(output.impedance_ohm[points[p]]);
    relative += square / size;
    left += square;
    whole += size;
  }
  fit.chi_squared = rest.squaredNorm() / static_cast<double>(rest.size());
  fit.relative = std::sqrt(relative / static_cast<double>(points.size()));
  fit.share = std::sqrt(left / whole);
}

/// Where the causes came to lie, in their own standard deviations, and what they do to the curve.
void measure_causes(CircuitFit& fit, const SharedCauses& causes, const Eigen::VectorXd& sizes,
                    std::size_t frequencies) {
  fit.shift.assign(frequencies, Complex());
  for (std::size_t k = 0; k < causes.size(); ++k) {
    const double size = sizes(static_cast<Eigen::Index>(k));
    fit.farthest = std::max(fit.farthest, std::abs(size));
    for (std::size_t f = 0; f < frequencies; ++f) fit.shift[f] += size * causes[k][f];
  }
}

CircuitFit fit_with(const CorrelatedImpedance& output, const SharedCauses& causes,
                    const std::vector<std::size_t>& points, const Elements& elements) {
  const auto [a, b] = linear_model(output, causes, points, elements);
  const Eigen::Index all = a.cols();
  const Eigen::Index own = all - static_cast<Eigen::Index>(causes.size());
  Eigen::MatrixXd information = a.transpose() * a / overlap;
  for (Eigen::Index k = own; k < all; ++k) information(k, k) += 1.0;  // each cause's own prior
  const Eigen::LDLT<Eigen::MatrixXd> solver(information);
  const Eigen::VectorXd x = solver.solve(a.transpose() * b / overlap);
  const Eigen::MatrixXd covariance = solver.solve(Eigen::MatrixXd::Identity(all, all));
  CircuitFit result;
  measure_rest(result, output, points, b - a * x);
  measure_causes(result, causes, x.tail(all - own), output.grid.size());
  result.value = x.head(own);
  result.covariance = covariance.topLeftCorner(own, own) * std::max(1.0, result.chi_squared);
  if (elements.across) {
    const Eigen::Index last = all - 1;
    result.across_siemens = {across_prior * x(last), across_prior * std::sqrt(covariance(last, last))};
  }
  return result;
}

/// The curve at which causes are evaluated: halfway, geometrically, between the circuit and what is measured
/// of it. An input's admittance Y makes 1/Z' = 1/Z + Y, so that Z' - Z = -Y Z Z' holds whatever its size.
std::vector<Complex> between(const FrequencyGrid& grid, const Elements& elements, const CircuitFit& fit) {
  std::vector<Complex> curve;
  for (std::size_t f = 0; f < grid.size(); ++f) {
    const std::vector<Complex> row = design_row(elements, grid[f]);
    Complex circuit;
    for (std::size_t k = 0; k < row.size(); ++k) circuit += fit.value(static_cast<Eigen::Index>(k)) * row[k];
    const bool nothing = circuit == Complex();
    curve.push_back(nothing ? circuit : circuit * std::sqrt((circuit + fit.shift[f]) / circuit));
  }
  return curve;
}

/// -Z Z' for a conductance across the output, as for an input's: see `between`. Its prior is wide: what is
/// across an output is rarely below 100 Ω.
SharedCauses causes_of(const CorrelatedImpedance& output, const Elements& elements,
                       const std::vector<Complex>& curve) {
  SharedCauses causes = causes_that_matter(output, curve);
  if (!elements.across) return causes;
  std::vector<Complex> across;
  across.reserve(curve.size());
  for (const Complex& z : curve) across.push_back(-across_prior * z * z);
  causes.push_back(std::move(across));
  return causes;
}

}  // namespace

CircuitFit fit_circuit(const CorrelatedImpedance& output, const std::vector<std::size_t>& points,
                       const Elements& elements) {
  CircuitFit result = fit_with(output, causes_of(output, elements, output.impedance_ohm), points, elements);
  const bool depends = output.causes_at || elements.across;
  for (int round = 0; depends && round < most_rounds; ++round) {
    const Eigen::VectorXd before = result.value;
    const auto curve = between(output.grid, elements, result);
    result = fit_with(output, causes_of(output, elements, curve), points, elements);
    if ((result.value - before).norm() <= settled * before.norm()) break;
  }
  return result;
}

}  // namespace ohmsweep
