#include "measurement/output_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "measurement/current_limit.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// A finding about the whole curve needs more than this share of its points.
constexpr double most_of_the_band = 0.5;
double percent(double fraction) { return 100.0 * fraction; }

/// Whether a finding of a take follows from the cause; `least`: no take asks less of the output.
bool follows_from(Cause cause, const Finding& finding, bool least) {
  const bool distorts = finding.code == FindingCode::distortion;
  if (cause == Cause::core) return distorts;
  if (cause == Cause::none || least) return false;
  return distorts || finding.code == FindingCode::automatic_gain ||
         finding.code == FindingCode::level_dependent;
}

bool is_audible(double hz) {
  return hz >= audible_from.value() * (1 - 1e-9) && hz <= audible_to.value() * (1 + 1e-9);
}

/// Share of the audible points (of all points where none is audible) that satisfy the condition.
template <typename Condition>
double audible_share(const FrequencyGrid& grid, const Condition& condition) {
  std::size_t count = 0;
  std::size_t holds = 0;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (!is_audible(grid[i])) continue;
    ++count;
    holds += condition(i) ? 1U : 0U;
  }
  return count == 0 ? 0.0 : static_cast<double>(holds) / static_cast<double>(count);
}

void add_upper_bound(Findings& findings, const ImpedanceCurve& curve) {
  const double share = audible_share(curve.grid, [&](std::size_t i) { return is_upper_bound(curve, i); });
  if (share <= most_of_the_band) return;
  double bound = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (is_audible(curve.grid[i]) && is_upper_bound(curve, i))
      bound = std::max(bound, upper_bound_ohm(curve, i));
  }
  findings.push_back({Severity::note, FindingCode::upper_bound,
                      fmt::format("over {:.0f} % of the band the output impedance is smaller than its own "
                                  "uncertainty: it is below {} "
                                  "there; a lower load resistance or more takes would resolve it",
                                  percent(share), bound_ohms(bound))});
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

Findings own_findings(const std::vector<OutputTake>& takes, Cause cause) {
  Findings findings;
  double least = std::numeric_limits<double>::infinity();
  for (const OutputTake& take : takes) least = std::min(least, current_demand(take));
  const auto add = [&](const Findings& own, Cause of, bool is_least) {
    for (const Finding& finding : own) {
      if (follows_from(of, finding, is_least)) continue;
      if (std::find(findings.begin(), findings.end(), finding) == findings.end()) findings.push_back(finding);
    }
  };
  for (const OutputTake& take : takes) {
    add(take.ratio.findings, cause, current_demand(take) <= least);
    if (take.load && take.load->curve) add(take.load->curve->findings, Cause::none, false);
  }
  return findings;
}

Findings curve_findings(const ImpedanceCurve& curve) {
  Findings findings = bound_findings(curve);
  add_band_limit(findings, curve.grid);
  return findings;
}

Findings bound_findings(const ImpedanceCurve& curve) {
  Findings findings;
  add_upper_bound(findings, curve);
  return findings;
}

}  // namespace ohmsweep
