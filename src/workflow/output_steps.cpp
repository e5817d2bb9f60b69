#include "workflow/output_steps.h"

#include <algorithm>

namespace ohmsweep {

OutputSteps::OutputSteps(const AmplifierRequest& request, const Library& library) : wiring_(request.wiring) {
  for (const std::string& stated : request.states) {
    OutputState output =
        parse_output_state(stated, library, request.wiring == OutputWiring::balanced, request.load_versions);
    Step step;
    step.state.state = output.state;
    step.state.device = request.name;
    step.state.output = request.output;
    step.stated = stated;
    step.level = output.level;
    steps_.push_back(std::move(step));
    states_.insert_or_assign(stated, std::move(output));
  }
}

LoadVersions OutputSteps::load_versions() const {
  LoadVersions versions;
  for (const auto& [stated, state] : states_) {
    if (state.load_version) versions.insert_or_assign(state.state, *state.load_version);
  }
  return versions;
}

std::vector<OutputState> OutputSteps::with_unstated_tolerance() const {
  std::vector<OutputState> unstated;
  for (const Step& step : steps_) {
    const OutputState& state = state_of(step);
    const bool known = std::any_of(unstated.begin(), unstated.end(),
                                   [&](const OutputState& each) { return each.state == state.state; });
    if (!state.tolerance_stated && !known) unstated.push_back(state);
  }
  return unstated;
}

}  // namespace ohmsweep
