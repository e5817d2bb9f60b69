#pragma once
/// Before each take of an output on an attended device: does the voltage fit the input, does the load stand
/// the power?

#include <functional>
#include <vector>

#include "ohmsweep/workflow/session.h"
#include "workflow/output_steps.h"

namespace ohmsweep {

/// What Session::admit calls. The first call plays a probe 30 dB below the takes and predicts the inputs'
/// peaks. A load is admitted by the largest unloaded voltage so far, or by the probe's where there was none,
/// and its power is said. Throws Error(rejected) as check_input_peak() and check_power() do. `session` and
/// `steps` must outlive it.
[[nodiscard]] std::function<void(const Step&, const std::vector<CapturedTake>&)> output_admission(
    Session& session, const OutputSteps& steps);

}  // namespace ohmsweep
