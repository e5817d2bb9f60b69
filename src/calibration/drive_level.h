#pragma once
/// The interface's output as the source channel sees it, from the levels of open and short.

#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// From the open U, and from the short Ro = R (U/V - 1), as medians over mid-band.
[[nodiscard]] DriveLevel drive_level(const std::vector<StandardTake>& takes, double reference_ohm);

}  // namespace ohmsweep
