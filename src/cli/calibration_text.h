#pragma once
/// A calibration as people and as programs read it.

#include <string>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep::cli {

/// Its band, each standard's residual, and the findings.
[[nodiscard]] std::string calibration_summary(const std::string& name, int version,
                                              const Calibration& calibration);
/// The same as one JSON object.
[[nodiscard]] std::string calibration_json(const std::string& name, int version,
                                           const Calibration& calibration);

}  // namespace ohmsweep::cli
