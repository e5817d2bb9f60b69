#pragma once
/// How loud every headphone of the library gets on every output. Thread rule: as the library's.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/library/library.h"
#include "ohmsweep/rating/loudness.h"

namespace ohmsweep {

struct LoudnessRequest {
  std::optional<std::string> headphone;  ///< only this one
  std::optional<std::string> amplifier;  ///< only this one
  LoudnessSettings settings;
};

/// The current curves and levels, ordered by headphone, channel, amplifier, output and gain setting; a
/// headphone that was described and never measured has one row without a channel. Without any amplifier in
/// the library, each headphone alone. Throws Error(failed) when the library holds no headphone, or not what
/// was asked for.
[[nodiscard]] std::vector<RatedLoudness> loudness_of_library(const Library& library,
                                                             const LoudnessRequest& request);

}  // namespace ohmsweep
