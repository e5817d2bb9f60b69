#include "measurement/immittance_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace ohmsweep {
namespace {

/// An element moves by this many e-folds in one step at most, and stays within what numbers can hold.
constexpr double longest_step = 2.0;
constexpr double widest_log = 40.0;

/// Without the checks for infinities of operator/.
Complex inverse(Complex z) { return std::conj(z) / std::norm(z); }

Complex admittance_of(const CircuitSection& section, Complex s, Complex per_s) {
  return section.g + section.p * per_s + section.q * s;
}

/// dZb by the logarithm of each of the branch's elements, times `outer`.
void add_slopes(const CircuitBranch& branch, Complex s, Complex per_s, Complex outer,
                std::vector<Complex>& slopes) {
  if (branch.r > 0.0) slopes.push_back(outer * branch.r);
  if (branch.l > 0.0) slopes.push_back(outer * branch.l * s);
  if (branch.e > 0.0) slopes.push_back(outer * branch.e * per_s);
  for (const CircuitSection& section : branch.sections) {
    const Complex z = inverse(admittance_of(section, s, per_s));
    const Complex inner = -outer * z * z;
    if (section.g > 0.0) slopes.push_back(inner * section.g);
    if (section.p > 0.0) slopes.push_back(inner * section.p * per_s);
    if (section.q > 0.0) slopes.push_back(inner * section.q * s);
  }
}

/// The impedance, and its slopes in the order of elements_of().
Complex with_slopes(const EquivalentCircuit& circuit, Complex s, std::vector<Complex>& slopes) {
  slopes.clear();
  if (circuit.lead_ohm > 0.0) slopes.emplace_back(circuit.lead_ohm);
  if (circuit.lead_henry > 0.0) slopes.push_back(circuit.lead_henry * s);
  Complex admittance = 0.0;
  for (const CircuitBranch& branch : circuit.branches) admittance += inverse(impedance_at(branch, s));
  const Complex together = inverse(admittance);
  const Complex per_s = inverse(s);
  for (const CircuitBranch& branch : circuit.branches) {
    const Complex share = together * inverse(impedance_at(branch, s));
    add_slopes(branch, s, per_s, share * share, slopes);
  }
  return circuit.lead_ohm + circuit.lead_henry * s + together;
}

/// Jᵀ J and Jᵀ r of the weighted relative residuals.
struct Normal {
  Eigen::MatrixXd matrix;
  Eigen::VectorXd gradient;
};

Normal normal_equations(const FittedPoints& points, const EquivalentCircuit& circuit, std::size_t elements) {
  const auto rows = static_cast<Eigen::Index>(2 * points.s.size());
  const auto columns = static_cast<Eigen::Index>(elements);
  Eigen::MatrixXd slope(rows, columns);
  Eigen::VectorXd rest(rows);
  std::vector<Complex> slopes;
  slopes.reserve(elements);
  for (std::size_t i = 0; i < points.s.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(2 * i);
    const Complex weight = inverse(points.impedance_ohm[i]) / points.sigma[i];
    const Complex off = weight * (with_slopes(circuit, points.s[i], slopes) - points.impedance_ohm[i]);
    rest(row) = off.real();
    rest(row + 1) = off.imag();
    for (Eigen::Index k = 0; k < columns; ++k) {
      const Complex weighted = weight * slopes[static_cast<std::size_t>(k)];
      slope(row, k) = weighted.real();
      slope(row + 1, k) = weighted.imag();
    }
  }
  return {slope.transpose() * slope, slope.transpose() * rest};
}

EquivalentCircuit moved(const EquivalentCircuit& circuit, const Eigen::VectorXd& move) {
  EquivalentCircuit next = circuit;
  const std::vector<double*> values = elements_of(next);
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double by = std::clamp(move(static_cast<Eigen::Index>(k)), -longest_step, longest_step);
    *values[k] = std::exp(std::clamp(std::log(*values[k]) + by, -widest_log, widest_log));
  }
  return next;
}

/// One damped step; whether it led down.
bool step(const FittedPoints& points, EquivalentCircuit& circuit, double& chi, double& damping) {
  const Normal normal = normal_equations(points, circuit, elements_of(circuit).size());
  if (!normal.matrix.allFinite() || !normal.gradient.allFinite()) return false;
  for (int attempt = 0; attempt < 6; ++attempt) {
    Eigen::MatrixXd damped = normal.matrix;
    damped.diagonal() += damping * (normal.matrix.diagonal().array() + 1e-9).matrix();
    EquivalentCircuit next = moved(circuit, damped.ldlt().solve(-normal.gradient));
    const double next_chi = chi_squared(points, next);
    if (next_chi < chi) {
      circuit = std::move(next);
      chi = next_chi;
      damping = std::max(1e-9, damping / 5.0);
      return true;
    }
    damping = std::min(1e9, damping * 5.0);
  }
  return false;
}

}  // namespace

Complex impedance_at(const CircuitBranch& branch, Complex s) {
  const Complex per_s = inverse(s);
  Complex sum = branch.r + branch.l * s + branch.e * per_s;
  for (const CircuitSection& section : branch.sections) sum += inverse(admittance_of(section, s, per_s));
  return sum;
}

Complex impedance_at(const EquivalentCircuit& circuit, Complex s) {
  Complex admittance = 0.0;
  for (const CircuitBranch& branch : circuit.branches) admittance += inverse(impedance_at(branch, s));
  return circuit.lead_ohm + circuit.lead_henry * s + inverse(admittance);
}

std::vector<double*> elements_of(EquivalentCircuit& circuit) {
  std::vector<double*> all;
  const auto add = [&](double& value) {
    if (value > 0.0) all.push_back(&value);
  };
  add(circuit.lead_ohm);
  add(circuit.lead_henry);
  for (CircuitBranch& branch : circuit.branches) {
    add(branch.r);
    add(branch.l);
    add(branch.e);
    for (CircuitSection& section : branch.sections) {
      add(section.g);
      add(section.p);
      add(section.q);
    }
  }
  return all;
}

double chi_squared(const FittedPoints& points, const EquivalentCircuit& circuit) {
  double sum = 0.0;
  for (std::size_t i = 0; i < points.s.size(); ++i) {
    const double weight = std::norm(points.impedance_ohm[i]) * points.sigma[i] * points.sigma[i];
    sum += std::norm(impedance_at(circuit, points.s[i]) - points.impedance_ohm[i]) / weight;
  }
  return std::isfinite(sum) ? sum : HUGE_VAL;
}

double criterion(const FittedPoints& points, const EquivalentCircuit& circuit) {
  const auto elements = static_cast<double>(element_count(circuit));
  return chi_squared(points, circuit) + elements * std::log(2.0 * static_cast<double>(points.s.size()));
}

EquivalentCircuit refined(const FittedPoints& points, const EquivalentCircuit& circuit, int steps) {
  constexpr double settled = 1e-5;
  EquivalentCircuit best = circuit;
  double chi = chi_squared(points, best);
  double damping = 1e-2;
  for (int i = 0; i < steps; ++i) {
    const double before = chi;
    if (!step(points, best, chi, damping)) break;
    if (before - chi < settled * chi) break;
  }
  return best;
}

}  // namespace ohmsweep
