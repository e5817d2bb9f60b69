#include "measurement/output_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// A finding about the whole curve needs more than this share of its points.
constexpr double most_of_the_band = 0.5;
/// χ² per degree of freedom of the whole band beyond which the takes' own noise cannot be the reason.
constexpr double excess_scatter = 4.0;
/// Misfit that leaves nothing to state: this share of the loads' effect and more than any gain drifts, or a
/// tenth of the voltage whatever the loads seem to do.
constexpr double gross_share = 0.3;
constexpr double gross_relative = 0.01;
constexpr double gross_in_any_case = 0.1;
/// Re Zo is negative beyond doubt at this many standard uncertainties.
constexpr double beyond_doubt = 3.0;

double percent(double fraction) { return 100.0 * fraction; }

void add_own_findings(Findings& findings, const std::vector<OutputTake>& takes) {
  const auto add = [&](const Findings& own) {
    for (const Finding& finding : own) {
      if (std::find(findings.begin(), findings.end(), finding) == findings.end()) findings.push_back(finding);
    }
  };
  for (const OutputTake& take : takes) {
    add(take.ratio.findings);
    if (take.load && take.load->curve) add(take.load->curve->findings);
  }
}

/// Share of the audible points (of all points where none is audible) that satisfy the condition.
template <typename Condition>
double audible_share(const FrequencyGrid& grid, const Condition& condition) {
  std::size_t count = 0;
  std::size_t holds = 0;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (grid[i] < audible_from.value() * (1 - 1e-9) || grid[i] > audible_to.value() * (1 + 1e-9)) continue;
    ++count;
    holds += condition(i) ? 1U : 0U;
  }
  return count == 0 ? 0.0 : static_cast<double>(holds) / static_cast<double>(count);
}

void add_upper_bound(Findings& findings, const ImpedanceCurve& curve) {
  const double share = audible_share(curve.grid, [&](std::size_t i) { return curve.upper_bound[i]; });
  if (share <= most_of_the_band) return;
  double bound = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.upper_bound[i]) bound = std::max(bound, upper_bound_ohm(curve, i));
  }
  findings.push_back({Severity::note, FindingCode::upper_bound,
                      fmt::format("over {:.0f} % of the band the output impedance is smaller than its own "
                                  "uncertainty: it is below {} "
                                  "there; a lower load resistance or more takes would resolve it",
                                  percent(share), format_ohms(bound))});
}

bool takes_disagree(const OutputRig& rig, const OutputStates& states, const EffectEstimate& effects,
                    const Misfit& misfit) {
  // With three loads or more the misfit tests the output itself, with two only its repeats.
  const double allowed = states.distinct_conductances > 2 ? rig.drift_u95 / coverage_factor : rig.drift_u95;
  return misfit.scatter > excess_scatter || effects.unexplained > allowed;
}

void add_disagreement(Findings& findings, const OutputRig& rig, const OutputStates& states,
                      const EffectEstimate& effects, const Misfit& misfit) {
  if (!takes_disagree(rig, states, effects, misfit)) return;
  const bool gross = misfit.relative > gross_in_any_case ||
                     misfit.relative > std::max(gross_relative, gross_share * misfit.signal);
  findings.push_back(
      {gross ? Severity::blocking : Severity::warning, FindingCode::loads_disagree,
       fmt::format("the takes contradict one another by {:.3g} % of the voltage, and the loads change it by "
                   "{:.3g} %: the "
                   "output is non-linear or protected, a load is not what its name says, or a contact moved",
                   percent(misfit.relative), percent(misfit.signal))});
}

void add_drift(Findings& findings, const OutputRig& rig, const EffectEstimate& effects) {
  const double drift = std::abs(effects.drift_per_take);
  if (drift <= rig.drift_u95 || drift <= effects.drift_per_take_u95) return;
  findings.push_back(
      {Severity::warning, FindingCode::drift,
       fmt::format("the gain drifted by {:.3g} % from each take to the next, more than the {:.3g} % that is "
                   "allowed for; let the amplifier and the interface warm up",
                   percent(drift), percent(rig.drift_u95))});
}

void add_negative_resistance(Findings& findings, const ImpedanceCurve& curve) {
  const double share = audible_share(curve.grid, [&](std::size_t i) {
    return curve.impedance_ohm[i].real() < -beyond_doubt * std::sqrt(curve.covariance[i].re_re);
  });
  if (share <= most_of_the_band) return;
  findings.push_back(
      {Severity::warning, FindingCode::negative_resistance,
       fmt::format("the output resistance is negative over {:.0f} % of the band: either the amplifier has "
                   "positive current feedback, or the unloaded and loaded takes are exchanged",
                   percent(share))});
}

void add_band_limit(Findings& findings, const FrequencyGrid& grid) {
  if (grid.lowest().value() <= audible_from.value() * (1 + 1e-9) &&
      grid.highest().value() >= audible_to.value() * (1 - 1e-9)) {
    return;
  }
  findings.push_back({Severity::note, FindingCode::band_limited,
                      fmt::format("the output impedance covers {} to {}, not 20 Hz to 20 kHz",
                                  format_hz(grid.lowest().value()), format_hz(grid.highest().value()))});
}

}  // namespace

Findings output_findings(const std::vector<OutputTake>& takes, const OutputRig& rig,
                         const OutputSolution& solution) {
  Findings findings;
  add_own_findings(findings, takes);
  add_upper_bound(findings, solution.curve);
  add_disagreement(findings, rig, solution.states, solution.estimate, solution.misfit);
  add_drift(findings, rig, solution.estimate);
  add_negative_resistance(findings, solution.curve);
  add_band_limit(findings, solution.curve.grid);
  return findings;
}

}  // namespace ohmsweep
