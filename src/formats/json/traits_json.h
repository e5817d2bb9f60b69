#pragma once
/// What is known of an output beside its curve, as JSON (docs/file-formats.md). Pure.

#include <nlohmann/json.hpp>

#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

/// An object with the keys that 'show --json' has; null for what was not found. `curve` is the output's.
[[nodiscard]] nlohmann::ordered_json traits_json(const OutputTraits& traits, const ImpedanceCurve& curve);

}  // namespace ohmsweep
