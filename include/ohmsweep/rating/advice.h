#pragma once
/// What goes with what: the largest output impedance that a headphone allows, what passes in which order, and
/// which output serves most of a collection. Thread rule: pure functions.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/rating/pairing.h"

namespace ohmsweep {

/// Smallest |Z| over the rule's ratio, with the 95 % interval of a smallest of many noisy values. Where the
/// curve's uncertainty is not known both ends are NaN.
struct AllowedOutput {
  double rule = 8.0;
  double ohm = 0.0;
  double lower95_ohm = 0.0;
  double upper95_ohm = 0.0;
  double hz = 0.0;  ///< where |Z| is smallest
};
/// Throws Error(failed) where the curve has nothing within the rule's band.
[[nodiscard]] AllowedOutput allowed_output(const ImpedanceCurve& headphone, const Rule& rule = {});
/// The same, or none where the curve has nothing in the band.
[[nodiscard]] std::optional<AllowedOutput> allowed_within(const ImpedanceCurve& headphone, const Rule& rule);

/// Best first: pass, undecided, fail, then what has no verdict; within each the smaller deviation peak to
/// peak first. Equal ones stay in their order.
[[nodiscard]] std::vector<RatedPairing> ranked(std::vector<RatedPairing> pairings);

/// What one output does for a collection.
struct OutputService {
  std::string amplifier;
  std::string output;
  std::size_t passes = 0;
  std::size_t undecided = 0;
  std::size_t fails = 0;
  std::size_t without_verdict = 0;
  double largest_deviation_db = 0.0;  ///< peak to peak, of all that have a verdict
};
/// Most passes first, then fewest fails, then the smaller deviation. One for each output of the pairings.
[[nodiscard]] std::vector<OutputService> service_of_outputs(const std::vector<RatedPairing>& pairings);

}  // namespace ohmsweep
