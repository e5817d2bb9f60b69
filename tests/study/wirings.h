#pragma once
// The parts of the study of outputs for the wirings that have more than one result.

#include "study/output_rows.h"
#include "study/studies.h"

namespace ohmsweep::study {

/// Between hot and cold and of each leg. Prints tables and says whether every figure is within its limit.
bool balanced_outputs(const Extent& extent, const RatioEstimator& estimator, const RatioNoise& noise);
/// Output impedance and shared ground; the same.
bool player_outputs(const Extent& extent, const RatioNoise& noise);

}  // namespace ohmsweep::study
