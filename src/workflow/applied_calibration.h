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
  Findings findings;                 ///< what is otherwise than when it was made
  Provenance origin{};               ///< of the calibration
};

/// Throws Error(rejected) where the calibration was made on another device; takes from files carry none and
/// pass.
void refuse_other_device(const StoredCalibration& stored, const Session& session);

/// What the choice comes to, said to the session. Throws what choose_calibration() throws, and
/// Error(rejected) for one that is named and was made on another device.
[[nodiscard]] AppliedCalibration applied_calibration(const Session& session, const CalibrationChoice& choice);

/// What is otherwise than when the calibration was made, for takes of this moment.
[[nodiscard]] Findings findings_at(const std::string& recorded_at, const Session& session,
                                   const AppliedCalibration& applied);

/// A headphone channel's curve from its combined takes, with the calibration's findings.
[[nodiscard]] ImpedanceCurve corrected(const RatioCurve& ratio, const AppliedCalibration& applied,
                                       const Rig& rig);

}  // namespace ohmsweep
