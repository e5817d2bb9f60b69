#include "ohmsweep/workflow/rate.h"

#include <algorithm>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

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
  std::vector<RatedPairing> pairings;
  for (const StoredCurve& headphone : headphones) {
    for (const StoredCurve& output : outputs) {
      pairings.push_back({headphone.name, headphone.part, output.name, output.part,
                          rate(headphone.curve, output.curve, request.rule)});
    }
  }
  return pairings;
}

bool all_pass(const std::vector<RatedPairing>& pairings) {
  return std::all_of(pairings.begin(), pairings.end(),
                     [](const RatedPairing& rated) { return rated.pairing.verdict == Verdict::pass; });
}

}  // namespace ohmsweep
