#include "ohmsweep/measurement/amplifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "measurement/current_limit.h"
#include "measurement/level_dependence.h"
#include "measurement/mono_inputs.h"
#include "measurement/output_description.h"
#include "measurement/output_diagnosis.h"
#include "measurement/output_findings.h"
#include "measurement/output_solution.h"
#include "measurement/switched_off.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

struct Judged {
  OutputSolution solution;
  Findings findings;
  Cause cause = Cause::none;
};

Judged judged(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  OutputStates states = output_states(takes);
  if (const auto levels = by_level(takes); levels.size() > 1) {
    if (auto found = below_the_limit(takes, rig)) {
      return {std::move(found->quietest), {std::move(found->finding)}, Cause::current_limit};
    }
    if (auto finding = automatic_gain(levels, rig)) return {solve_output(std::move(states), rig), {*finding}};
    if (auto found = level_dependence(levels, rig)) {
      return {std::move(found->quietest), {std::move(found->finding)}};
    }
  }
  Judged result{solve_output(std::move(states), rig), {}};
  Diagnosis diagnosis = diagnose(takes, rig, result.solution);
  if (diagnosis.corrected) result.solution = solve_output(std::move(*diagnosis.corrected), rig);
  result.findings = std::move(diagnosis.findings);
  result.cause = diagnosis.cause;
  if (diagnosis.limit_bias.empty()) return result;
  widen(result.solution.curve, diagnosis.limit_bias);
  result.solution.shared.push_back(std::move(diagnosis.limit_bias));
  return result;
}

/// Whether takes can give an impedance: a load, and another state beside it.
bool hold_two_states(const std::vector<OutputTake>& takes) {
  const auto other = [&](const OutputTake& take) {
    return std::abs(current_demand(take) - current_demand(takes.front())) > 1e-9;
  };
  return std::any_of(takes.begin(), takes.end(), other);
}

/// A gain that rides moves the level from take to take, too: where it is named, a step of the volume is not.
void leave_out_what_follows(Findings& diagnosed, const Findings& own) {
  if (!has(own, FindingCode::automatic_gain)) return;
  std::erase_if(diagnosed, [](const Finding& finding) {
    return finding.code == FindingCode::gain_changed && finding.severity != Severity::blocking;
  });
}

}  // namespace

OutputImpedance output_impedance(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  if (const std::optional<Finding> mono = mono_inputs(takes)) {
    throw rejection(fmt::format("the takes are unusable ({}: {})", to_string(mono->code), mono->detail));
  }
  const std::optional<SwitchedOff> off = switched_off(takes);
  if (off && !hold_two_states(off->whole)) {
    throw rejection(fmt::format("the loaded takes are unusable ({}: {})", to_string(off->finding.code),
                                off->finding.detail));
  }
  const std::vector<OutputTake>& whole = off ? off->whole : takes;
  Judged result = judged(whole, rig);
  Findings known = own_findings(whole, result.cause);
  leave_out_what_follows(result.findings, known);
  append(known, off ? Findings{off->finding} : std::move(result.findings));
  ImpedanceCurve curve = std::move(result.solution.curve);
  return describe(std::move(curve), result.solution, std::move(known));
}

}  // namespace ohmsweep
