#include "workflow/applied_calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "workflow/narration.h"
#include "workflow/rig_binding.h"

namespace ohmsweep {
namespace {

std::vector<CalibrationSummary> newest_first(std::vector<CalibrationSummary> all) {
  std::stable_sort(all.begin(), all.end(), [](const CalibrationSummary& a, const CalibrationSummary& b) {
    return a.recorded_at > b.recorded_at;
  });
  return all;
}

/// What to say where there is nothing to correct with: the newest that would do but for its device is named.
std::string without_calibration(const Session& session) {
  const RatioEstimator& estimator = session.estimator;
  for (const CalibrationSummary& each : newest_first(session.library.list_calibrations())) {
    if (each.sample_rate != estimator.stimulus().sweep.sample_rate) continue;
    const StoredCalibration stored = session.library.calibration(each.name, each.version);
    if (!serves(stored, estimator, stored.provenance.device)) continue;
    return fmt::format(
        "The calibration {} was made on '{}' and not on '{}', and no other fits: the result is "
        "uncalibrated; run 'ohmsweep calibrate' with this device first.",
        shown(reference_text(stored)), shown(stored.provenance.device), shown(session.device.name()));
  }
  return "The library holds no calibration for this device, rate and stimulus: the result is uncalibrated; "
         "run "
         "'ohmsweep calibrate' first.";
}

}  // namespace

void refuse_other_device(const StoredCalibration& stored, const Session& session) {
  const std::string& then = stored.provenance.device;
  const std::string now = session.device.name();
  constexpr std::string_view unknown = "takes";
  if (then == now || then == unknown || now == unknown) return;
  throw rejection(
      fmt::format("The calibration {} was made on '{}' and not on '{}': calibrate this device, or leave "
                  "--calibration out for the newest that fits.",
                  shown(reference_text(stored)), shown(then), shown(now)));
}

AppliedCalibration applied_calibration(const Session& session, const CalibrationChoice& choice) {
  const std::optional<StoredCalibration> stored =
      choose_calibration(session.library, choice, session.estimator, session.device.name());
  if (stored) refuse_other_device(*stored, session);
  if (!stored) {
    if (!choice.none) {
      say(session, without_calibration(session));
    }
    return {};
  }
  const bool other = stored->calibration.stimulus_hash != session.estimator.stimulus_hash();
  say(session,
      fmt::format("Calibration: {}{}.", reference_text(*stored), other ? ", made with another sweep" : ""));
  AppliedCalibration applied{bound_to(*stored, session.estimator, session.device.name()),
                             reference_text(*stored),
                             {},
                             stored->provenance};
  applied.findings = findings_at(session.recorded_at, session, applied);
  return applied;
}

Findings findings_at(const std::string& recorded_at, const Session& session,
                     const AppliedCalibration& applied) {
  if (!applied.terms) return {};
  return binding_findings(applied.origin,
                          {session.rig, session.rig_text, recorded_at, session.temperature_c});
}

ImpedanceCurve corrected(const RatioCurve& ratio, const AppliedCalibration& applied, const Rig& rig) {
  if (!applied.terms) return uncalibrated_impedance(ratio, divider_rig(rig));
  ImpedanceCurve curve = headphone_impedance(ratio, *applied.terms);
  curve.findings.insert(curve.findings.end(), applied.findings.begin(), applied.findings.end());
  return curve;
}

}  // namespace ohmsweep
