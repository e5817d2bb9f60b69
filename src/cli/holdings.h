#pragma once
/// Finding things in the library by the names that people type.

#include <optional>
#include <string>

#include "cli/arguments.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep::cli {

enum class Holding { headphone, amplifier, calibration };

/// "headphone", "amplifier", "calibration".
[[nodiscard]] std::string_view to_string(Holding holding);

/// The kind that holds this name; `wanted` (--kind) narrows it. Throws Error(usage) for an unknown kind, and
/// Error(failed) when nothing has the name (naming the nearest that exists) or several kinds have it.
[[nodiscard]] Holding holding_of(const Library& library, const std::string& name,
                                 const std::optional<std::string>& wanted);

/// The --kind option.
[[nodiscard]] OptionSpec kind_option();

}  // namespace ohmsweep::cli
