#include "workflow/applied_calibration.h"

#include <fmt/format.h>

#include "workflow/narration.h"

namespace ohmsweep {

AppliedCalibration applied_calibration(const Session& session, const CalibrationChoice& choice) {
  const std::optional<StoredCalibration> stored =
      choose_calibration(session.library, choice, session.estimator, session.device.name());
  if (!stored) {
    if (!choice.none) {
      say(session,
          "The library holds no calibration for this device, rate and stimulus: the result is uncalibrated; "
          "run 'ohmsweep calibrate' first.");
    }
    return {};
  }
  const bool other = stored->calibration.stimulus_hash != session.estimator.stimulus_hash();
  say(session,
      fmt::format("Calibration: {}{}.", reference_text(*stored), other ? ", made with another sweep" : ""));
  return {bound_to(*stored, session.estimator, session.device.name()), reference_text(*stored)};
}

ImpedanceCurve corrected(const RatioCurve& ratio, const AppliedCalibration& applied, const Rig& rig) {
  return applied.terms ? headphone_impedance(ratio, *applied.terms)
                       : uncalibrated_impedance(ratio, divider_rig(rig));
}

}  // namespace ohmsweep
