#pragma once
/// The options that loudness and report have in common: what counts as loud enough and as silent.

#include <vector>

#include "cli/arguments.h"
#include "ohmsweep/rating/loudness.h"

namespace ohmsweep::cli {

/// --peak, --hiss-threshold, --needs, --sensitivity-within, --source.
[[nodiscard]] std::vector<OptionSpec> loudness_options();

/// Throws Error(usage) for what is no level, threshold or voltage.
[[nodiscard]] LoudnessSettings loudness_settings(const Arguments& arguments);

}  // namespace ohmsweep::cli
