#include "ohmsweep/measurement/amplifier.h"

#include <algorithm>
#include <cmath>

#include "measurement/conductance_fit.h"
#include "measurement/output_findings.h"
#include "measurement/output_states.h"
#include "measurement/shared_effects.h"

namespace ohmsweep {

namespace {

/// No take is better than -160 dB: the resolution of the samples. It keeps noise-free takes solvable.
constexpr double smallest_relative_noise = 1e-8;
/// An input that is not stated, standard uncertainties: 95 % reach beyond 10 kΩ and to 500 pF.
constexpr double unstated_siemens = 0.55e-4;
constexpr double unstated_farad = 250e-12;
/// One that is stated is known to a tenth, 95 %.
constexpr double stated_share = 0.05;
/// χ² is averaged over this many points to each side, half an octave of the agreed grid.
constexpr std::size_t scatter_reach = 24;

struct InputAdmittance {
  Complex value;
  double conductance_deviation = 0.0;  ///< siemens
  double susceptance_deviation = 0.0;
};

InputAdmittance input_admittance(const OutputRig& rig, double hz) {
  const double omega = angular(Hertz(hz));
  const double g = rig.dut_input_ohm > 0.0 ? 1.0 / rig.dut_input_ohm : 0.0;
  const double c = rig.dut_input_farad;
  return {Complex(g, omega * c), g > 0.0 ? stated_share * g : unstated_siemens,
          omega * (c > 0.0 ? stated_share * c : unstated_farad)};
}

std::vector<Complex> inverse_ratios(const std::vector<StatePoint>& takes) {
  std::vector<Complex> y(takes.size());
  std::transform(takes.begin(), takes.end(), y.begin(),
                 [](const StatePoint& take) { return take.inverse_ratio; });
  return y;
}

std::vector<double> noise_variances(const std::vector<StatePoint>& takes) {
  std::vector<double> variances;
  for (const StatePoint& take : takes) {
    const double floor = smallest_relative_noise * smallest_relative_noise * std::norm(take.inverse_ratio);
    variances.push_back(std::max(take.noise + std::norm(take.bias), floor));
  }
  return variances;
}

/// Covariance of the admittance of a load that was itself measured: δG = -G² δZ.
Covariance measured_load_covariance(const Load& load, double hz) {
  const ImpedancePoint z = at(*load.curve, Hertz(hz));
  return z.covariance.through(-1.0 / (z.impedance_ohm * z.impedance_ohm));
}

/// The line through one frequency; a measured load's own uncertainty counts as noise of its takes.
ConductanceFit fit_at(const OutputStates& states, std::size_t f) {
  const std::vector<StatePoint>& takes = states.points[f];
  std::vector<double> variances = noise_variances(takes);
  const ConductanceFit first(takes, variances);
  const Complex slope = first.line(inverse_ratios(takes)).slope;
  bool measured = false;
  for (const DistinctLoad& distinct : states.loads) {
    if (!distinct.load.curve) continue;
    measured = true;
    const double added = std::norm(slope) * measured_load_covariance(distinct.load, states.grid[f]).total();
    for (const std::size_t i : distinct.takes) variances[i] += added;
  }
  return measured ? ConductanceFit(takes, variances) : first;
}

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

/// Everything known about one frequency after the shared effects are estimated.
struct SolvedPoint {
  ConductanceFit::Line line;
  std::vector<Complex> gains;  ///< ∂Zo/∂y of every take
  Complex impedance;
  double chi_squared = 0.0;      ///< of the residual
  double residual_square = 0.0;  ///< Σ|residual/p|²
};

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

/// J Σ Jᵀ with J = -Σ_i (∂Zo/∂y_i) D_ik.
Covariance effect_covariance(const OutputStates& states, std::size_t f, const EffectEstimate& estimate,
                             const SolvedPoint& point) {
  std::vector<Complex> moved;
  for (const SharedEffect& effect : estimate.effects) {
    const std::vector<Complex> d = column(effect, states.points[f], states.grid[f], point.line);
    Complex sum;
    for (const std::size_t i : effect.takes) sum += point.gains[i] * d[i];
    moved.push_back(sum);
  }
  Covariance total;
  for (std::size_t k = 0; k < moved.size(); ++k) {
    for (std::size_t l = 0; l < moved.size(); ++l) {
      const double s = estimate.posterior.covariance(k, l);
      total.re_re += s * moved[k].real() * moved[l].real();
      total.re_im += s * moved[k].real() * moved[l].imag();
      total.im_im += s * moved[k].imag() * moved[l].imag();
    }
  }
  return total;
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
Covariance input_covariance(const InputAdmittance& input, Complex impedance) {
  const Complex derivative = impedance * impedance;
  return Covariance::from_influence(derivative * input.conductance_deviation) +
         Covariance::from_influence(derivative * Complex(0.0, input.susceptance_deviation));
}

double load_effect(const std::vector<StatePoint>& takes, const ConductanceFit::Line& line) {
  double widest = 0.0;
  for (const StatePoint& a : takes) {
    for (const StatePoint& b : takes) widest = std::max(widest, std::abs(a.load - b.load));
  }
  return widest * std::abs(line.slope / line.intercept);
}

Misfit misfit_of(const OutputStates& states, const std::vector<SolvedPoint>& points, double unexplained) {
  Misfit misfit{1.0, unexplained, 0.0};
  std::vector<double> effects;
  double chi_squared = 0.0;
  double square = 0.0;
  for (std::size_t f = 0; f < points.size(); ++f) {
    effects.push_back(load_effect(states.points[f], points[f].line));
    chi_squared += points[f].chi_squared;
    square += points[f].residual_square;
  }
  const auto middle = effects.begin() + static_cast<std::ptrdiff_t>(effects.size() / 2);
  std::nth_element(effects.begin(), middle, effects.end());
  misfit.signal = *middle;
  const std::size_t takes = states.points.front().size();
  if (takes < 3) return misfit;
  const auto degrees = static_cast<double>((takes - 2) * points.size());
  misfit.scatter = chi_squared / degrees;
  misfit.relative = std::hypot(unexplained, std::sqrt(square / degrees));
  return misfit;
}

std::vector<SolvedPoint> solve_band(const OutputStates& states, const OutputRig& rig,
                                    const std::vector<ConductanceFit>& fits, const EffectEstimate& estimate,
                                    const std::vector<ConductanceFit::Line>& lines) {
  std::vector<SolvedPoint> points;
  for (std::size_t f = 0; f < fits.size(); ++f) {
    const Complex input = input_admittance(rig, states.grid[f]).value;
    points.push_back(solve_at(states, f, fits[f], estimate, lines[f], input));
  }
  return points;
}

ImpedanceCurve curve_of(const OutputStates& states, const OutputRig& rig, const EffectEstimate& estimate,
                        const std::vector<SolvedPoint>& points) {
  ImpedanceCurve curve;
  curve.grid = states.grid;
  curve.snr_db = states.snr_db;
  curve.common.assign(points.size(), Covariance{});
  curve.calibrated = true;
  const std::vector<double> scatter = excess_scatter(points, states.points.front().size());
  for (std::size_t f = 0; f < points.size(); ++f) {
    const Complex zo = points[f].impedance;
    const Covariance covariance = noise_covariance(states.points[f], points[f].gains, scatter[f]) +
                                  effect_covariance(states, f, estimate, points[f]) +
                                  measured_loads_covariance(states, f, points[f]) +
                                  input_covariance(input_admittance(rig, states.grid[f]), zo);
    curve.impedance_ohm.push_back(zo);
    curve.covariance.push_back(covariance);
    curve.upper_bound.push_back(std::abs(zo) < magnitude_u95(zo, covariance));
  }
  return curve;
}

}  // namespace

OutputImpedance output_impedance(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  const OutputStates states = output_states(takes);
  std::vector<ConductanceFit> fits;
  std::vector<ConductanceFit::Line> lines;
  for (std::size_t f = 0; f < states.points.size(); ++f) {
    fits.push_back(fit_at(states, f));
    lines.push_back(fits.back().line(inverse_ratios(states.points[f])));
  }
  const EffectEstimate estimate = estimate_effects(states, rig, fits, lines);
  const std::vector<SolvedPoint> points = solve_band(states, rig, fits, estimate, lines);
  OutputImpedance output;
  output.curve = curve_of(states, rig, estimate, points);
  const Misfit misfit = misfit_of(states, points, estimate.unexplained);
  output.curve.findings = output_findings(takes, rig, states, estimate, misfit, output.curve);
  output.traits.contact = {rig.contact_ohm, false, static_cast<int>(states.connections.size())};
  output.traits.drift = {estimate.drift_per_take.real(), estimate.drift_per_take_u95};
  return output;
}

}  // namespace ohmsweep
