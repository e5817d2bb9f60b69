#include "ohmsweep/workflow/measure.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/take_state.h"
#include "workflow/applied_calibration.h"
#include "workflow/narration.h"

namespace ohmsweep {
namespace {

std::vector<CapturedTake> takes_of(const std::vector<CapturedTake>& takes, const std::string& stated) {
  std::vector<CapturedTake> own;
  std::copy_if(takes.begin(), takes.end(), std::back_inserter(own),
               [&](const CapturedTake& take) { return take.step.stated == stated; });
  return own;
}

CrossCheckedTakes capture_headphone(Session& session, const std::vector<Step>& steps,
                                    const HeadphoneRequest& request,
                                    const std::optional<Calibration>& calibration) {
  if (!request.stepped_points) return {capture(session, steps), {}};
  const SteppedStimulus stimulus = stepped_stimulus(session, *request.stepped_points, calibration);
  say(session, fmt::format("Each channel is also played {} steady tones, {:.0f} s.", stimulus.slots.size(),
                           playing_time(stimulus.parameters).value()));
  return capture_both(session, steps, stimulus);
}

}  // namespace

std::vector<MeasuredCurve> measure_headphone(Session& session, const HeadphoneRequest& request) {
  check_name(request.name, "headphone");
  std::vector<Step> steps;
  for (const std::string& channel : request.channels) {
    TakeState state;
    state.state = parse_channel(channel);
    state.device = request.name;
    steps.push_back({std::move(state), channel});
  }
  const AppliedCalibration applied = applied_calibration(session, request.calibration);
  const CrossCheckedTakes takes = capture_headphone(session, steps, request, applied.terms);
  std::vector<MeasuredCurve> results;
  for (const CapturedTake& take : combine_states(takes.sweeps)) {
    results.push_back({CurveKind::headphone, request.name, take.step.stated, 1,
                       corrected(take.ratio, applied, session.rig), applied.reference});
  }
  for (const CapturedTake& tones : combine_states(takes.stepped)) {
    const auto same = std::find_if(results.begin(), results.end(), [&](const MeasuredCurve& result) {
      return result.part == tones.step.stated;
    });
    if (same == results.end()) continue;
    same->stepped = check_by_stepped(tones.ratio, *request.stepped_points, applied.terms, divider_rig(session.rig),
                                     same->curve);
  }
  for (MeasuredCurve& result : results) {
    Provenance origin = provenance(session, takes_of(takes.sweeps, result.part), applied.reference);
    for (const CapturedTake& take : takes_of(takes.stepped, result.part)) {
      origin.takes.push_back({result.part + " (stepped sine)", take.ratio.take_name, take.ratio.take_hash});
    }
    result.version =
        session.library.add(CurveKind::headphone, result.name, result.part, result.curve, origin);
  }
  return results;
}

}  // namespace ohmsweep
