#include "ohmsweep/workflow/measure.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/request_json.h"
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

std::vector<DerivedCurve> derive_headphone(Session& session, const HeadphoneRequest& request) {
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
  std::vector<DerivedCurve> results;
  for (const CapturedTake& take : combine_states(takes.sweeps)) {
    results.push_back({{CurveKind::headphone, request.name, take.step.stated, 1,
                        corrected(take.ratio, applied, session.rig), applied.reference},
                       provenance(session, takes_of(takes.sweeps, take.step.stated), applied.reference)});
  }
  for (const CapturedTake& tones : combine_states(takes.stepped)) {
    const auto same = std::find_if(results.begin(), results.end(), [&](const DerivedCurve& result) {
      return result.result.part == tones.step.stated;
    });
    if (same == results.end()) continue;
    same->result.stepped = check_by_stepped(tones.ratio, *request.stepped_points, applied.terms,
                                            divider_rig(session.rig), same->result.curve);
  }
  for (DerivedCurve& result : results) {
    for (const CapturedTake& take : takes_of(takes.stepped, result.result.part)) {
      result.origin.takes.push_back(
          {result.result.part + stepped_ending, take.ratio.take_name, take.ratio.take_hash});
    }
    RecordedRequest asked{session.average, {}, {}, {}};
    if (!takes.stepped.empty()) asked.stepped_points = request.stepped_points;
    result.origin.request = request_json(asked);
    result.origin.mounting = request.mounting;
  }
  return results;
}

std::vector<MeasuredCurve> measure_headphone(Session& session, const HeadphoneRequest& request) {
  std::vector<MeasuredCurve> results;
  for (DerivedCurve& derived : derive_headphone(session, request)) {
    derived.result.version = session.library.add(CurveKind::headphone, derived.result.name,
                                                 derived.result.part, derived.result.curve, derived.origin);
    results.push_back(std::move(derived.result));
  }
  return results;
}

}  // namespace ohmsweep
