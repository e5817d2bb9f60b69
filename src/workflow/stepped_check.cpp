#include "ohmsweep/workflow/stepped_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

/// While it lives, what the session reports as its progress fills one part of the whole.
class PartOfProgress {
 public:
  PartOfProgress(Session& session, double begin, double share) : session_(session), whole_(session.narrator) {
    if (!whole_.progress) return;
    session_.narrator.progress = [progress = whole_.progress, begin, share](const std::string& doing,
                                                                            double fraction) {
      progress(doing, std::min(1.0, begin + share * fraction));
    };
  }
  PartOfProgress(const PartOfProgress&) = delete;
  PartOfProgress& operator=(const PartOfProgress&) = delete;
  ~PartOfProgress() { session_.narrator = whole_; }

 private:
  Session& session_;
  Narrator whole_;
};

/// Steps of one state that follow one another: one connection and its repeats.
std::vector<std::vector<Step>> connections(const std::vector<Step>& steps) {
  std::vector<std::vector<Step>> found;
  for (const Step& step : steps) {
    if (found.empty() || found.back().front().stated != step.stated) found.emplace_back();
    found.back().push_back(step);
  }
  return found;
}

CapturedTake capture_stepped(Session& session, const Step& step, const SteppedStimulus& stimulus) {
  TakeState state = step.state;
  state.index = session.takes_so_far++;
  const std::string doing = fmt::format("recording steady tones, {} of {}", step.stated, step.state.device);
  const Progress progress = [&](double fraction) {
    if (session.narrator.progress) session.narrator.progress(doing, fraction);
  };
  progress(0.0);
  const AudioFormat format = audio_format(session.rig, stimulus.parameters.sample_rate);
  const Recording take = session.device.play_and_record(as_stimulus(stimulus), format, state, progress);
  return {step, estimate_stepped(take, stimulus)};
}

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

CrossCheckedTakes capture_both(Session& session, const std::vector<Step>& steps,
                               const SteppedStimulus& stimulus) {
  CrossCheckedTakes takes;
  const std::vector<std::vector<Step>> each = connections(steps);
  const double share = 0.5 / static_cast<double>(each.size());
  double begin = 0.0;
  for (const std::vector<Step>& connection : each) {
    {
      const PartOfProgress sweeping(session, begin, share);
      for (CapturedTake& take : capture(session, connection)) takes.sweeps.push_back(std::move(take));
    }
    const PartOfProgress stepping(session, begin + share, share);
    takes.stepped.push_back(capture_stepped(session, connection.front(), stimulus));
    begin += 2.0 * share;
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
      fmt::format("a stepped sine contradicts the sweep at {} of {} points, most at {}: {:.2g} % or {:.1f} "
                  "times their interval; did the device, its contact or a gain change between the takes? "
                  "Measure again",
                  agreement.contradicting, agreement.points, format_hz(agreement.largest_normalised_error_hz),
                  100.0 * agreement.difference_there, agreement.largest_normalised_error));
  return check;
}

}  // namespace ohmsweep
