#include "measurement/output_solution.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// An input that is not stated, standard uncertainties: 95 % reach beyond 10 kΩ and to 500 pF.
constexpr double unstated_siemens = 0.55e-4;
constexpr double unstated_farad = 250e-12;
/// One that is stated is known to a tenth, 95 %.
constexpr double stated_share = 0.05;
/// χ² is averaged over this many points to each side, half an octave of the agreed grid.
constexpr std::size_t scatter_reach = 24;
/// A drift is taken back where the square of what it comes to over all takes is more than this, and at most
/// so many times.
constexpr double negligible_square = 1e-6;
constexpr int drift_rounds = 4;
/// Where an output transformer or a coupling capacitor misleads, and where neither does.
constexpr double bass_hz = 100.0;
constexpr double rest_hz = 300.0;

/// The takes with every shared effect taken out.
std::vector<Complex> undisturbed(const OutputStates& states, std::size_t f, const EffectEstimate& estimate,
                                 const ConductanceFit::Line& line) {
  std::vector<Complex> y = inverse_ratios(states.points[f]);
  for (std::size_t k = 0; k < estimate.effects.size(); ++k) {
    const std::vector<Complex> d = column(estimate.effects[k], states.points[f], states.grid[f], line);
    for (const std::size_t i : estimate.effects[k].takes) y[i] -= estimate.posterior.mean[k] * d[i];
  }
  return y;
}

SolvedPoint solve_at(const OutputStates& states, std::size_t f, const ConductanceFit& fit,
                     const EffectEstimate& estimate, const ConductanceFit::Line& first, Complex input) {
  SolvedPoint point;
  const std::vector<Complex> y = undisturbed(states, f, estimate, first);
  point.line = fit.line(y);
  point.gains = sensitivities(fit, point.line, input);
  point.impedance = impedance_of(point.line, input);
  const std::vector<Complex> rest = fit.residual(y);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    point.chi_squared += fit.weights()[i] * std::norm(rest[i]);
    point.residual_square += std::norm(rest[i] / point.line.intercept);
  }
  return point;
}

/// By how much the takes scatter more than their noise around each frequency: a factor on the variance, 1
/// where noise alone explains it or there is nothing to compare (Birge's ratio over an octave).
std::vector<double> excess_scatter(const std::vector<SolvedPoint>& points, std::size_t takes) {
  std::vector<double> factors(points.size(), 1.0);
  if (takes < 3) return factors;
  const auto freedom = static_cast<double>(takes - 2);
  for (std::size_t f = 0; f < points.size(); ++f) {
    const std::size_t from = f > scatter_reach ? f - scatter_reach : 0;
    const std::size_t to = std::min(points.size(), f + scatter_reach + 1);
    double sum = 0.0;
    for (std::size_t i = from; i < to; ++i) sum += points[i].chi_squared;
    const double degrees = freedom * static_cast<double>(to - from);
    const double chance = 1.0 + 3.0 * std::sqrt(2.0 / degrees);
    if (sum / degrees > chance) factors[f] = sum / degrees;
  }
  return factors;
}

Covariance noise_covariance(const std::vector<StatePoint>& takes, const std::vector<Complex>& gains,
                            double scatter) {
  Covariance sum;
  for (std::size_t i = 0; i < takes.size(); ++i) {
    sum = sum + Covariance::circular(scatter * std::norm(gains[i]) * takes[i].noise);
    sum = sum + Covariance::from_influence(gains[i] * takes[i].bias);
  }
  return sum;
}

/// Lower triangle L of Σ = L Lᵀ; a column that nothing is left for is zero.
SymmetricMatrix root(const SymmetricMatrix& sigma) {
  SymmetricMatrix l(sigma.rows());
  for (std::size_t j = 0; j < sigma.rows(); ++j) {
    double rest = sigma(j, j);
    for (std::size_t k = 0; k < j; ++k) rest -= l(j, k) * l(j, k);
    if (rest <= 1e-14 * sigma(j, j)) continue;
    l(j, j) = std::sqrt(rest);
    for (std::size_t i = j + 1; i < sigma.rows(); ++i) {
      double sum = sigma(i, j);
      for (std::size_t k = 0; k < j; ++k) sum -= l(i, k) * l(j, k);
      l(i, j) = sum / l(j, j);
    }
  }
  return l;
}

/// J = -Σ_i (∂Zo/∂y_i) D_ik: what one unit of effect k adds to Zo.
std::vector<std::vector<Complex>> influences_of(const OutputStates& states,
                                                const std::vector<SharedEffect>& effects,
                                                const std::vector<SolvedPoint>& points) {
  std::vector<std::vector<Complex>> all(effects.size(), std::vector<Complex>(points.size()));
  for (std::size_t f = 0; f < points.size(); ++f) {
    for (std::size_t k = 0; k < effects.size(); ++k) {
      const std::vector<Complex> d = column(effects[k], states.points[f], states.grid[f], points[f].line);
      for (const std::size_t i : effects[k].takes) all[k][f] -= points[f].gains[i] * d[i];
    }
  }
  return all;
}

Covariance measured_loads_covariance(const OutputStates& states, std::size_t f, const SolvedPoint& point) {
  Covariance total;
  for (const DistinctLoad& distinct : states.loads) {
    if (!distinct.load.curve) continue;
    Complex derivative;
    for (const std::size_t i : distinct.takes) derivative -= point.gains[i] * point.line.slope;
    total = total + measured_load_covariance(distinct.load, states.grid[f]).through(derivative);
  }
  return total;
}

/// ∂Zo/∂G_in = Zo².
void add_input_influences(std::vector<std::vector<Complex>>& shared,
                          const std::vector<InputAdmittance>& inputs,
                          const std::vector<SolvedPoint>& points) {
  std::vector<Complex> conductance;
  std::vector<Complex> susceptance;
  for (std::size_t f = 0; f < inputs.size(); ++f) {
    const Complex derivative = points[f].impedance * points[f].impedance;
    conductance.push_back(derivative * inputs[f].conductance_deviation);
    susceptance.push_back(derivative * Complex(0.0, inputs[f].susceptance_deviation));
  }
  if (inputs.empty()) return;
  shared.push_back(std::move(conductance));
  shared.push_back(std::move(susceptance));
}

Complex input_at(const std::vector<InputAdmittance>& inputs, std::size_t f) {
  return inputs.empty() ? Complex() : inputs[f].value;
}

double load_effect(const std::vector<StatePoint>& takes, const ConductanceFit::Line& line) {
  double widest = 0.0;
  for (const StatePoint& a : takes) {
    for (const StatePoint& b : takes) widest = std::max(widest, std::abs(a.load - b.load));
  }
  return widest * std::abs(line.slope / line.intercept);
}

/// χ² per degree of freedom within a band.
double scatter_within(const OutputStates& states, const std::vector<SolvedPoint>& points, double from,
                      double to) {
  const std::size_t takes = states.points.front().size();
  double sum = 0.0;
  double degrees = 0.0;
  for (std::size_t f = 0; f < points.size(); ++f) {
    if (takes < 3 || states.grid[f] < from || states.grid[f] > to) continue;
    sum += points[f].chi_squared;
    degrees += static_cast<double>(takes - 2);
  }
  return degrees > 0.0 ? sum / degrees : 1.0;
}

/// Rms of the residual relative to y within a band.
double residual_within(const OutputStates& states, const std::vector<SolvedPoint>& points, double from,
                       double to) {
  double square = 0.0;
  double degrees = 0.0;
  for (std::size_t f = 0; f < points.size(); ++f) {
    if (states.grid[f] < from || states.grid[f] > to) continue;
    square += points[f].residual_square;
    degrees += static_cast<double>(states.points.front().size() - 2);
  }
  return degrees > 0.0 ? std::sqrt(square / degrees) : 0.0;
}

Misfit misfit_of(const OutputStates& states, const std::vector<SolvedPoint>& points, double unexplained) {
  Misfit misfit;
  misfit.relative = unexplained;
  std::vector<double> effects;
  double square = 0.0;
  for (std::size_t f = 0; f < points.size(); ++f) {
    effects.push_back(load_effect(states.points[f], points[f].line));
    square += points[f].residual_square;
  }
  misfit.signal = median(std::move(effects));
  const std::size_t takes = states.points.front().size();
  if (takes < 3) return misfit;
  misfit.scatter = scatter_within(states, points, 0.0, states.grid.highest().value());
  misfit.bass = scatter_within(states, points, 0.0, bass_hz);
  misfit.rest = scatter_within(states, points, rest_hz, states.grid.highest().value());
  misfit.bass_relative = residual_within(states, points, 0.0, bass_hz);
  misfit.rest_relative = residual_within(states, points, rest_hz, states.grid.highest().value());
  const auto degrees = static_cast<double>((takes - 2) * points.size());
  misfit.relative = std::hypot(unexplained, std::sqrt(square / degrees));
  return misfit;
}

std::vector<SolvedPoint> solve_band(const OutputSolution& solution,
                                    const std::vector<ConductanceFit::Line>& lines) {
  std::vector<SolvedPoint> points;
  for (std::size_t f = 0; f < lines.size(); ++f) {
    points.push_back(solve_at(solution.states, f, solution.fits[f], solution.estimate, lines[f],
                              input_at(solution.inputs, f)));
  }
  return points;
}

void fill_curve(OutputSolution& solution) {
  const OutputStates& states = solution.states;
  ImpedanceCurve& curve = solution.curve;
  curve.grid = states.grid;
  curve.snr_db = states.snr_db;
  curve.common.assign(solution.points.size(), Covariance{});
  curve.calibrated = true;
  const std::vector<double> scatter = excess_scatter(solution.points, states.points.front().size());
  for (std::size_t f = 0; f < solution.points.size(); ++f) {
    const SolvedPoint& point = solution.points[f];
    solution.alone.push_back(noise_covariance(states.points[f], point.gains, scatter[f]) +
                             measured_loads_covariance(states, f, point));
    Covariance covariance = solution.alone.back();
    for (const auto& cause : solution.shared) covariance = covariance + Covariance::from_influence(cause[f]);
    curve.impedance_ohm.push_back(point.impedance);
    curve.covariance.push_back(covariance);
    curve.upper_bound.push_back(std::abs(point.impedance) < magnitude_u95(point.impedance, covariance));
  }
}

}  // namespace

InputAdmittance input_admittance(double ohm, double farad, double hz) {
  const double omega = angular(Hertz(hz));
  const double g = ohm > 0.0 ? 1.0 / ohm : 0.0;
  return {Complex(g, omega * farad), g > 0.0 ? stated_share * g : unstated_siemens,
          omega * (farad > 0.0 ? stated_share * farad : unstated_farad)};
}

std::vector<std::vector<Complex>> independent_causes(const std::vector<std::vector<Complex>>& influences,
                                                     const SymmetricMatrix& covariance) {
  const SymmetricMatrix l = root(covariance);
  std::vector<std::vector<Complex>> shared(influences.size());
  for (std::size_t j = 0; j < influences.size(); ++j) {
    shared[j].assign(influences[j].size(), Complex());
    for (std::size_t k = j; k < influences.size(); ++k) {
      if (l(k, j) == 0.0) continue;
      for (std::size_t f = 0; f < influences[k].size(); ++f) shared[j][f] += influences[k][f] * l(k, j);
    }
  }
  return shared;
}

std::vector<std::vector<Complex>> causes_on(const OutputSolution& solution,
                                            const std::vector<Complex>& impedance_ohm) {
  std::vector<SolvedPoint> points = solution.points;
  for (std::size_t f = 0; f < points.size(); ++f) {
    const Complex input = input_at(solution.inputs, f);
    const Complex z = impedance_ohm[f];
    points[f].impedance = z;
    points[f].line.slope = z * points[f].line.intercept / (1.0 + z * input);
    points[f].gains = sensitivities(solution.fits[f], points[f].line, input);
  }
  const auto influences = influences_of(solution.states, solution.estimate.effects, points);
  auto causes = independent_causes(influences, solution.estimate.posterior.covariance);
  add_input_influences(causes, solution.inputs, points);
  return causes;
}

namespace {

std::vector<ConductanceFit> fits_over(const OutputStates& states) {
  std::vector<ConductanceFit> fits;
  for (std::size_t f = 0; f < states.points.size(); ++f) fits.push_back(fit_at(states, f));
  return fits;
}

/// Effects are linear in their size, a drift of many takes is not: what is found of it is taken back, and the
/// rest estimated anew.
void estimate_with_large_drift(OutputSolution& solution, const OutputRig& rig) {
  solution.estimate = estimate_effects(solution.states, rig);
  const OutputStates& stated = solution.stated;
  const auto takes = static_cast<double>(stated.points.front().size());
  Complex taken_back;
  for (int round = 0; round < drift_rounds; ++round) {
    const Complex drift = solution.estimate.drift_per_take;
    const bool stands = std::abs(drift) > solution.estimate.drift_per_take_u95;
    if (!stands || std::norm(takes * (drift - taken_back)) < negligible_square) return;
    taken_back = drift;
    solution.states = without_drift(stated, taken_back);
    solution.estimate = estimate_effects(solution.states, rig, taken_back);
  }
}

}  // namespace

OutputSolution solve_output(OutputStates states, const OutputRig& rig, InputDraw draw) {
  OutputSolution solution;
  solution.stated = std::move(states);
  solution.states = solution.stated;
  estimate_with_large_drift(solution, rig);
  solution.fits = fits_over(solution.states);
  std::vector<ConductanceFit::Line> lines;
  for (std::size_t f = 0; f < solution.fits.size(); ++f) {
    lines.push_back(solution.fits[f].line(inverse_ratios(solution.states.points[f])));
    if (draw == InputDraw::nothing) continue;
    solution.inputs.push_back(
        input_admittance(rig.dut_input_ohm, rig.dut_input_farad, solution.states.grid[f]));
  }
  solution.points = solve_band(solution, lines);
  solution.influences = influences_of(solution.states, solution.estimate.effects, solution.points);
  solution.shared = independent_causes(solution.influences, solution.estimate.posterior.covariance);
  add_input_influences(solution.shared, solution.inputs, solution.points);
  fill_curve(solution);
  solution.misfit = misfit_of(solution.states, solution.points, solution.estimate.unexplained);
  return solution;
}

}  // namespace ohmsweep
