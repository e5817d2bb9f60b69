#include "ohmsweep/workflow/measure_output.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/request_json.h"
#include "workflow/narration.h"
#include "workflow/output_admission.h"
#include "workflow/output_estimates.h"
#include "workflow/output_steps.h"

namespace ohmsweep {

DerivedOutput derive_output(Session& session, const AmplifierRequest& request) {
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
  DerivedOutput derived{estimate_output(session, steps, request.wiring, takes),
                        provenance(session, takes, std::string())};
  derived.origin.request = request_json({session.average,
                                         {},
                                         std::string(to_string(request.wiring)),
                                         session.programme ? to_metadata(*session.programme) : std::string(),
                                         steps.load_versions()});
  return derived;
}

MeasuredCurve measure_amplifier(Session& session, const AmplifierRequest& request) {
  DerivedOutput derived = derive_output(session, request);
  OutputImpedance& impedance = derived.impedance;
  const int version = session.library.add(request.name, request.output, impedance, derived.origin);
  MeasuredCurve result{CurveKind::amplifier,       request.name, request.output, version,
                       std::move(impedance.curve), std::string()};
  result.traits = std::move(impedance.traits);
  return result;
}

namespace {

constexpr std::array<std::pair<std::string_view, OutputWiring>, 3> wirings{
    {{"looped", OutputWiring::looped},
     {"player", OutputWiring::player},
     {"balanced", OutputWiring::balanced}}};

}  // namespace

std::string_view to_string(OutputWiring wiring) {
  return std::find_if(wirings.begin(), wirings.end(), [&](const auto& each) { return each.second == wiring; })
      ->first;
}

std::optional<OutputWiring> parse_wiring(std::string_view text) {
  for (const auto& [name, wiring] : wirings) {
    if (name == text) return wiring;
  }
  return std::nullopt;
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
