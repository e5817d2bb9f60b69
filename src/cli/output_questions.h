#pragma once
/// What the guide asks of an amplifier's output before anything is connected to it.

#include <vector>

#include "cli/command.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/measurement/output_safety.h"

namespace ohmsweep::cli {

/// --ground, --sleeve-dc, --sleeve-resistance.
[[nodiscard]] std::vector<OptionSpec> output_ground_options();

/// Whether any of these is given and makes sense, before anything is opened. Throws Error(usage).
void check_output_ground_options(const Arguments& arguments);

/// Asks what the output's sleeve is, where no option says so, and for the multimeter's readings where a
/// contact is driven. Throws Error(usage) where the wiring must not be, Error(rejected) where the readings
/// forbid it. The usual answer is a grounded output, or with the balanced wiring a balanced one.
[[nodiscard]] OutputGround settle_output_ground(const Invocation& invocation, const Rig& rig,
                                                OutputWiring wiring);

}  // namespace ohmsweep::cli
