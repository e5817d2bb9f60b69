#pragma once
/// Whether the takes of a calibration can be used together at all, before anything is computed from them.

#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// How sentences name one standard: "open (take open.wav)".
[[nodiscard]] std::string label(const StandardTake& take);

/// Throws Error(rejected), one sentence that names the take and the remedy, for: fewer than three takes; a
/// take that is clipped, too quiet or broken by a dropout; different rates or stimuli; a take used twice, as
/// the same samples or as a copy that was stored another way.
void check_takes(const std::vector<StandardTake>& takes);

}  // namespace ohmsweep
