#pragma once
/// The interface's output as the source channel sees it, from the levels of open and short.

#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// From the open U, and from the short Ro = R (U/V - 1), as medians over mid-band; and both levels on the
/// grid, which all takes have. Of several opens or shorts the first counts.
[[nodiscard]] DriveLevel drive_level(const std::vector<StandardTake>& takes, const FrequencyGrid& grid,
                                     double reference_ohm);

}  // namespace ohmsweep
