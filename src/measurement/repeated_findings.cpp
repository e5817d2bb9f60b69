#include "ohmsweep/measurement/repeated_findings.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

/// How much of what `code` names a take has; every take has its own amount of these two.
double amount_of(const RatioCurve& ratio, FindingCode code) {
  if (code == FindingCode::distortion) return worst_distortion(ratio.harmonics).ratio;
  double loudest = 0.0;
  for (const Line& line : ratio.quality.lines) loudest = std::max(loudest, line.amplitude);
  return loudest;
}

/// A take's finding of this code, if the result has it too.
const Finding* find(const RatioCurve& ratio, const Findings& findings, FindingCode code) {
  const auto found = std::find_if(ratio.findings.begin(), ratio.findings.end(), [&](const Finding& finding) {
    return finding.code == code && std::find(findings.begin(), findings.end(), finding) != findings.end();
  });
  return found == ratio.findings.end() ? nullptr : &*found;
}

std::string takes_text(const std::vector<const RatioCurve*>& having, std::size_t takes) {
  if (having.size() == takes) return takes == 2 ? "in both takes" : fmt::format("in all {} takes", takes);
  std::vector<std::string> names;
  names.reserve(having.size());
  for (const RatioCurve* ratio : having) names.push_back(fmt::format("'{}'", shown(ratio->take_name)));
  return fmt::format("in {}", fmt::join(names, ", "));
}

void join(Findings& findings, const std::vector<OutputTake>& takes, FindingCode code) {
  std::vector<const RatioCurve*> having;
  for (const OutputTake& take : takes) {
    if (find(take.ratio, findings, code) != nullptr) having.push_back(&take.ratio);
  }
  if (having.empty()) return;
  const RatioCurve& worst = **std::max_element(
      having.begin(), having.end(),
      [&](const auto* a, const auto* b) { return amount_of(*a, code) < amount_of(*b, code); });
  const Finding first = *find(*having.front(), findings, code);
  Finding joined = *find(worst, findings, code);
  const bool alike = std::all_of(having.begin(), having.end(), [&](const RatioCurve* ratio) {
    return *find(*ratio, findings, code) == joined;
  });
  if (alike && having.size() == takes.size()) return;
  const std::string most = having.size() > 1 ? fmt::format(", most in '{}'", shown(worst.take_name)) : "";
  joined.detail = fmt::format("{}{}: {}", takes_text(having, takes.size()), most, joined.detail);
  const auto place = std::find(findings.begin(), findings.end(), first);
  *place = joined;
  for (const RatioCurve* ratio : having) {
    for (const Finding& own : ratio->findings) {
      if (own.code == code) std::erase(findings, own);
    }
  }
}

}  // namespace

void join_repeated(Findings& findings, const std::vector<OutputTake>& takes) {
  for (const FindingCode code : {FindingCode::mains_lines, FindingCode::distortion}) {
    join(findings, takes, code);
  }
}

}  // namespace ohmsweep
