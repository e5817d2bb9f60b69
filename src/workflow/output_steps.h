#pragma once
/// The states of an output's measurement as steps, each with what the person stated of it. A value once made.

#include <map>
#include <string>
#include <vector>

#include "ohmsweep/workflow/guide.h"
#include "ohmsweep/workflow/measure_output.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep {

class OutputSteps {
 public:
  /// Throws Error(usage) for a state that parse_output_state() refuses, Error(failed) for a headphone that
  /// the library does not hold.
  OutputSteps(const AmplifierRequest& request, const Library& library);

  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  [[nodiscard]] OutputWiring wiring() const { return wiring_; }
  [[nodiscard]] const OutputState& state_of(const Step& step) const { return states_.at(step.stated); }
  /// The versions of the headphones' curves that are used as loads.
  [[nodiscard]] LoadVersions load_versions() const;
  /// The loads whose tolerance was not stated, each once, in the order taken.
  [[nodiscard]] std::vector<OutputState> with_unstated_tolerance() const;

 private:
  OutputWiring wiring_;
  std::vector<Step> steps_;
  std::map<std::string, OutputState> states_;  ///< as stated
};

}  // namespace ohmsweep
