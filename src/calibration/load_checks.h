#pragma once
/// Whether the loads can have the values that they are declared with.

#include <vector>

#include "calibration/mid_band.h"
#include "calibration/plausibility.h"

namespace ohmsweep {

/// `seen` in ascending order of the declared value. Throws as check_plausible() says.
void check_loads(const std::vector<SeenStandard>& seen, const CalibrationOptions& options,
                 const PlausibilityLimits& limits);

}  // namespace ohmsweep
