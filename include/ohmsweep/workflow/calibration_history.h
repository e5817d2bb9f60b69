#pragma once
/// The versions of a calibration and how they moved.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration_drift.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep {

/// The standards cancel where both versions' states and kits are the same.
[[nodiscard]] std::optional<CalibrationDrift> drift_between(const StoredCalibration& from,
                                                            const StoredCalibration& to);

struct CalibrationVersion {
  StoredCalibration stored;
  std::optional<CalibrationDrift> drift{};    ///< from the version before
  std::vector<Verification> verifications{};  ///< of this version, in order
};

/// Every version in order. Throws Error(failed) for a calibration that the library does not hold.
[[nodiscard]] std::vector<CalibrationVersion> calibration_history(const Library& library,
                                                                  const std::string& name);

}  // namespace ohmsweep
