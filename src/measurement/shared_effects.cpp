#include "measurement/shared_effects.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmsweep {

namespace {

/// No take is better than -160 dB: the resolution of the samples. It keeps noise-free takes solvable.
constexpr double smallest_relative_noise = 1e-8;
/// A gain step that was found may still be off by this, relative.
constexpr double any_step = 0.5;

std::vector<std::size_t> takes_from(std::size_t first, std::size_t count) {
  std::vector<std::size_t> takes;
  for (std::size_t i = first; i < count; ++i) takes.push_back(i);
  return takes;
}

void add_drift(std::vector<SharedEffect>& effects, std::size_t count, DriftParts parts) {
  std::vector<Complex> units{Complex(1.0, 0.0)};
  if (parts == DriftParts::gain_and_phase) units.emplace_back(0.0, 1.0);
  for (const Complex unit : units) {
    effects.push_back({EffectKind::linear_drift, takes_from(0, count), unit, 0.0});
    if (count < 3) continue;
    for (std::size_t i = 1; i < count; ++i) {
      effects.push_back({EffectKind::drift_step, takes_from(i, count), unit, 0.0});
    }
  }
}

void add_contacts(std::vector<SharedEffect>& effects, const OutputStates& states) {
  for (const auto& takes : states.connections) {
    effects.push_back({EffectKind::contact, takes, 1.0, 0.0});
    if (takes.size() == 1) continue;
    for (const std::size_t take : takes) effects.push_back({EffectKind::replugging, {take}, 1.0, 0.0});
  }
}

void add_load_values(std::vector<SharedEffect>& effects, const OutputStates& states) {
  for (const DistinctLoad& distinct : states.loads) {
    if (distinct.load.curve) continue;
    effects.push_back({EffectKind::load_resistance, distinct.takes, 1.0,
                       distinct.load.resistance_ohm.standard_uncertainty});
    effects.push_back(
        {EffectKind::load_inductance, distinct.takes, 1.0, distinct.load.inductance_h.standard_uncertainty});
  }
}

/// What the effect adds to y of one take per unit. Drift scales the line, not the measured y: with noise on
/// both sides of the regression a step could cancel a take's noise by cancelling the take.
Complex influence(const SharedEffect& effect, const StatePoint& take, double position, double hz,
                  const ConductanceFit::Line& line) {
  const Complex g = take.load;
  const Complex y = line.intercept + line.slope * g;
  switch (effect.kind) {
    case EffectKind::linear_drift:
      return -y * position * effect.unit;
    case EffectKind::drift_step:
    case EffectKind::gain_step:
      return -y * effect.unit;
    case EffectKind::contact:
    case EffectKind::replugging:
      return line.intercept * g;  // in series with Zo: α (Zo + r) G, α ≈ p
    case EffectKind::load_resistance:
      return -line.slope * g * g;
    case EffectKind::load_inductance:
      return -line.slope * g * g * Complex(0.0, angular(Hertz(hz)));
    case EffectKind::delay:
      return y * Complex(0.0, angular(Hertz(hz)));
  }
  return {};
}

/// WLS residuals of the columns at one frequency, then S += Re(Rᴴ W R), b += Re(Rᴴ W y). The information of
/// circular noise would carry a factor 2; neighbouring points overlap in their bands and share it.
void accumulate(Likelihood& likelihood, const ConductanceFit& fit,
                const std::vector<std::vector<Complex>>& columns, const std::vector<Complex>& y) {
  std::vector<std::vector<Complex>> rest;
  rest.reserve(columns.size());
  for (const auto& d : columns) rest.push_back(fit.residual(d));
  const std::vector<Complex> y_rest = fit.residual(y);
  const std::vector<double>& w = fit.weights();
  for (std::size_t i = 0; i < w.size(); ++i) likelihood.at_zero -= w[i] * std::norm(y_rest[i]) / 2.0;
  for (std::size_t k = 0; k < rest.size(); ++k) {
    for (std::size_t i = 0; i < w.size(); ++i) {
      likelihood.score[k] += w[i] * (std::conj(rest[k][i]) * y_rest[i]).real();
    }
    for (std::size_t l = 0; l <= k; ++l) {
      double sum = 0.0;
      for (std::size_t i = 0; i < w.size(); ++i) {
        sum += w[i] * (rest[k][i].real() * rest[l][i].real() + rest[k][i].imag() * rest[l][i].imag());
      }
      likelihood.information(k, l) += sum;
      if (l != k) likelihood.information(l, k) += sum;
    }
  }
}

std::vector<double> noise_variances(const std::vector<StatePoint>& takes) {
  std::vector<double> variances;
  for (const StatePoint& take : takes) {
    const double floor = smallest_relative_noise * smallest_relative_noise * std::norm(take.inverse_ratio);
    variances.push_back(std::max(take.noise + std::norm(take.bias), floor));
  }
  return variances;
}

}  // namespace

std::vector<Complex> inverse_ratios(const std::vector<StatePoint>& takes) {
  std::vector<Complex> y(takes.size());
  std::transform(takes.begin(), takes.end(), y.begin(),
                 [](const StatePoint& take) { return take.inverse_ratio; });
  return y;
}

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

std::vector<SharedEffect> shared_effects(const OutputStates& states, DriftParts parts) {
  std::vector<SharedEffect> effects;
  const std::size_t count = states.points.front().size();
  add_drift(effects, count, parts);
  add_contacts(effects, states);
  add_load_values(effects, states);
  for (const std::size_t first : states.gain_steps) {
    effects.push_back({EffectKind::gain_step, takes_from(first, count), 1.0, any_step});
  }
  for (std::size_t i = 0; i < states.delay_deviation_s.size(); ++i) {
    if (states.delay_deviation_s[i] <= 0.0) continue;
    effects.push_back({EffectKind::delay, {i}, 1.0, states.delay_deviation_s[i]});
  }
  return effects;
}

std::vector<Complex> column(const SharedEffect& effect, const std::vector<StatePoint>& takes, double hz,
                            const ConductanceFit::Line& line) {
  const double middle = static_cast<double>(takes.size() - 1) / 2.0;
  std::vector<Complex> result(takes.size());
  for (const std::size_t i : effect.takes) {
    result[i] = influence(effect, takes[i], static_cast<double>(i) - middle, hz, line);
  }
  return result;
}

Likelihood band_likelihood(const std::vector<SharedEffect>& effects, const OutputStates& states,
                           const std::vector<ConductanceFit>& fits,
                           const std::vector<ConductanceFit::Line>& lines) {
  Likelihood likelihood{SymmetricMatrix(effects.size()), std::vector<double>(effects.size(), 0.0)};
  for (std::size_t f = 0; f < states.points.size(); ++f) {
    std::vector<std::vector<Complex>> columns;
    columns.reserve(effects.size());
    for (const SharedEffect& effect : effects) {
      columns.push_back(column(effect, states.points[f], states.grid[f], lines[f]));
    }
    accumulate(likelihood, fits[f], columns, inverse_ratios(states.points[f]));
  }
  return likelihood;
}

}  // namespace ohmsweep
