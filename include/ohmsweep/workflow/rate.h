#pragma once
/// Every headphone channel of the library against every amplifier output.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/library/library.h"
#include "ohmsweep/rating/pairing.h"

namespace ohmsweep {

struct RateRequest {
  std::optional<std::string> headphone;  ///< only this one
  std::optional<std::string> amplifier;  ///< only this one
  Rule rule;
};

/// The current curves, ordered by headphone, channel, amplifier, output. Throws Error(failed) when the
/// library holds no headphone or no amplifier to rate, or not the one asked for.
[[nodiscard]] std::vector<RatedPairing> rate_library(const Library& library, const RateRequest& request);

/// Whether every pairing passes; one without a verdict does not.
[[nodiscard]] bool all_pass(const std::vector<RatedPairing>& pairings);

}  // namespace ohmsweep
