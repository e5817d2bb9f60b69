#pragma once
/// The rigs that come with the program.

#include <string>

#include "cli/command.h"

namespace ohmsweep::cli {

/// The list of their names, one to a line with the inputs' impedance; or the file of the one that the first
/// operand names. With --json an array of {name, rig}, or the rig's object. Throws Error(usage) for an
/// unknown name.
[[nodiscard]] std::string shipped_rig_text(const Invocation& invocation);
/// The list alone.
[[nodiscard]] std::string shipped_rig_list(bool json);

}  // namespace ohmsweep::cli
