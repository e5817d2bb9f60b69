#pragma once
/// From standards on the bench to a stored calibration.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/workflow/calibration_history.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// check_name, and neither "none" nor a name with "@", which choose a calibration. Throws Error(usage).
void check_calibration_name(const std::string& name);

struct CalibrateRequest {
  std::string name;                 ///< see check_calibration_name()
  std::vector<std::string> states;  ///< take states in the order recorded; repeats are combined
  std::vector<Standard> kit;        ///< standards that a state may name
};

struct CalibrateResult {
  std::string name;
  int version = 1;
  Calibration calibration;
  std::optional<CalibrationDrift>
      drift{};  ///< from the version before, where there is one on the same points
};

/// A result before it is stored, and where it came from.
struct DerivedCalibration {
  Calibration calibration;
  Provenance origin;
};
/// What calibrate() stores, not stored.
[[nodiscard]] DerivedCalibration derive_calibration(Session& session, const CalibrateRequest& request);

/// Records every state, solves the error terms and stores them. Throws Error(rejected), with nothing stored,
/// when the standards do not make a calibration (see solve()).
[[nodiscard]] CalibrateResult calibrate(Session& session, const CalibrateRequest& request);

}  // namespace ohmsweep
