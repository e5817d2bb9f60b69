#include "ohmsweep/workflow/measure_output.h"

#include "ohmsweep/core/name.h"
#include "workflow/narration.h"
#include "workflow/output_admission.h"
#include "workflow/output_estimates.h"
#include "workflow/output_steps.h"

namespace ohmsweep {

MeasuredCurve measure_amplifier(Session& session, const AmplifierRequest& request) {
  check_name(request.name, "amplifier");
  check_name(request.output, "output");
  const OutputSteps steps(request, session.library);
  for (const OutputState& state : steps.with_unstated_tolerance()) {
    say_unstated_tolerance(session, state.state);
  }
  session.against_stimulus = request.wiring == OutputWiring::balanced;
  admit_by_voltage(session, steps);
  const std::vector<CapturedTake> takes = capture(session, steps.steps());
  session.foresee = {};
  session.admit = {};
  OutputImpedance impedance = estimate_output(session, steps, request.wiring, takes);
  const int version =
      session.library.add(request.name, request.output, impedance, provenance(session, takes, std::string()));
  MeasuredCurve result{CurveKind::amplifier,       request.name, request.output, version,
                       std::move(impedance.curve), std::string()};
  result.traits = std::move(impedance.traits);
  return result;
}

OutputWiring wiring_of(OutputKind kind) {
  switch (kind) {
    case OutputKind::player:
      return OutputWiring::player;
    case OutputKind::balanced:
      return OutputWiring::balanced;
    case OutputKind::looped:
      break;
  }
  return OutputWiring::looped;
}

}  // namespace ohmsweep
