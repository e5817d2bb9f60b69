#pragma once
/// What --help prints.

#include <string>

#include "cli/command.h"

namespace ohmsweep::cli {

[[nodiscard]] std::string program_help();
[[nodiscard]] std::string command_help(const Command& command);

}  // namespace ohmsweep::cli
