#pragma once
/// A kit of standards as a person writes it: TOML, one [[standard]] each (docs/file-formats.md).
///
///     [[standard]]
///     name = "load100"
///     kind = "load"                          # open | short | load
///     resistance = "100ohm +- 0.01%"         # short and load; a load must state its interval
///     inductance = "15nH +- 5nH"             # short and load
///     capacitance = "3pF +- 1pF"             # open and load
///     temperature_coefficient = "15ppm/K"    # load
///
/// An interval after "+-" is one of 95 % (u = a/2). A value stated without one is taken as ± 100 % of itself,
/// or with the interval of the same kind without a kit where that is narrower. What a standard does not
/// state, value or interval, is what the same kind has without a kit (default_open, default_short,
/// default_load). Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/calibration/standard.h"

namespace ohmsweep {

/// The standards in the order of the file. `file_name` is how sentences call the text. Throws Error(usage)
/// with file, line and remedy for bad syntax, an unknown or missing key, a wrong type, unit or range, a name
/// that is used twice or cannot stand in STATE=FILE, and a kit without standards.
[[nodiscard]] std::vector<Standard> read_kit(const std::string& text, const std::string& file_name);

}  // namespace ohmsweep
