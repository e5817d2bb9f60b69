#pragma once
/// The bench checked between two headphones, by an open or a check standard.

#include "ohmsweep/workflow/batch.h"
#include "workflow/applied_calibration.h"

namespace ohmsweep {

/// Records the check's state and compares it with what the calibration says of it. Without a calibration
/// there is nothing to compare with: Error(usage). Throws what the device and the estimator throw.
[[nodiscard]] Verification check_drift(Session& session, const DriftCheck& check,
                                       const AppliedCalibration& applied, const std::string& recorded_at);

/// An open's take against the open that the calibration knows: the reflection behind its error terms, by
/// U95² = that of the noise, of the open's stray capacitance and of the stated drift (95 %, relative).
[[nodiscard]] Verification compare_open(const RatioCurve& ratio, const Calibration& calibration,
                                        const Standard& open, double drift_u95);

}  // namespace ohmsweep
