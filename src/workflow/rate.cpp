#include "ohmsweep/workflow/rate.h"

#include <algorithm>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

std::vector<ImpedanceCurve> curves_of(const std::vector<StoredCurve>& stored) {
  std::vector<ImpedanceCurve> curves;
  curves.reserve(stored.size());
  for (const StoredCurve& one : stored) curves.push_back(one.curve);
  return curves;
}

}  // namespace

std::vector<RatedPairing> rate_library(const Library& library, const RateRequest& request) {
  const std::vector<StoredCurve> headphones = library.curves(CurveKind::headphone, request.headphone);
  const std::vector<StoredCurve> outputs = library.curves(CurveKind::amplifier, request.amplifier);
  if (headphones.empty()) {
    throw failure(
        "There is no headphone in the library to rate; run 'ohmsweep measure headphone NAME' first.");
  }
  if (outputs.empty()) {
    throw failure(
        "There is no amplifier in the library to rate; run 'ohmsweep measure amplifier NAME' first.");
  }
  std::vector<Pairing> rated = rate_all(curves_of(headphones), curves_of(outputs), request.rule);
  std::vector<RatedPairing> pairings;
  for (const StoredCurve& headphone : headphones) {
    for (const StoredCurve& output : outputs) {
      pairings.push_back({headphone.name, headphone.part, output.name, output.part,
                          std::move(rated[pairings.size()]), headphone.provenance.mounting});
    }
  }
  return pairings;
}

bool all_pass(const std::vector<RatedPairing>& pairings) {
  return std::all_of(pairings.begin(), pairings.end(),
                     [](const RatedPairing& rated) { return rated.pairing.verdict == Verdict::pass; });
}

}  // namespace ohmsweep
