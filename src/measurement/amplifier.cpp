#include "ohmsweep/measurement/amplifier.h"

#include <utility>

#include "measurement/output_findings.h"
#include "measurement/output_solution.h"

namespace ohmsweep {

OutputImpedance output_impedance(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  OutputSolution solution = solve_output(output_states(takes), rig);
  Findings findings = output_findings(takes, rig, solution);
  OutputImpedance output;
  output.curve = std::move(solution.curve);
  output.curve.findings = std::move(findings);
  output.traits.contact = solution.estimate.contact;
  output.traits.drift = {solution.estimate.drift_per_take.real(), solution.estimate.drift_per_take_u95};
  return output;
}

}  // namespace ohmsweep
