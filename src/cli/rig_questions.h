#pragma once
/// A rig from the flags of a command line, and from questions about what they leave open.

#include <string>
#include <vector>

#include "cli/command.h"
#include "ohmsweep/calibration/rig.h"

namespace ohmsweep::cli {

/// --device to --dut-impedance.
[[nodiscard]] std::vector<OptionSpec> rig_options();

/// Starts from `rig`, whose values are the usual answers. Throws Error(usage) for a flag that cannot be read;
/// an answer that cannot be read is asked for again.
[[nodiscard]] Rig asked_rig(const Invocation& invocation, Rig rig);

/// The flags that state this rig.
[[nodiscard]] std::string rig_flags(const Rig& rig);

}  // namespace ohmsweep::cli
