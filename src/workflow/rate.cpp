#include "ohmsweep/workflow/rate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

std::vector<ImpedanceCurve> curves_of(const std::vector<StoredCurve>& stored) {
  std::vector<ImpedanceCurve> curves;
  curves.reserve(stored.size());
  for (const StoredCurve& one : stored) curves.push_back(one.curve);
  return curves;
}

/// The outputs as the headphones see them.
std::vector<StoredCurve> outputs_behind(const Library& library, const RateRequest& request) {
  std::vector<StoredCurve> outputs = library.curves(CurveKind::amplifier, request.amplifier);
  if (!request.adapter.series && !request.adapter.parallel) return outputs;
  for (StoredCurve& output : outputs) output.curve = behind(output.curve, request.adapter);
  return outputs;
}

void require(const std::vector<StoredCurve>& curves, const char* kind) {
  if (!curves.empty()) return;
  throw failure(
      fmt::format("There is no {0} in the library to rate; run 'ohmsweep measure {0} NAME' first.", kind));
}

/// Published impedances, by headphone.
std::map<std::string, double> nominal_ohms(const Library& library) {
  std::map<std::string, double> nominal;
  for (const HeadphoneFacts& facts : library.all_facts()) {
    if (facts.nominal_ohm) nominal[facts.name] = *facts.nominal_ohm;
  }
  return nominal;
}

}  // namespace

std::vector<RatedPairing> rate_library(const Library& library, const RateRequest& request) {
  const std::vector<StoredCurve> headphones = library.curves(CurveKind::headphone, request.headphone);
  const std::vector<StoredCurve> outputs = outputs_behind(library, request);
  require(headphones, "headphone");
  require(outputs, "amplifier");
  const std::vector<ImpedanceCurve> headphone_curves = curves_of(headphones);
  const std::vector<ImpedanceCurve> output_curves = curves_of(outputs);
  std::vector<std::vector<Pairing>> by_rule{rate_all(headphone_curves, output_curves, request.rule)};
  for (const double ratio : request.further_ratios) {
    by_rule.push_back(rate_all(headphone_curves, output_curves, {ratio, request.rule.from, request.rule.to}));
  }
  const std::map<std::string, double> nominal = nominal_ohms(library);
  std::vector<RatedPairing> pairings;
  pairings.reserve(by_rule.size() * by_rule.front().size());
  for (std::size_t h = 0; h < headphones.size(); ++h) {
    const auto known = nominal.find(headphones[h].name);
    const auto nominal_ohm = known == nominal.end() ? std::nullopt : std::optional(known->second);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      for (std::vector<Pairing>& rated : by_rule) {
        Pairing& pairing = rated[h * outputs.size() + o];
        auto verdicts = rule_verdicts(pairing, headphone_curves[h], output_curves[o], nominal_ohm);
        pairings.push_back({headphones[h].name, headphones[h].part, outputs[o].name, outputs[o].part,
                            std::move(pairing), headphones[h].provenance.mounting, std::move(verdicts)});
      }
    }
  }
  return pairings;
}

std::vector<LibraryPair> explain_pairs(const Library& library, const std::string& headphone,
                                       const std::string& amplifier, PairQuestion question) {
  if (const auto facts = library.facts(headphone)) question.nominal_ohm = facts->nominal_ohm;
  const std::vector<StoredCurve> outputs = library.curves(CurveKind::amplifier, amplifier);
  std::vector<LibraryPair> pairs;
  for (const StoredCurve& channel : library.curves(CurveKind::headphone, headphone)) {
    for (const StoredCurve& output : outputs) {
      pairs.push_back({channel.name, channel.part, output.name, output.part, channel.provenance.mounting,
                       explain(channel.curve, output.curve, question)});
    }
  }
  return pairs;
}

bool all_pass(const std::vector<RatedPairing>& pairings) {
  return std::all_of(pairings.begin(), pairings.end(),
                     [](const RatedPairing& rated) { return rated.pairing.verdict == Verdict::pass; });
}

}  // namespace ohmsweep
