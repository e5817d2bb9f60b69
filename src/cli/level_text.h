#pragma once
/// How levels are shown: the two lines of a meter, a line for a log, and JSON. Thread rule: pure functions.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/measurement/input_levels.h"
#include "ohmsweep/workflow/levels.h"

namespace ohmsweep::cli {

/// One line for each input, at most 79 columns: a bar from -60 to 0 dBFS with the held peak as '|', the
/// figures, and clipping in words: CLIPPED while it is held, clipped ever after.
[[nodiscard]] std::vector<std::string> meter_lines(const MeterReading& reading);

/// Both inputs on one line, for where nothing can be redrawn.
[[nodiscard]] std::string meter_log_line(const MeterReading& reading);

/// What a meter saw from beginning to end, on three lines.
[[nodiscard]] std::string meter_summary(const MeterReading& reading);

/// "elapsed_s", "level_dbfs", "source", "dut", "mains_hz", "ratio".
[[nodiscard]] std::string meter_json(const MeterReading& reading, std::optional<Decibels> level);

/// The level that was found, why, and what it is in volts.
[[nodiscard]] std::string found_level_text(const FoundLevel& found, const LevelLimits& limits,
                                           std::optional<double> lowest_ohm);
[[nodiscard]] std::string found_level_json(const FoundLevel& found, const LevelLimits& limits,
                                           std::optional<double> lowest_ohm);

}  // namespace ohmsweep::cli
