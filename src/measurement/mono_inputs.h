#pragma once
/// Inputs that are mixed to mono: both carry one signal, and the ratio is one whatever hangs on the output.
/// Pure.

#include <optional>
#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// mono_inputs, blocking, where the inputs are the same signal in every take. Two converters, be they of one
/// chip, differ by far more in gain and noise.
[[nodiscard]] std::optional<Finding> mono_inputs(const std::vector<OutputTake>& takes);

}  // namespace ohmsweep
