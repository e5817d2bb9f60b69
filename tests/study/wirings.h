#pragma once
// The parts of the study of outputs that have more than one result: wirings and fitted circuits.

#include "study/output_rows.h"
#include "study/studies.h"

namespace ohmsweep::study {

/// Between hot and cold and of each leg. Prints tables and says whether every figure is within its limit.
bool balanced_outputs(const Extent& extent, const RatioEstimator& estimator, const RatioNoise& noise);
/// Output impedance and shared ground; the same.
bool player_outputs(const Extent& extent, const RatioNoise& noise);
/// The capacitors and inductances that are named; the same.
bool output_circuits(const Extent& extent, const RatioEstimator& estimator);

}  // namespace ohmsweep::study
