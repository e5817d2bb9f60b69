#include "measurement/shared_effects.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmsweep {

namespace {

/// Of one contact's variance, the part that stays while the same load stays in the sequence. The rest is free
/// from take to take: the plug may have been pulled in between, and the interval has to cover either.
constexpr double lasting_share = 0.85;
/// Drift is taken as linear to within 35 % of the change from one take to the next (standard uncertainty
/// of each step): a warm-up with a time constant of three takes or more stays inside the interval.
constexpr double curvature_share = 0.35;
/// A drift of any size is looked for with this prior, relative per take.
constexpr double any_drift = 0.1;
/// An estimate replaces the stated prior when it stands out of its own uncertainty this far.
constexpr double significant = 2.0;
/// The prior is then this many times the estimate, so that it does not pull the estimate towards zero.
constexpr double generous = 5.0;
/// Twice the log-evidence by which unexplained steps must improve the fit.
constexpr double worth_believing = 4.0;
/// A scale known from a step or two is itself uncertain: widened as Student's t for a few degrees of freedom.
constexpr double few_steps = 2.0;

const std::array<Complex, 2> real_and_imaginary{Complex(1.0, 0.0), Complex(0.0, 1.0)};

bool is(const SharedEffect& effect, EffectKind kind) { return effect.kind == kind; }

std::vector<std::size_t> takes_from(std::size_t first, std::size_t count) {
  std::vector<std::size_t> takes;
  for (std::size_t i = first; i < count; ++i) takes.push_back(i);
  return takes;
}

void add_drift(std::vector<SharedEffect>& effects, std::size_t count) {
  for (const Complex unit : real_and_imaginary) {
    effects.push_back({EffectKind::linear_drift, takes_from(0, count), unit, 0.0});
    if (count < 3) continue;
    for (std::size_t i = 1; i < count; ++i) {
      effects.push_back({EffectKind::drift_step, takes_from(i, count), unit, 0.0});
    }
  }
}

void add_contacts(std::vector<SharedEffect>& effects, const OutputStates& states, double contact_ohm) {
  for (const auto& takes : states.connections) {
    if (takes.size() == 1) {
      effects.push_back({EffectKind::contact, takes, 1.0, contact_ohm});
      continue;
    }
    effects.push_back({EffectKind::contact, takes, 1.0, contact_ohm * std::sqrt(lasting_share)});
    for (const std::size_t take : takes) {
      effects.push_back({EffectKind::replugging, {take}, 1.0, contact_ohm * std::sqrt(1.0 - lasting_share)});
    }
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
      return -y * effect.unit;
    case EffectKind::contact:
    case EffectKind::replugging:
      return line.intercept * g;  // in series with Zo: α (Zo + r) G, α ≈ p
    case EffectKind::load_resistance:
      return -line.slope * g * g;
    case EffectKind::load_inductance:
      return -line.slope * g * g * Complex(0.0, angular(Hertz(hz)));
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
  for (std::size_t k = 0; k < rest.size(); ++k) {
    for (std::size_t i = 0; i < w.size(); ++i) {
      likelihood.score[k] += w[i] * (std::conj(rest[k][i]) * y_rest[i]).real();
    }
    for (std::size_t l = 0; l <= k; ++l) {
      double sum = 0.0;
      for (std::size_t i = 0; i < w.size(); ++i) sum += w[i] * (std::conj(rest[k][i]) * rest[l][i]).real();
      likelihood.information(k, l) += sum;
      if (l != k) likelihood.information(l, k) += sum;
    }
  }
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
    std::vector<Complex> y;
    y.reserve(states.points[f].size());
    for (const StatePoint& take : states.points[f]) y.push_back(take.inverse_ratio);
    accumulate(likelihood, fits[f], columns, y);
  }
  return likelihood;
}

std::vector<double> deviations(const std::vector<SharedEffect>& effects, double linear, double step) {
  std::vector<double> result;
  for (const SharedEffect& effect : effects) {
    if (is(effect, EffectKind::linear_drift))
      result.push_back(linear);
    else if (is(effect, EffectKind::drift_step))
      result.push_back(step);
    else
      result.push_back(effect.prior_deviation);
  }
  return result;
}

struct Drift {
  Complex per_take;
  double deviation = 0.0;  ///< √E|δ|²
};

Drift linear_drift(const std::vector<SharedEffect>& effects, const Posterior& p) {
  Drift drift;
  double variance = 0.0;
  for (std::size_t k = 0; k < effects.size(); ++k) {
    if (!is(effects[k], EffectKind::linear_drift)) continue;
    drift.per_take += p.mean[k] * effects[k].unit;
    variance += p.covariance(k, k);
  }
  drift.deviation = std::sqrt(variance);
  return drift;
}

/// The prior deviation of linear drift: the stated one, or what the takes show where that is more.
double linear_prior(const std::vector<SharedEffect>& effects, const Likelihood& likelihood, double stated) {
  const Drift found = linear_drift(effects, posterior(likelihood, deviations(effects, any_drift, 0.0)));
  const double size = std::abs(found.per_take);
  return size > significant * found.deviation ? std::max(stated, generous * size) : stated;
}

/// The scale of steps beyond linear drift that makes the takes most likely; 0 unless it is worth believing.
double unexplained_step(const std::vector<SharedEffect>& effects, const Likelihood& likelihood,
                        double linear) {
  const double none = log_evidence(likelihood, deviations(effects, linear, 0.0));
  double best = none;
  double scale = 0.0;
  for (int eighths = -64; eighths <= 0; ++eighths) {
    const double exponent = eighths / 8.0;
    const double step = std::pow(10.0, exponent);
    const double evidence = log_evidence(likelihood, deviations(effects, linear, step));
    if (evidence > best) {
      best = evidence;
      scale = step;
    }
  }
  return 2.0 * (best - none) > worth_believing ? scale : 0.0;
}

}  // namespace

std::vector<SharedEffect> shared_effects(const OutputStates& states, const OutputRig& rig) {
  std::vector<SharedEffect> effects;
  add_drift(effects, states.points.front().size());
  add_contacts(effects, states, rig.contact_ohm);
  add_load_values(effects, states);
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

EffectEstimate estimate_effects(const OutputStates& states, const OutputRig& rig,
                                const std::vector<ConductanceFit>& fits,
                                const std::vector<ConductanceFit::Line>& lines) {
  EffectEstimate estimate;
  estimate.effects = shared_effects(states, rig);
  const Likelihood likelihood = band_likelihood(estimate.effects, states, fits, lines);
  const double linear = linear_prior(estimate.effects, likelihood, rig.drift_u95 / coverage_factor);
  const bool has_steps = states.points.front().size() > 2;
  estimate.unexplained = has_steps ? unexplained_step(estimate.effects, likelihood, linear) : 0.0;
  const Drift first = linear_drift(
      estimate.effects, posterior(likelihood, deviations(estimate.effects, linear, estimate.unexplained)));
  const double step =
      std::hypot(curvature_share * std::abs(first.per_take), few_steps * estimate.unexplained);
  estimate.posterior = posterior(likelihood, deviations(estimate.effects, linear, step));
  const Drift drift = linear_drift(estimate.effects, estimate.posterior);
  estimate.drift_per_take = drift.per_take;
  estimate.drift_per_take_u95 = coverage_factor * drift.deviation;
  return estimate;
}

}  // namespace ohmsweep
