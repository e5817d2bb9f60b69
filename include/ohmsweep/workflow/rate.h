#pragma once
/// Every headphone channel of the library against every amplifier output.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/library/library.h"
#include "ohmsweep/rating/explained_pair.h"

namespace ohmsweep {

struct RateRequest {
  std::optional<std::string> headphone;  ///< only this one
  std::optional<std::string> amplifier;  ///< only this one
  Rule rule;
  std::vector<double> further_ratios{};  ///< of the same band
  Adapter adapter{};                     ///< behind every output
};

/// The current curves, ordered by headphone, channel, amplifier, output, and each by every rule in its order.
/// Throws Error(failed) when the library holds no headphone or no amplifier to rate, or not the one asked
/// for.
[[nodiscard]] std::vector<RatedPairing> rate_library(const Library& library, const RateRequest& request);

/// One headphone channel on one output, with all that can be said of them.
struct LibraryPair {
  std::string headphone;
  std::string channel;
  std::string amplifier;
  std::string output;
  std::string mounting;  ///< empty where not known
  ExplainedPair pair;
};

/// Every channel of the headphone on every output of the amplifier. `question.nominal_ohm` is replaced by
/// what the library knows of the headphone. Throws Error(failed) where either is not there.
[[nodiscard]] std::vector<LibraryPair> explain_pairs(const Library& library, const std::string& headphone,
                                                     const std::string& amplifier, PairQuestion question);

/// Whether every pairing passes; one without a verdict does not.
[[nodiscard]] bool all_pass(const std::vector<RatedPairing>& pairings);

}  // namespace ohmsweep
