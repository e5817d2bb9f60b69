#include "ohmsweep/workflow/stepped_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

/// The calibration's error terms belong to the rig and serve the tones of the same connection as they did the
/// sweep.
Calibration bound_to_tones(Calibration calibration, const RatioCurve& stepped) {
  calibration.stimulus_hash = stepped.stimulus_hash;
  return calibration;
}

void add_disagreement(ImpedanceCurve& sweep, const std::string& detail) {
  sweep.findings.push_back({Severity::warning, FindingCode::stepped_disagrees, detail});
}

const Finding& blocking_one(const Findings& findings) {
  return *std::find_if(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.severity == Severity::blocking; });
}

}  // namespace

SteppedStimulus stepped_stimulus(const Session& session, int points_per_octave,
                                 const std::optional<Calibration>& calibration) {
  const ExponentialSweep& sweep = session.estimator.stimulus().sweep;
  SteppedSine parameters;
  parameters.points_per_octave = points_per_octave;
  parameters.sample_rate = sweep.sample_rate;
  parameters.amplitude = sweep.amplitude;
  // Without a calibration the ends of a sweep, which its fades and fits spare, are left out.
  const Hertz lowest = calibration ? calibration->grid.lowest() : 1.2 * sweep.from;
  const Hertz highest = calibration ? calibration->grid.highest() : 0.98 * sweep.to;
  parameters.from = std::max(parameters.from, lowest);
  parameters.to = std::min(parameters.to, highest);
  return render(parameters);
}

std::vector<Step> with_tones(const std::vector<Step>& steps) {
  std::vector<Step> all;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    all.push_back(steps[i]);
    if (i + 1 < steps.size() && steps[i + 1].stated == steps[i].stated) continue;
    all.push_back(steps[i]);
    all.back().tones = true;
  }
  return all;
}

CrossCheckedTakes capture_both(Session& session, const std::vector<Step>& steps,
                               const SteppedStimulus& stimulus) {
  session.tones = stimulus;
  CrossCheckedTakes takes;
  for (CapturedTake& take : capture(session, with_tones(steps))) {
    (take.step.tones ? takes.stepped : takes.sweeps).push_back(std::move(take));
  }
  return takes;
}

SteppedCheck check_by_stepped(const RatioCurve& stepped, int points_per_octave,
                              const std::optional<Calibration>& calibration, const DividerRig& rig,
                              ImpedanceCurve& sweep) {
  SteppedCheck check;
  check.points_per_octave = points_per_octave;
  check.clock_offset = 1e-6 * stepped.quality.clock_offset_ppm;
  check.curve = calibration ? headphone_impedance(stepped, bound_to_tones(*calibration, stepped))
                            : uncalibrated_impedance(stepped, rig);
  if (has_blocking(sweep.findings)) return check;
  if (has_blocking(check.curve.findings)) {
    add_disagreement(sweep, fmt::format("the stepped sine cannot be compared with the sweep: {}",
                                        blocking_one(check.curve.findings).detail));
    return check;
  }
  const CurveAgreement agreement = compare_curves(sweep, check.curve, check.clock_offset);
  check.agreement = agreement;
  if (agreement.agrees) return check;
  add_disagreement(
      sweep,
      fmt::format("a stepped sine contradicts the sweep at {} of {} points, most at {}: {} % or {:.1f} "
                  "times their interval; did the device, its contact or a gain change between the takes? "
                  "Measure again",
                  agreement.contradicting, agreement.points, format_hz(agreement.largest_normalised_error_hz),
                  significant(100.0 * agreement.difference_there, 2), agreement.largest_normalised_error));
  return check;
}

}  // namespace ohmsweep
