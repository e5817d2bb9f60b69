#include "ohmsweep/measurement/amplifier.h"

#include <utility>

#include "measurement/level_dependence.h"
#include "measurement/output_description.h"
#include "measurement/output_diagnosis.h"
#include "measurement/output_findings.h"
#include "measurement/output_solution.h"

namespace ohmsweep {

namespace {

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
  Findings known = own_findings(takes);
  append(known, std::move(result.findings));
  ImpedanceCurve curve = std::move(result.solution.curve);
  return describe(std::move(curve), result.solution, std::move(known));
}

}  // namespace ohmsweep
