#pragma once
/// The calibration that a headphone's takes are corrected with, chosen once for a sitting.

#include <optional>
#include <string>

#include "ohmsweep/workflow/calibration_choice.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

struct AppliedCalibration {
  std::optional<Calibration> terms;  ///< bound to the session's stimulus; nothing: the ideal divider
  std::string reference;             ///< "NAME@VERSION", empty without one
};

/// What the choice comes to, said to the session. Throws what choose_calibration() throws.
[[nodiscard]] AppliedCalibration applied_calibration(const Session& session, const CalibrationChoice& choice);

/// A headphone channel's curve from its combined takes.
[[nodiscard]] ImpedanceCurve corrected(const RatioCurve& ratio, const AppliedCalibration& applied, const Rig& rig);

}  // namespace ohmsweep
