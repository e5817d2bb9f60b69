#pragma once
/// A calibration as people and as programs read it.

#include <optional>
#include <string>

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/calibration/calibration_drift.h"

namespace ohmsweep::cli {

/// Its band, each standard's residual, and the findings.
[[nodiscard]] std::string calibration_summary(const std::string& name, int version,
                                              const Calibration& calibration);
/// The same as one JSON object.
[[nodiscard]] std::string calibration_json(const std::string& name, int version,
                                           const Calibration& calibration,
                                           const std::optional<CalibrationDrift>& drift = {});

}  // namespace ohmsweep::cli
