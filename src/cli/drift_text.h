#pragma once
/// A calibration's history for people and for programs.

#include <string>

#include "cli/arguments.h"
#include "ohmsweep/report/table.h"
#include "ohmsweep/workflow/calibration_history.h"

namespace ohmsweep::cli {

/// --temperature.
[[nodiscard]] OptionSpec temperature_option();
/// °C. Throws Error(usage).
[[nodiscard]] std::optional<double> temperature_of(const Arguments& arguments);

/// Every version with when, where, how it moved, and the checks of it.
[[nodiscard]] std::string history_text(const std::string& name,
                                       const std::vector<CalibrationVersion>& versions);
/// A row for each version: how it moved and how many of its checks agree; in CSV with the keys of the JSON.
[[nodiscard]] std::string history_table(const std::vector<CalibrationVersion>& versions, TableFormat format);
[[nodiscard]] std::string history_json(const std::vector<CalibrationVersion>& versions);
/// One check of a calibration by a standard.
[[nodiscard]] std::string verification_json(const Verification& check);
[[nodiscard]] std::string drift_json(const CalibrationDrift& drift, bool with_points);

}  // namespace ohmsweep::cli
