#pragma once
/// What the guide asks of an amplifier's output before anything is connected to it.

#include <vector>

#include "cli/command.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/measurement/output_safety.h"

namespace ohmsweep::cli {

/// --ground, --sleeve-dc, --sleeve-resistance.
[[nodiscard]] std::vector<OptionSpec> output_ground_options();

/// Whether those that are given make sense, with this wiring too, before anything is opened. Throws
/// Error(usage).
void check_output_ground_options(const Arguments& arguments, OutputWiring wiring);

/// Asks what the output's sleeve is, where neither an option nor the balanced wiring says so, and for the
/// multimeter's readings where a contact is driven. No answer is the usual one. Throws Error(usage) where
/// nobody answers and where the wiring must not be, Error(rejected) where the readings forbid it, and
/// Stopped.
[[nodiscard]] OutputGround settle_output_ground(const Invocation& invocation, const Rig& rig,
                                                OutputWiring wiring);

}  // namespace ohmsweep::cli
