#pragma once
/// Which mishap, if any, explains a sequence of takes; at most one is named. Pure.

#include <optional>
#include <vector>

#include "measurement/output_findings.h"
#include "measurement/output_solution.h"

namespace ohmsweep {

/// One fault is named where one explains the takes; what follows from it is not named beside it.
struct Diagnosis {
  Findings findings;
  std::optional<OutputStates> corrected;  ///< the takes with a gain step that the sequence resolves taken out
  /// Where distortion rises with the load: what a limit of the current may do to Zo, a standard uncertainty
  /// as an influence, ohm per frequency, and no part of the solution yet. Empty elsewhere.
  std::vector<Complex> limit_bias{};
  Cause cause = Cause::none;
};
[[nodiscard]] Diagnosis diagnose(const std::vector<OutputTake>& takes, const OutputRig& rig,
                                 const OutputSolution& solution);

}  // namespace ohmsweep
