#include "measurement/immittance_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>

namespace ohmsweep {
namespace {

constexpr std::size_t enough_points = 160;
constexpr int most_steps = 60;
/// Elements stay within this many e-folds of where a step begins, and of what numbers can hold.
constexpr double longest_step = 2.0;
constexpr double widest_log = 60.0;

/// The parameters that are there, in one order.
std::vector<double*> parameters_of(EquivalentCircuit& circuit) {
  std::vector<double*> all;
  for (double* value : {&circuit.a0, &circuit.a1, &circuit.a2}) {
    if (*value > 0.0) all.push_back(value);
  }
  for (CircuitSection& section : circuit.sections) {
    for (double* value : {&section.g, &section.p, &section.q}) {
      if (*value > 0.0) all.push_back(value);
    }
  }
  return all;
}

Complex value_of(const EquivalentCircuit& circuit, Complex s) {
  Complex sum = circuit.a0 + circuit.a1 * s + circuit.a2 / s;
  for (const CircuitSection& section : circuit.sections) sum += 1.0 / (section.g + section.p / s + section.q * s);
  return sum;
}

/// dW by the logarithm of each parameter, in the order of parameters_of().
void add_slopes(const EquivalentCircuit& circuit, Complex s, std::vector<Complex>& slopes) {
  slopes.clear();
  if (circuit.a0 > 0.0) slopes.emplace_back(circuit.a0);
  if (circuit.a1 > 0.0) slopes.push_back(circuit.a1 * s);
  if (circuit.a2 > 0.0) slopes.push_back(circuit.a2 / s);
  for (const CircuitSection& section : circuit.sections) {
    const Complex below = section.g + section.p / s + section.q * s;
    const Complex outer = -1.0 / (below * below);
    if (section.g > 0.0) slopes.push_back(outer * section.g);
    if (section.p > 0.0) slopes.push_back(outer * section.p / s);
    if (section.q > 0.0) slopes.push_back(outer * section.q * s);
  }
}

double chi_squared(const ImmittanceData& data, const EquivalentCircuit& circuit) {
  double sum = 0.0;
  for (std::size_t i = 0; i < data.s.size(); ++i) {
    const Complex relative = (value_of(circuit, data.s[i]) - data.value[i]) / data.value[i];
    sum += std::norm(relative) / (data.sigma[i] * data.sigma[i]);
  }
  return std::isfinite(sum) ? sum : HUGE_VAL;
}

/// Jᵀ J and Jᵀ r of the weighted relative residuals.
struct Normal {
  Eigen::MatrixXd matrix;
  Eigen::VectorXd gradient;
};

Normal normal_equations(const ImmittanceData& data, const EquivalentCircuit& circuit, std::size_t parameters) {
  const auto n = static_cast<Eigen::Index>(parameters);
  Normal normal{Eigen::MatrixXd::Zero(n, n), Eigen::VectorXd::Zero(n)};
  std::vector<Complex> slopes;
  Eigen::VectorXd re(n);
  Eigen::VectorXd im(n);
  for (std::size_t i = 0; i < data.s.size(); ++i) {
    const Complex weight = 1.0 / (data.value[i] * data.sigma[i]);
    const Complex rest = weight * (value_of(circuit, data.s[i]) - data.value[i]);
    add_slopes(circuit, data.s[i], slopes);
    for (Eigen::Index k = 0; k < n; ++k) {
      const Complex slope = weight * slopes[static_cast<std::size_t>(k)];
      re(k) = slope.real();
      im(k) = slope.imag();
    }
    normal.matrix.noalias() += re * re.transpose() + im * im.transpose();
    normal.gradient.noalias() += re * rest.real() + im * rest.imag();
  }
  return normal;
}

/// One damped step; whether it led down.
bool step(const ImmittanceData& data, EquivalentCircuit& circuit, double& chi, double& damping) {
  const std::size_t parameters = parameters_of(circuit).size();
  const Normal normal = normal_equations(data, circuit, parameters);
  for (int attempt = 0; attempt < 8; ++attempt) {
    Eigen::MatrixXd damped = normal.matrix;
    damped.diagonal() += damping * (normal.matrix.diagonal().array() + 1e-9).matrix();
    const Eigen::VectorXd move = damped.ldlt().solve(-normal.gradient);
    EquivalentCircuit next = circuit;
    const std::vector<double*> values = parameters_of(next);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const double wanted = std::clamp(move(static_cast<Eigen::Index>(k)), -longest_step, longest_step);
      *values[k] = std::exp(std::clamp(std::log(*values[k]) + wanted, -widest_log, widest_log));
    }
    const double next_chi = chi_squared(data, next);
    if (next_chi < chi) {
      circuit = std::move(next);
      chi = next_chi;
      damping = std::max(1e-9, damping / 5.0);
      return true;
    }
    damping = std::min(1e9, damping * 4.0);
  }
  return false;
}

/// Where the residual stands out most: the largest, and others at least an octave away from those before.
std::vector<std::size_t> outstanding_points(const ImmittanceData& data, const EquivalentCircuit& circuit) {
  constexpr std::size_t wanted = 3;
  std::vector<std::size_t> order(data.s.size());
  std::vector<double> rest(data.s.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
    rest[i] = std::abs((value_of(circuit, data.s[i]) - data.value[i]) / data.value[i]) / data.sigma[i];
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rest[a] > rest[b]; });
  std::vector<std::size_t> points;
  for (const std::size_t i : order) {
    const bool apart = std::all_of(points.begin(), points.end(), [&](std::size_t other) {
      return std::abs(std::log2(data.s[i].imag() / data.s[other].imag())) > 1.0;
    });
    if (apart) points.push_back(i);
    if (points.size() == wanted) break;
  }
  return points;
}

/// Sections that could explain the residual at one point.
void propose_at(const ImmittanceData& data, const EquivalentCircuit& circuit, std::size_t i,
                std::vector<EquivalentCircuit>& proposals) {
  const double omega = data.s[i].imag();
  const double missing = std::abs(data.value[i] - value_of(circuit, data.s[i]));
  const double size = std::max(missing, 0.02 * std::abs(data.value[i]));
  const double g = 1.0 / size;
  const auto propose = [&](const CircuitSection& section) {
    proposals.push_back(circuit);
    proposals.back().sections.push_back(section);
  };
  for (const double quality : {0.5, 2.0, 8.0}) propose({g, quality * g * omega, quality * g / omega});
  propose({g, omega * g, 0.0});
  propose({g, 0.0, g / omega});
}

std::vector<EquivalentCircuit> proposals_for(const ImmittanceData& data, const EquivalentCircuit& circuit) {
  std::vector<EquivalentCircuit> proposals;
  for (const std::size_t i : outstanding_points(data, circuit)) propose_at(data, circuit, i, proposals);
  const double low = data.s.front().imag();
  const double high = data.s.back().imag();
  if (circuit.a1 <= 0.0) {
    proposals.push_back(circuit);
    proposals.back().a1 = 0.05 * std::abs(data.value.back()) / high;
  }
  if (circuit.a2 <= 0.0) {
    proposals.push_back(circuit);
    proposals.back().a2 = 0.05 * std::abs(data.value.front()) * low;
  }
  // A coil with eddy losses whose corner lies beyond the band.
  proposals.push_back(circuit);
  const double beyond = 1.0 / std::abs(data.value.back());
  proposals.back().sections.push_back({beyond, 3.0 * high * beyond, 0.0});
  return proposals;
}

}  // namespace

ImmittanceData thinned(const ImmittanceData& data) {
  const std::size_t stride = std::max<std::size_t>(1, (data.s.size() + enough_points - 1) / enough_points);
  ImmittanceData kept;
  for (std::size_t i = 0; i < data.s.size(); i += stride) {
    kept.s.push_back(data.s[i]);
    kept.value.push_back(data.value[i]);
    kept.sigma.push_back(data.sigma[i]);
  }
  return kept;
}

double smallest_magnitude(const ImmittanceData& data) {
  double smallest = HUGE_VAL;
  for (const Complex& value : data.value) smallest = std::min(smallest, std::abs(value));
  return smallest;
}

double criterion(const ImmittanceData& data, const EquivalentCircuit& circuit) {
  EquivalentCircuit counted = circuit;
  const auto parameters = static_cast<double>(parameters_of(counted).size());
  return chi_squared(data, circuit) + parameters * std::log(2.0 * static_cast<double>(data.s.size()));
}

EquivalentCircuit refined(const ImmittanceData& data, const EquivalentCircuit& circuit) {
  constexpr double settled = 1e-5;
  EquivalentCircuit best = circuit;
  double chi = chi_squared(data, best);
  double damping = 1e-2;
  for (int i = 0; i < most_steps; ++i) {
    const double before = chi;
    if (!step(data, best, chi, damping)) break;
    if (before - chi < settled * chi) break;
  }
  return best;
}

EquivalentCircuit best_addition(const ImmittanceData& data, const EquivalentCircuit& circuit) {
  EquivalentCircuit best = circuit;
  double least = HUGE_VAL;
  for (const EquivalentCircuit& proposal : proposals_for(data, circuit)) {
    EquivalentCircuit larger = refined(data, proposal);
    const double cost = criterion(data, larger);
    if (!(cost < least)) continue;
    least = cost;
    best = std::move(larger);
  }
  return best;
}

}  // namespace ohmsweep
