#pragma once
/// What the program takes from its surroundings: the clock and the library's place.

#include <filesystem>
#include <string>

#include "cli/arguments.h"

namespace ohmsweep::cli {

/// Now, ISO 8601 in UTC to the second: "2025-01-31T12:00:00Z".
[[nodiscard]] std::string current_time();

/// --library DIR, else $OHMSWEEP_LIBRARY, else $XDG_DATA_HOME/ohmsweep, else ~/.local/share/ohmsweep. Throws
/// Error(usage) when --library is empty or nothing says where.
[[nodiscard]] std::filesystem::path library_folder(const Arguments& arguments);

}  // namespace ohmsweep::cli
