#include "ohmsweep/measurement/amplifier.h"

#include <utility>

#include "measurement/level_dependence.h"
#include "measurement/output_diagnosis.h"
#include "measurement/output_findings.h"
#include "measurement/output_solution.h"
#include "ohmsweep/measurement/output_model.h"

namespace ohmsweep {

namespace {

void append(Findings& findings, Findings more) {
  for (Finding& finding : more) findings.push_back(std::move(finding));
}

/// The circuit, unless the curve stands on takes that contradict one another.
void add_model(OutputImpedance& output, const OutputSolution& solution) {
  if (has_blocking(output.curve.findings)) return;
  const auto fitted =
      fit_output_model({output.curve.grid, output.curve.impedance_ohm, solution.alone, solution.shared});
  if (!fitted) return;
  output.traits.model = fitted->model;
  append(output.curve.findings, model_findings(*fitted));
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
  const EffectEstimate& estimate = result.solution.estimate;
  OutputImpedance output;
  output.curve = std::move(result.solution.curve);
  output.curve.findings = own_findings(takes);
  append(output.curve.findings, std::move(result.findings));
  append(output.curve.findings, curve_findings(output.curve));
  output.traits.contact = estimate.contact;
  output.traits.drift = {estimate.drift_per_take.real(), estimate.drift_per_take_u95};
  add_model(output, result.solution);
  return output;
}

}  // namespace ohmsweep
