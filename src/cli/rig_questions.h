#pragma once
/// A rig from the flags of a command line, and from questions about what they leave open.

#include <string>
#include <vector>

#include "cli/command.h"
#include "ohmsweep/calibration/rig.h"

namespace ohmsweep::cli {

/// --device to --dut-channel.
[[nodiscard]] std::vector<OptionSpec> interface_options();
/// Those, and --reference to --dut-impedance.
[[nodiscard]] std::vector<OptionSpec> rig_options();

/// The rig with what the flags of interface_options() say of it; asks nothing. Throws Error(usage) for a flag
/// that cannot be read, and for one input as both channels.
[[nodiscard]] Rig with_stated_interface(const Arguments& arguments, Rig rig);

/// Starts from `rig`, whose values are the usual answers. Throws Error(usage) for a flag that cannot be read;
/// an answer that cannot be read is asked for again.
[[nodiscard]] Rig asked_rig(const Invocation& invocation, Rig rig);

/// The flags that state this rig.
[[nodiscard]] std::string rig_flags(const Rig& rig);

}  // namespace ohmsweep::cli
