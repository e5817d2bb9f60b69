#pragma once
/// Loudness as JSON. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/loudness.h"

namespace ohmsweep::cli {

/// An array of objects, one for each row; keys in docs/file-formats.md.
[[nodiscard]] std::string loudness_json(const std::vector<RatedLoudness>& rows,
                                        const LoudnessSettings& settings);

}  // namespace ohmsweep::cli
