#pragma once
/// From the words of the command line to a command that runs.

#include <string>
#include <vector>

#include "cli/command.h"

namespace ohmsweep::cli {

/// Returns the exit code; throws Error(usage) for an unknown command or a wrong number of operands.
[[nodiscard]] int run_program(const std::vector<std::string>& words, Terminal& terminal);

}  // namespace ohmsweep::cli
