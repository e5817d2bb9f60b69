#include "ohmsweep/workflow/measure_output.h"

#include <algorithm>

#include "ohmsweep/core/name.h"
#include "workflow/narration.h"
#include "workflow/output_admission.h"
#include "workflow/output_steps.h"

namespace ohmsweep {
namespace {

/// The level of a take relative to the stimulus, dB.
double level_over(const Step& step, const Stimulus& stimulus) {
  return step.level ? (*step.level - amplitude_to_decibels(stimulus.sweep.amplitude)).value() : 0.0;
}

OutputImpedance impedance_of(const Session& session, const OutputSteps& steps,
                             const std::vector<CapturedTake>& takes, const OutputRig& rig) {
  std::vector<OutputTake> output_takes;
  for (CapturedTake& take : combine_averages(takes)) {
    output_takes.push_back({steps.state_of(take.step).load, std::move(take.ratio),
                            level_over(take.step, session.estimator.stimulus())});
  }
  return output_impedance(output_takes, rig);
}

}  // namespace

MeasuredCurve measure_amplifier(Session& session, const AmplifierRequest& request) {
  check_name(request.name, "amplifier");
  check_name(request.output, "output");
  const OutputSteps steps(request, session.library);
  for (const OutputState& state : steps.with_unstated_tolerance()) {
    say_unstated_tolerance(session, state.state);
  }
  session.admit = output_admission(session, steps);
  const std::vector<CapturedTake> takes = capture(session, steps.steps());
  session.admit = {};
  OutputRig rig = output_rig(session.rig);
  rig.wiring = request.wiring;
  OutputImpedance impedance = impedance_of(session, steps, takes, rig);
  const int version =
      session.library.add(request.name, request.output, impedance, provenance(session, takes, std::string()));
  MeasuredCurve result{CurveKind::amplifier,       request.name, request.output, version,
                       std::move(impedance.curve), std::string()};
  result.traits = std::move(impedance.traits);
  return result;
}

}  // namespace ohmsweep
