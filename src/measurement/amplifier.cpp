#include "ohmsweep/measurement/amplifier.h"

#include <utility>

#include "measurement/level_dependence.h"
#include "measurement/output_diagnosis.h"
#include "measurement/output_findings.h"
#include "measurement/output_solution.h"

namespace ohmsweep {

namespace {

void append(Findings& findings, Findings more) {
  for (Finding& finding : more) findings.push_back(std::move(finding));
}

OutputImpedance described(OutputSolution solution) {
  OutputImpedance output;
  output.curve = std::move(solution.curve);
  output.traits.contact = solution.estimate.contact;
  output.traits.drift = {solution.estimate.drift_per_take.real(), solution.estimate.drift_per_take_u95};
  return output;
}

struct Judged {
  OutputSolution solution;
  Findings findings;
};

Judged judged(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  OutputStates states = output_states(takes);
  if (const auto levels = by_level(takes); levels.size() > 1) {
    if (auto finding = automatic_gain(levels, rig)) return {solve_output(std::move(states), rig), {*finding}};
    if (auto found = level_dependence(levels, rig)) {
      return {std::move(found->quietest), {std::move(found->finding)}};
    }
  }
  Judged result{solve_output(std::move(states), rig), {}};
  Diagnosis diagnosis = diagnose(takes, rig, result.solution);
  if (diagnosis.corrected) result.solution = solve_output(std::move(*diagnosis.corrected), rig);
  result.findings = std::move(diagnosis.findings);
  return result;
}

}  // namespace

OutputImpedance output_impedance(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  Judged result = judged(takes, rig);
  OutputImpedance output = described(std::move(result.solution));
  output.curve.findings = own_findings(takes);
  append(output.curve.findings, std::move(result.findings));
  append(output.curve.findings, curve_findings(output.curve));
  return output;
}

}  // namespace ohmsweep
