#include "ohmsweep/measurement/equivalent_circuit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "measurement/circuit_growth.h"
#include "measurement/immittance_fit.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr std::size_t fewest_points = 10;

bool is_fitted(const ImpedanceCurve& curve, std::size_t i) {
  constexpr double grid_rounding = 1e-3;
  return curve.grid[i] >= audible_from.value() * (1.0 - grid_rounding) &&
         curve.grid[i] <= audible_to.value() * (1.0 + grid_rounding) && !is_upper_bound(curve, i);
}

Complex interpolated(const ImpedanceCurve& curve, std::size_t i) {
  constexpr std::array<std::size_t, 4> beside{0, 1, 3, 4};
  Complex sum = 0.0;
  for (const std::size_t a : beside) {
    double weight = 1.0;
    for (const std::size_t b : beside) {
      if (a != b)
        weight *= std::log(curve.grid[i] / curve.grid[i - 2 + b]) /
                  std::log(curve.grid[i - 2 + a] / curve.grid[i - 2 + b]);
    }
    sum += weight * curve.impedance_ohm[i - 2 + a];
  }
  return sum;
}

/// How rough a curve is, relative, per part: the median miss of a cubic through the two points on either
/// side.
double roughness(const ImpedanceCurve& curve) {
  constexpr double median_of_rayleigh = 1.1774;
  constexpr double of_even_steps = 1.3944;  // the miss of noise of one, where the points are even
  std::vector<double> misses;
  for (std::size_t i = 2; i + 2 < curve.grid.size(); ++i) {
    const double size = std::abs(curve.impedance_ohm[i]);
    if (is_fitted(curve, i) && size > 0.0)
      misses.push_back(std::abs(interpolated(curve, i) / curve.impedance_ohm[i] - 1.0));
  }
  if (misses.empty()) return 0.0;
  const auto middle = misses.begin() + static_cast<std::ptrdiff_t>(misses.size() / 2);
  std::nth_element(misses.begin(), middle, misses.end());
  return *middle / (median_of_rayleigh * of_even_steps);
}

/// What scatters from point to point, relative, per part.
double noise_at(const ImpedanceCurve& curve, std::size_t i) {
  if (i >= curve.covariance.size()) return 0.0;
  const double common = i < curve.common.size() ? curve.common[i].total() : 0.0;
  const double own = std::max(0.0, curve.covariance[i].total() - common);
  return std::sqrt(own / 2.0) / std::abs(curve.impedance_ohm[i]);
}

FittedPoints points_of(const ImpedanceCurve& curve) {
  constexpr double resolution = 1e-3;
  constexpr double largest = 0.05;
  const double rough = has_uncertainty(curve) ? 0.0 : roughness(curve);
  FittedPoints points;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (!is_fitted(curve, i)) continue;
    if (curve.impedance_ohm[i] == 0.0) {
      throw failure("an impedance of zero has no circuit of this kind; export the curve as CSV instead");
    }
    const double noise = has_uncertainty(curve) ? noise_at(curve, i) : rough;
    points.s.emplace_back(0.0, turn * curve.grid[i]);
    points.impedance_ohm.push_back(curve.impedance_ohm[i]);
    points.sigma.push_back(std::hypot(resolution, std::min(noise, largest)));
  }
  if (points.s.size() < fewest_points) {
    throw failure(fmt::format(
        "{} points of the curve between 20 Hz and 20 kHz are known by more than a bound, too few to "
        "fit a circuit to; {} are needed",
        points.s.size(), fewest_points));
  }
  return points;
}

/// Evenly: enough for looking where elements belong.
FittedPoints thinned(const FittedPoints& points) {
  constexpr std::size_t enough = 160;
  const std::size_t stride = std::max<std::size_t>(1, (points.s.size() + enough - 1) / enough);
  FittedPoints kept;
  for (std::size_t i = 0; i < points.s.size(); i += stride) {
    kept.s.push_back(points.s[i]);
    kept.impedance_ohm.push_back(points.impedance_ohm[i]);
    kept.sigma.push_back(points.sigma[i]);
  }
  return kept;
}

CircuitMatch matched(EquivalentCircuit circuit, const ImpedanceCurve& curve) {
  CircuitMatch match;
  match.circuit = std::move(circuit);
  std::size_t points = 0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (!is_fitted(curve, i)) continue;
    const double size = std::abs(curve.impedance_ohm[i]);
    const double off =
        std::abs(impedance(match.circuit, Hertz(curve.grid[i])) - curve.impedance_ohm[i]) / size;
    const double u95 =
        i < curve.covariance.size() ? coverage_factor * std::sqrt(curve.covariance[i].total()) / size : 0.0;
    const double beyond = std::max(0.0, off - u95);
    match.rms += off * off;
    match.rms_beyond += beyond * beyond;
    match.worst_beyond = std::max(match.worst_beyond, beyond);
    if (points++ == 0) match.from_hz = curve.grid[i];
    match.to_hz = curve.grid[i];
    if (off <= match.worst) continue;
    match.worst = off;
    match.worst_hz = curve.grid[i];
  }
  const auto n = static_cast<double>(std::max<std::size_t>(1, points));
  match.rms = std::sqrt(match.rms / n);
  match.rms_beyond = std::sqrt(match.rms_beyond / n);
  return match;
}

/// As near as the points are known.
bool is_explained(const FittedPoints& points, const EquivalentCircuit& circuit) {
  constexpr double chance = 1.3;
  return chi_squared(points, circuit) <= chance * 2.0 * static_cast<double>(points.s.size());
}

EquivalentCircuit circuit_of(const OutputModel& model) {
  CircuitBranch row{model.resistance_ohm.value};
  if (model.inductance_h) row.l = model.inductance_h->value;
  if (model.capacitance_f) row.e = 1.0 / model.capacitance_f->value;
  return {0.0, 0.0, {row}};
}

}  // namespace

Complex impedance(const EquivalentCircuit& circuit, Hertz frequency) {
  return impedance_at(circuit, {0.0, turn * frequency.value()});
}

std::size_t element_count(const EquivalentCircuit& circuit) {
  EquivalentCircuit counted = circuit;
  return elements_of(counted).size();
}

bool CircuitMatch::good() const {
  constexpr double good_rms = 0.01;
  constexpr double good_worst = 0.03;
  return rms_beyond <= good_rms && worst_beyond <= good_worst;
}

CircuitMatch fit_circuit(const ImpedanceCurve& curve) {
  const FittedPoints points = points_of(curve);
  const FittedPoints sparse = thinned(points);
  EquivalentCircuit best;
  double least = HUGE_VAL;
  for (const CircuitForm form : {CircuitForm::row, CircuitForm::ladder, CircuitForm::crossover}) {
    EquivalentCircuit circuit = grown(sparse, form);
    const double cost = criterion(sparse, circuit);
    if (cost < least) {
      least = cost;
      best = std::move(circuit);
    }
    if (is_explained(sparse, best)) break;
  }
  constexpr int steps = 60;
  return matched(refined(points, best, steps), curve);
}

CircuitMatch fit_circuit(const OutputImpedance& output) {
  if (output.traits.model && output.traits.model->resistance_ohm.value > 0.0) {
    CircuitMatch match = matched(circuit_of(*output.traits.model), output.curve);
    if (match.to_hz > 0.0 && match.good()) return match;
  }
  return fit_circuit(output.curve);
}

}  // namespace ohmsweep
