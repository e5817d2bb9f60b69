#pragma once
/// From an output's takes to its impedance, one way for each wiring. Pure but for the session's rig and
/// stimulus.

#include <vector>

#include "ohmsweep/measurement/output_traits.h"
#include "ohmsweep/workflow/session.h"
#include "workflow/output_steps.h"

namespace ohmsweep {

/// Throws Error(rejected) as output_impedance() and balanced_output_impedance() do, and for balanced takes of
/// two clocks.
[[nodiscard]] OutputImpedance estimate_output(const Session& session, const OutputSteps& steps,
                                              OutputWiring wiring, const std::vector<CapturedTake>& takes);

}  // namespace ohmsweep
