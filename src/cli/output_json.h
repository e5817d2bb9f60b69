#pragma once
/// What is known of an output beside its curve, as JSON (docs/file-formats.md).

#include <string>
#include <utility>
#include <vector>

#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep::cli {

/// Keys and values of an output's object; null for what was not found. `curve` is the output's.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> traits_members(const OutputTraits& traits,
                                                                              const ImpedanceCurve& curve);

}  // namespace ohmsweep::cli
