#include "measurement/effect_scales.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "measurement/trusted_band.h"

namespace ohmsweep {

namespace {

/// Drift is taken as linear to within 35 % of the change from one take to the next (standard uncertainty
/// of each step): a warm-up with a time constant of three takes or more stays inside the interval.
constexpr double curvature_share = 0.35;
/// Two rounds and more show how straight it is: one round hides a warm-up's curvature, which is alike on both
/// of its halves.
constexpr std::size_t shows_curvature = 8;
constexpr std::array straighter{0.12, 0.04, 0.012, 0.004};
/// A drift of any size is looked for with this prior, relative per take.
constexpr double any_drift = 0.1;
/// An estimate replaces the stated prior when it stands out of its own uncertainty this far.
constexpr double significant = 2.0;
/// The prior is then this many times the estimate, so that it does not pull the estimate towards zero.
constexpr double generous = 5.0;
/// Twice the log-evidence by which unexplained steps must improve the fit.
constexpr double worth_believing = 8.0;
/// A scale known from a step or two is itself uncertain: widened as Student's t for a few degrees of freedom.
constexpr double few_steps = 2.0;

/// The prior of the contact's scale over x, its natural logarithm in units of the rig's: rising up to
/// `usual`, falling up to ten times the rig's and by `beyond` from there on.
struct ContactPrior {
  double usual;
  double rise;
  double fall;
  double beyond;
};
/// Nearly flat: repeats may show the contact to be far better or far worse than stated. The interval then is
/// nearly Student's for as many connections, and holds whatever the scale is.
constexpr ContactPrior open_minded{0.0, 0.5, 0.25, 3.5};
/// Two or three connections that happen to agree prove little: they hardly make it better than stated. The
/// mean square is the rig's own, so that takes which tell nothing change nothing.
constexpr ContactPrior trusting{-0.203, 6.0, 4.0, 3.5};
/// Where the question is whether contacts explain the takes at all, a scatter far beyond the rig's is
/// surprising, and never impossible.
constexpr ContactPrior wondering{-2.024, 1.0 / 1.2, 1.0, 1.0};
constexpr double ten_times = 2.302585;
/// Scales looked at, relative to the rig's: natural logarithms, and their spacing.
constexpr double least_contact = -5.0;
constexpr double largest_contact = 7.0;
constexpr double fine = 0.25;
constexpr double coarse = 1.0;
/// Whether a plug is left alone within a connection is not stated: shares of the variance that stay.
constexpr std::array<std::pair<double, double>, 5> lasting_prior{
    {{1.0, 0.7}, {0.98, 0.1}, {0.85, 0.07}, {0.5, 0.03}, {0.0, 0.1}}};
/// Below this the takes of one connection count as connections of their own.
constexpr double pulled = 0.7;
/// Connections from which on their scatter is a figure of its own.
constexpr int enough_connections = 4;
/// Scales of less weight than this, relative to the most probable one, are left out.
constexpr double negligible = 1e-4;

/// Drift that is looked for when the takes are asked what happened, relative to the rig's, and how probable.
constexpr std::array<std::pair<double, double>, 3> drift_prior{{{1.0, 0.89}, {10.0, 0.1}, {100.0, 0.01}}};
/// No drift is steadier than this, relative per take.
constexpr double steadiest = 1e-4;
/// Steps between takes that still are drift: this share of its own deviation.
constexpr double step_share = 0.5;
bool is(const SharedEffect& effect, EffectKind kind) { return effect.kind == kind; }

double log_sum(const std::vector<double>& logs) {
  const double most = *std::max_element(logs.begin(), logs.end());
  double sum = 0.0;
  for (const double l : logs) sum += std::exp(l - most);
  return most + std::log(sum);
}

struct WeightedScales {
  EffectScales scales;
  double log_weight = 0.0;
};

/// What the takes are asked: how large drift and contacts are, or whether these explain them at all.
enum class Question { how_large, whether };

const ContactPrior& contact_prior(Question question, std::size_t connections) {
  if (question == Question::whether) return wondering;
  return connections < static_cast<std::size_t>(enough_connections) ? trusting : open_minded;
}

/// Density over x, a logarithm, not normalised.
double contact_density(const ContactPrior& prior, double x) {
  if (x < prior.usual) return prior.rise * (x - prior.usual);
  return -prior.fall * (std::min(x, ten_times) - prior.usual) - prior.beyond * std::max(0.0, x - ten_times);
}

bool lasts(const OutputStates& states) {
  return std::any_of(states.connections.begin(), states.connections.end(),
                     [](const auto& takes) { return takes.size() > 1; });
}

/// Every contact scale and share that `base` is combined with, with the prior's weight.
std::vector<WeightedScales> contact_scales(const EffectScales& base, const OutputStates& states,
                                           double contact_ohm, double spacing, Question question) {
  std::vector<WeightedScales> all;
  const ContactPrior& prior = contact_prior(question, states.connections.size());
  if (contact_ohm <= 0.0) return {{base, 0.0}};
  const int count = static_cast<int>(std::ceil((largest_contact - least_contact) / spacing));
  for (int i = 0; i < count; ++i) {
    const double x = least_contact + spacing * i;
    for (const auto& [lasting, probability] : lasting_prior) {
      EffectScales scales = base;
      scales.contact = contact_ohm * std::exp(x);
      scales.lasting = lasting;
      all.push_back({scales, contact_density(prior, x) + std::log(probability)});
      if (!lasts(states)) break;
    }
  }
  return all;
}

/// Steps of the gain tell the scales; those of its phase would double the work and say little more.
std::vector<double> deviations_of_gain(const std::vector<SharedEffect>& effects, const EffectScales& scales) {
  std::vector<double> result = deviations(effects, scales);
  for (std::size_t k = 0; k < effects.size(); ++k) {
    if (is(effects[k], EffectKind::drift_step) && effects[k].unit.real() == 0.0) result[k] = 0.0;
  }
  return result;
}

void weigh(std::vector<WeightedScales>& all, const std::vector<SharedEffect>& effects,
           const Likelihood& likelihood) {
  for (WeightedScales& one : all)
    one.log_weight += log_evidence(likelihood, deviations_of_gain(effects, one.scales));
}

double total(const std::vector<WeightedScales>& all) {
  std::vector<double> logs;
  logs.reserve(all.size());
  for (const WeightedScales& one : all) logs.push_back(one.log_weight);
  return log_sum(logs);
}

struct Drift {
  Complex per_take;
  double deviation = 0.0;       ///< √E|δ|²
  double gain_deviation = 0.0;  ///< of the real part
};

Drift linear_drift(const std::vector<SharedEffect>& effects, const Posterior& p) {
  Drift drift;
  double variance = 0.0;
  for (std::size_t k = 0; k < effects.size(); ++k) {
    if (!is(effects[k], EffectKind::linear_drift)) continue;
    drift.per_take += p.mean[k] * effects[k].unit;
    variance += p.covariance(k, k);
    if (effects[k].unit.imag() == 0.0) drift.gain_deviation = std::sqrt(p.covariance(k, k));
  }
  drift.deviation = std::sqrt(variance);
  return drift;
}

/// Within so many deviations lie 95 % of a normal distribution. A prior that is stated as an interval is no
/// wider than it; with k = 2 the interval of a lone pair then covers all of it.
constexpr double normal_95 = 1.959964;

/// The prior deviation of linear drift: the stated one, or what the takes show where that is more.
double linear_prior(const std::vector<SharedEffect>& effects, const Likelihood& likelihood,
                    const OutputRig& rig, Complex taken_back) {
  const double stated = rig.drift_u95 / normal_95;
  const Drift found = linear_drift(
      effects, posterior(likelihood, deviations(effects, {any_drift, 0.0, rig.contact_ohm, 0.85})));
  const double size = std::abs(found.per_take + taken_back);
  return size > significant * found.deviation ? std::max(stated, generous * size) : stated;
}

/// The scale of steps beyond linear drift that makes the takes most likely, whatever the contacts' scale; 0
/// unless it is worth believing.
double unexplained_step(const std::vector<SharedEffect>& effects, const Likelihood& likelihood,
                        const OutputStates& states, const OutputRig& rig, double linear) {
  const auto evidence_of = [&](double step, double spacing) {
    auto all =
        contact_scales({linear, step, 0.0, 1.0}, states, rig.contact_ohm, spacing, Question::how_large);
    weigh(all, effects, likelihood);
    return total(all);
  };
  const double none = evidence_of(0.0, coarse);
  double best = none;
  double scale = 0.0;
  for (int halves = -14; halves <= 0; ++halves) {
    const double step = std::pow(10.0, halves / 2.0);
    const double evidence = evidence_of(step, coarse);
    if (evidence > best) {
      best = evidence;
      scale = step;
    }
  }
  return 2.0 * (best - none) > worth_believing ? scale : 0.0;
}

/// How far the drift is from linear, as a share of its change from take to take.
double curvature(const std::vector<SharedEffect>& effects, const Likelihood& likelihood,
                 const OutputStates& states, const OutputRig& rig, const EffectScales& first, double drift) {
  if (states.points.front().size() < shows_curvature) return curvature_share;
  const auto evidence_of = [&](double share) {
    EffectScales scales = first;
    scales.step = std::hypot(share * drift, first.step);
    auto all = contact_scales(scales, states, rig.contact_ohm, coarse, Question::how_large);
    weigh(all, effects, likelihood);
    return total(all);
  };
  double best = evidence_of(curvature_share);
  double share = curvature_share;
  for (const double less : straighter) {
    const double evidence = evidence_of(less);
    if (evidence <= best) continue;
    best = evidence;
    share = less;
  }
  return std::min(curvature_share, few_steps * share);
}

/// The scales that count, weights normalised.
std::vector<WeightedScales> probable(std::vector<WeightedScales> all) {
  const double sum = total(all);
  double most = 0.0;
  for (WeightedScales& one : all) {
    one.log_weight = std::exp(one.log_weight - sum);
    most = std::max(most, one.log_weight);
  }
  std::erase_if(all, [&](const WeightedScales& one) { return one.log_weight < negligible * most; });
  double kept = 0.0;
  for (const WeightedScales& one : all) kept += one.log_weight;
  for (WeightedScales& one : all) one.log_weight /= kept;
  return all;
}

void describe_contacts(EffectEstimate& estimate, const std::vector<WeightedScales>& scales,
                       const OutputStates& states, double stated) {
  double mean_log = 0.0;
  double pulled_between = 0.0;
  for (const WeightedScales& one : scales) {
    if (stated > 0.0) mean_log += one.log_weight * std::log(one.scales.contact);
    if (one.scales.contact > stated) estimate.contact_excess += one.log_weight;
    if (one.scales.lasting < pulled) pulled_between += one.log_weight;
  }
  std::size_t takes = 0;
  for (const auto& connection : states.connections) takes += connection.size();
  ContactFloor& contact = estimate.contact;
  contact.connections = static_cast<int>(pulled_between > 0.5 ? takes : states.connections.size());
  contact.estimated = stated > 0.0 && contact.connections >= enough_connections;
  contact.ohm = contact.estimated ? std::exp(mean_log) : stated;
}

/// How improbable steps of this scale are under linear drift of that prior deviation, the logarithm.
double step_prior(double step, double linear) {
  const double usual = step_share * linear;
  const double z = step / usual;
  return step > 0.0 ? -1.0 - z * z / 2.0 : 0.0;
}

}  // namespace

std::vector<double> deviations(const std::vector<SharedEffect>& effects, const EffectScales& scales) {
  std::vector<double> result;
  // A connection of one take has no replugging of its own: all of the variance is the contact's.
  for (const SharedEffect& effect : effects) {
    const double lasting = effect.takes.size() == 1 ? 1.0 : scales.lasting;
    switch (effect.kind) {
      case EffectKind::linear_drift:
        result.push_back(scales.linear);
        break;
      case EffectKind::drift_step:
        result.push_back(scales.step);
        break;
      case EffectKind::contact:
        result.push_back(scales.contact * std::sqrt(lasting));
        break;
      case EffectKind::replugging:
        result.push_back(scales.contact * std::sqrt(1.0 - scales.lasting));
        break;
      default:
        result.push_back(effect.prior_deviation);
    }
  }
  return result;
}

EffectEstimate estimate_effects(const OutputStates& stated, const OutputRig& rig, Complex taken_back) {
  const OutputStates states = trusted_band(stated);
  const BandFits all = fits_of(states);
  EffectEstimate estimate;
  estimate.effects = shared_effects(states, DriftParts::gain_and_phase);
  const std::vector<SharedEffect>& effects = estimate.effects;
  const Likelihood likelihood = band_likelihood(effects, states, all.fits, all.lines);
  const double linear = linear_prior(effects, likelihood, rig, taken_back);
  const bool has_steps = states.points.front().size() > 2;
  estimate.unexplained = has_steps ? unexplained_step(effects, likelihood, states, rig, linear) : 0.0;
  const EffectScales first{linear, estimate.unexplained, rig.contact_ohm, 0.85};
  const Drift roughly = linear_drift(effects, posterior(likelihood, deviations(effects, first)));
  const double drifting = std::abs(roughly.per_take + taken_back);
  const double step = std::hypot(curvature(effects, likelihood, states, rig, first, drifting) * drifting,
                                 few_steps * estimate.unexplained);
  auto scales = contact_scales({linear, step, 0.0, 1.0}, states, rig.contact_ohm, fine, Question::how_large);
  weigh(scales, effects, likelihood);
  scales = probable(std::move(scales));
  std::vector<Posterior> parts;
  std::vector<double> weights;
  for (const WeightedScales& one : scales) {
    parts.push_back(posterior(likelihood, deviations(effects, one.scales)));
    weights.push_back(one.log_weight);
  }
  estimate.posterior = mixture(parts, weights);
  const Drift drift = linear_drift(effects, estimate.posterior);
  estimate.drift_per_take = drift.per_take + taken_back;
  estimate.drift_per_take_u95 = coverage_factor * drift.deviation;
  estimate.gain_drift_u95 = coverage_factor * drift.gain_deviation;
  describe_contacts(estimate, scales, states, rig.contact_ohm);
  return estimate;
}

double log_probability(const OutputStates& states, const OutputRig& rig) {
  const BandFits all = fits_of(states);
  const std::vector<SharedEffect> effects = shared_effects(states, DriftParts::gain);
  const Likelihood likelihood = band_likelihood(effects, states, all.fits, all.lines);
  const double stated = std::max(rig.drift_u95 / coverage_factor, steadiest);
  std::vector<double> logs;
  for (const auto& [times, probability] : drift_prior) {
    const double linear = times * stated;
    for (int halves = -13; halves <= 0; ++halves) {
      const double step = halves == -13 ? 0.0 : std::pow(10.0, halves / 2.0);
      auto scales =
          contact_scales({linear, step, 0.0, 1.0}, states, rig.contact_ohm, coarse, Question::whether);
      weigh(scales, effects, likelihood);
      logs.push_back(total(scales) + step_prior(step, linear) + std::log(probability));
    }
  }
  return likelihood.at_zero + log_sum(logs);
}

}  // namespace ohmsweep
