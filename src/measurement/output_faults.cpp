#include "measurement/output_faults.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// So many points of the band serve to weigh explanations.
constexpr std::size_t points_weighed = 40;
/// A fault is named where it makes the takes e^6, 400 times, more likely than drift and contacts do.
constexpr double beyond_doubt = 6.0;
/// Explanations this near the best one, 20 times, are not told from it.
constexpr double not_told_apart = 3.0;
/// A fault of one kind, wherever it is, is rarer than none.
constexpr double rarity = 1.0;
/// Outputs of negative resistance are rarer still.
constexpr double negative_rarity = 10.0;
/// A load of any value, relative; within the smallest error it is no wrong value but its tolerance.
constexpr double any_load = 0.5;
constexpr double smallest_error = 0.03;
constexpr double largest_error = 30.0;
constexpr double smallest_step = 0.002;
/// Refinement of a value.
constexpr int rounds = 12;
constexpr double largest_change = 0.4;
constexpr double settled = 1e-6;
/// A step of the gain beyond this is far from linear: what it leaves to noise shows once it is taken out.
constexpr double far_from_linear = 0.2;
/// Candidates of one kind that are weighed in full.
constexpr std::size_t finalists = 4;

struct Band {
  std::vector<SharedEffect> effects;
  Likelihood likelihood;
  double resistance = 0.0;  ///< median Re Zo, the input left aside
};

Band band_of(const OutputStates& states) {
  Band band;
  std::vector<ConductanceFit> fits;
  std::vector<ConductanceFit::Line> lines;
  std::vector<double> resistance;
  for (std::size_t f = 0; f < states.points.size(); ++f) {
    fits.push_back(fit_at(states, f));
    lines.push_back(fits.back().line(inverse_ratios(states.points[f])));
    resistance.push_back(impedance_of(lines.back(), 0.0).real());
  }
  band.effects = shared_effects(states, DriftParts::gain);
  band.likelihood = band_likelihood(band.effects, states, fits, lines);
  band.resistance = median(std::move(resistance));
  return band;
}

/// Scales with which a value is refined: the rig's own.
EffectScales usual_scales(const OutputRig& rig) { return {3.0 * rig.drift_u95, 1e-5, rig.contact_ohm, 0.85}; }

/// The posterior mean of the effect of this kind that disturbs take `take`.
double mean_of(const Band& band, const OutputRig& rig, EffectKind kind, std::size_t take) {
  const Posterior p = posterior(band.likelihood, deviations(band.effects, usual_scales(rig)));
  for (std::size_t k = 0; k < band.effects.size(); ++k) {
    if (band.effects[k].kind == kind && band.effects[k].takes.front() == take) return p.mean[k];
  }
  return 0.0;
}

/// How likely the takes are at the rig's own scales: a first sieve.
double roughly(const Band& band, const OutputRig& rig) {
  return band.likelihood.at_zero + log_evidence(band.likelihood, deviations(band.effects, usual_scales(rig)));
}

/// The prior of a fault, the logarithm: rarity, spread over the places where it can be, and that of its value
/// beside the normal prior that it is refined with. Steps of a gain are log-uniform from 0.2 % to 50 %.
double prior_of(const Fault& fault, double resistance) {
  const auto takes = static_cast<double>(fault.states.points.front().size());
  const double negative = resistance < 0.0 ? negative_rarity : 0.0;
  switch (fault.kind) {
    case FaultKind::none:
      return 0.0;
    case FaultKind::gain_step:
      return -rarity - negative - std::log(takes) -
             std::log(8.8 * std::max(smallest_step, std::abs(std::log(fault.factor))));
    case FaultKind::load_value:
      return -rarity - negative - std::log(static_cast<double>(fault.states.loads.size()));
    case FaultKind::exchanged:
      return -rarity - negative - std::log(takes * takes / 4.0);
  }
  return 0.0;
}

/// y of a take over that of another in the same state, in the middle of the band.
double gain_between(const OutputStates& states, std::size_t before, std::size_t after) {
  std::vector<double> ratios;
  for (const auto& row : states.points) {
    ratios.push_back(std::abs(row[before].inverse_ratio / row[after].inverse_ratio));
  }
  return median(std::move(ratios));
}

/// The gain of take `first` and those after it relative to those before, from two takes of one state.
double first_guess(const OutputStates& states, std::size_t first) {
  const auto& row = states.points[states.points.size() / 2];
  for (std::size_t apart = 1; apart < row.size(); ++apart) {
    for (std::size_t i = first >= apart ? first - apart : 0; i < first && i + apart < row.size(); ++i) {
      const std::size_t j = i + apart;
      if (j >= first && std::abs(row[i].load - row[j].load) < 1e-9) return gain_between(states, i, j);
    }
  }
  return 1.0;
}

Fault gain_step_at(const OutputStates& states, std::size_t first, const OutputRig& rig) {
  Fault fault{FaultKind::gain_step, first, 0, first_guess(states, first), 0.0, states};
  fault.states = without_gain_step(fault.states, first, fault.factor);
  Band band = band_of(fault.states);
  for (int round = 0; round < rounds; ++round) {
    const double mean = mean_of(band, rig, EffectKind::gain_step, first);
    const double change = 1.0 / (1.0 - std::clamp(mean, -largest_change, largest_change));
    fault.factor *= change;
    fault.states = without_gain_step(fault.states, first, change);
    band = band_of(fault.states);
    if (std::abs(change - 1.0) < settled) break;
  }
  fault.log_probability = roughly(band, rig) + prior_of(fault, band.resistance);
  return fault;
}

/// The load's value where it settles, starting from `factor` times the stated one; nothing if it runs away.
std::optional<Fault> load_from(const OutputStates& states, std::size_t load, double factor,
                               const OutputRig& rig) {
  Fault fault{FaultKind::load_value, load, 0, factor, 0.0, states};
  const auto widen = [&] {
    Uncertain& r = fault.states.loads[load].load.resistance_ohm;
    r.standard_uncertainty = any_load * r.value;
  };
  fault.states = with_load_scaled(fault.states, load, factor);
  widen();
  Band band = band_of(fault.states);
  for (int round = 0; round < rounds; ++round) {
    const DistinctLoad& distinct = fault.states.loads[load];
    const double mean = mean_of(band, rig, EffectKind::load_resistance, distinct.takes.front());
    const double change =
        1.0 + std::clamp(mean / distinct.load.resistance_ohm.value, -largest_change, largest_change);
    fault.factor *= change;
    if (fault.factor < 1.0 / largest_error || fault.factor > largest_error) return std::nullopt;
    fault.states = with_load_scaled(fault.states, load, change);
    widen();
    band = band_of(fault.states);
    if (std::abs(change - 1.0) < settled) break;
  }
  if (std::abs(std::log(fault.factor)) < smallest_error) return std::nullopt;
  fault.log_probability = roughly(band, rig) + prior_of(fault, band.resistance);
  return fault;
}

void keep_likeliest(std::vector<Fault>& faults, std::size_t count) {
  std::sort(faults.begin(), faults.end(),
            [](const Fault& a, const Fault& b) { return a.log_probability > b.log_probability; });
  if (faults.size() > count) faults.erase(faults.begin() + static_cast<std::ptrdiff_t>(count), faults.end());
}

std::vector<Fault> gain_steps(const OutputStates& states, const OutputRig& rig) {
  std::vector<Fault> all;
  for (std::size_t first = 1; first < states.points.front().size(); ++first) {
    all.push_back(gain_step_at(states, first, rig));
  }
  keep_likeliest(all, finalists);
  return all;
}

/// With two conductances any value of the load fits: only a third one contradicts.
std::vector<Fault> load_values(const OutputStates& states, const OutputRig& rig) {
  std::vector<Fault> all;
  if (states.distinct_conductances < 3) return all;
  for (std::size_t load = 0; load < states.loads.size(); ++load) {
    if (states.loads[load].load.curve) continue;
    std::vector<Fault> starts;
    for (const double factor : {0.1, 0.4, 1.0, 2.5, 10.0}) {
      if (auto fault = load_from(states, load, factor, rig)) starts.push_back(std::move(*fault));
    }
    keep_likeliest(starts, 1);
    std::move(starts.begin(), starts.end(), std::back_inserter(all));
  }
  return all;
}

std::vector<Fault> exchanges(const OutputStates& states, const OutputRig& rig) {
  std::vector<Fault> all;
  const auto& row = states.points.front();
  for (std::size_t a = 0; a < row.size(); ++a) {
    for (std::size_t b = a + 1; b < row.size(); ++b) {
      if (std::abs(row[a].load - row[b].load) < 1e-9) continue;
      Fault fault{FaultKind::exchanged, a, b, 1.0, 0.0, with_loads_exchanged(states, a, b)};
      const Band band = band_of(fault.states);
      fault.log_probability = roughly(band, rig) + prior_of(fault, band.resistance);
      all.push_back(std::move(fault));
    }
  }
  keep_likeliest(all, finalists);
  return all;
}

/// The takes with the noise that they show, frequency by frequency, where it is more than they state.
OutputStates with_noise_shown(OutputStates states, const std::vector<SolvedPoint>& points) {
  const auto freedom = static_cast<double>(states.points.front().size() - 2);
  for (std::size_t f = 0; f < points.size(); ++f) {
    const double factor = std::max(1.0, points[f].chi_squared / freedom);
    for (StatePoint& take : states.points[f]) take.noise *= factor;
  }
  return states;
}

/// The takes that are to be explained, with the noise that they show.
struct Unexplained {
  OutputStates states;
  bool drift_left = false;
};

/// Where the likeliest step of the gain is a large one, the takes as stated with the noise that they show
/// once it is out of them. Taken at their word such takes drift, and miss the line, by half their voltage;
/// whatever noise explains that hides which fault does.
Unexplained takes_to_explain(const OutputSolution& solution, const OutputRig& rig) {
  const std::size_t every = std::max<std::size_t>(1, solution.points.size() / points_weighed);
  const OutputStates stated = thinned(solution.stated, every);
  const std::vector<Fault> steps = gain_steps(stated, rig);
  const double step = steps.empty() ? 0.0 : std::abs(std::log(steps.front().factor));
  if (step < far_from_linear || step > turn_of_a_knob)
    return {thinned(with_noise_shown(solution.states, solution.points), every)};
  return {with_noise_shown(stated, solve_output(steps.front().states, rig).points), true};
}

}  // namespace

bool suspicious(const OutputSolution& solution, const OutputRig& rig) {
  if (solution.states.points.front().size() < 3) return false;
  const EffectEstimate& effects = solution.estimate;
  // A bad plug may be a wrong load where there are several; the takes of one load say nothing of its value.
  const bool several = solution.states.distinct_conductances > 2;
  return effects.unexplained > 0.0 || (several && effects.contact_excess > 0.9) ||
         solution.misfit.scatter > 2.0 || std::abs(effects.drift_per_take) > rig.drift_u95;
}

std::vector<Fault> explanations(const OutputSolution& solution, const OutputRig& rig) {
  const auto [states, drift_left] = takes_to_explain(solution, rig);
  std::vector<Fault> all;
  for (auto* kind : {&gain_steps, &load_values, &exchanges}) {
    std::vector<Fault> some = (*kind)(states, rig);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  for (Fault& fault : all) {
    fault.drift_left = drift_left;
    fault.log_probability =
        log_probability(fault.states, rig) + prior_of(fault, band_of(fault.states).resistance);
  }
  const double none = log_probability(states, rig);
  keep_likeliest(all, all.size());
  if (all.empty() || all.front().log_probability - none < beyond_doubt)
    return {{FaultKind::none, 0, 0, 1.0, none, states}};
  std::erase_if(all, [best = all.front().log_probability](const Fault& fault) {
    return fault.log_probability < best - not_told_apart;
  });
  return all;
}

}  // namespace ohmsweep
