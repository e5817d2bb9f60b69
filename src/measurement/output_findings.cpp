#include "measurement/output_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// A finding about the whole curve needs more than this share of its points.
constexpr double most_of_the_band = 0.5;
double percent(double fraction) { return 100.0 * fraction; }

/// How much of what `code` names a take has; every take has its own amount of these two.
double amount_of(const RatioCurve& ratio, FindingCode code) {
  if (code == FindingCode::distortion) return worst_distortion(ratio.harmonics).ratio;
  double loudest = 0.0;
  for (const Line& line : ratio.quality.lines) loudest = std::max(loudest, line.amplitude);
  return loudest;
}

bool has_amount(FindingCode code) {
  return code == FindingCode::distortion || code == FindingCode::mains_lines;
}

const Finding* find(const Findings& findings, FindingCode code) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const Finding& finding) { return finding.code == code; });
  return found == findings.end() ? nullptr : &*found;
}

std::string takes_text(const std::vector<const RatioCurve*>& having, std::size_t takes) {
  if (having.size() == takes) return takes == 2 ? "in both takes" : fmt::format("in all {} takes", takes);
  std::vector<std::string> names;
  for (const RatioCurve* ratio : having) names.push_back(fmt::format("'{}'", shown(ratio->take_name)));
  return fmt::format("in {}", fmt::join(names, ", "));
}

/// One finding for all takes: the worst take's, with the takes that have it.
std::optional<Finding> of_all_takes(const std::vector<OutputTake>& takes, FindingCode code) {
  std::vector<const RatioCurve*> having;
  for (const OutputTake& take : takes) {
    if (find(take.ratio.findings, code) != nullptr) having.push_back(&take.ratio);
  }
  if (having.empty()) return std::nullopt;
  const RatioCurve& worst = **std::max_element(
      having.begin(), having.end(),
      [&](const auto* a, const auto* b) { return amount_of(*a, code) < amount_of(*b, code); });
  Finding finding = *find(worst.findings, code);
  const bool alike = having.size() == takes.size() &&
                     std::all_of(having.begin(), having.end(), [&](const RatioCurve* ratio) {
                       return *find(ratio->findings, code) == finding;
                     });
  if (alike) return finding;
  const std::string most = having.size() > 1 ? fmt::format(", most in '{}'", shown(worst.take_name)) : "";
  finding.detail = fmt::format("{}{}: {}", takes_text(having, takes.size()), most, finding.detail);
  return finding;
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

Findings own_findings(const std::vector<OutputTake>& takes) {
  Findings findings;
  const auto add = [&](const Finding& finding) {
    if (std::find(findings.begin(), findings.end(), finding) == findings.end()) findings.push_back(finding);
  };
  for (const OutputTake& take : takes) {
    for (const Finding& finding : take.ratio.findings) {
      add(has_amount(finding.code) ? of_all_takes(takes, finding.code).value() : finding);
    }
    if (!take.load || !take.load->curve) continue;
    for (const Finding& finding : take.load->curve->findings) add(finding);
  }
  return findings;
}

Findings bound_findings(const ImpedanceCurve& curve) {
  Findings findings;
  add_upper_bound(findings, curve);
  return findings;
}

Findings curve_findings(const ImpedanceCurve& curve) {
  Findings findings = bound_findings(curve);
  add_band_limit(findings, curve.grid);
  return findings;
}

}  // namespace ohmsweep
