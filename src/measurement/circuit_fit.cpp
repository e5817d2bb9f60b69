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

CircuitFit fit_with(const CorrelatedImpedance& output, const SharedCauses& causes,
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
  CircuitFit result;
  result.value = x.head(own);
  result.chi_squared = rest.squaredNorm() / static_cast<double>(rows);
  result.covariance = covariance.topLeftCorner(own, own) * std::max(1.0, result.chi_squared);
  double left = 0.0;
  double whole = 0.0;
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto re = 2 * static_cast<Eigen::Index>(p);
    const double square = (rest(re) * rest(re) + rest(re + 1) * rest(re + 1)) / weight_at(output, points[p]);
    const double size = std::norm(output.impedance_ohm[points[p]]);
    result.relative += square / size;
    left += square;
    whole += size;
  }
  result.relative = std::sqrt(result.relative / static_cast<double>(points.size()));
  result.share = std::sqrt(left / whole);
  result.shift.assign(output.grid.size(), Complex());
  for (std::size_t k = 0; k < causes.size(); ++k) {
    const double size = x(own + static_cast<Eigen::Index>(k));
    if (elements.across && k + 1 == causes.size()) {
      const Eigen::Index last = all - 1;
      result.across_siemens = {across_prior * size, across_prior * std::sqrt(covariance(last, last))};
    }
    result.farthest = std::max(result.farthest, std::abs(size));
    for (std::size_t f = 0; f < output.grid.size(); ++f) result.shift[f] += size * causes[k][f];
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
