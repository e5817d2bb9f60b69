#pragma once
/// Whether the takes of a calibration can be used together at all, before anything is computed from them.

#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// How sentences name one standard: "open (take open.wav)".
[[nodiscard]] std::string label(const StandardTake& take);

/// Both throw Error(rejected), one sentence that names the take and the remedy.

/// Fewer than three takes, a ratio that is not finite, different rates or stimuli.
void check_one_session(const std::vector<StandardTake>& takes);
/// A take that is clipped, too quiet or broken by a dropout; a take used twice, as the same samples or as a
/// copy that was stored another way.
void check_takes(const std::vector<StandardTake>& takes);

}  // namespace ohmsweep
