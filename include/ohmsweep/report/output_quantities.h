#pragma once
/// All that is known of an amplifier's outputs beside their curves, a row for each quantity. Thread rule:
/// pure.

#include <string>
#include <vector>

#include "ohmsweep/report/output_level_table.h"
#include "ohmsweep/report/output_summary.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// In CSV the outputs' circuits and levels as numbers: name, part, setting, quantity, at, value, u95, bound,
/// unit, remark. At others what a person reads, and of the levels alone, since output_table() has the rest:
/// output, setting, quantity, at, value, remark. Empty where nothing is known.
///
/// Quantities: contact, drift (of the gain from take to take), resistance, inductance, capacitance,
/// shared_ground, crosstalk, clock_offset, hot_leg and cold_leg (|Z| at 1 kHz); clean_voltage, clean_power,
/// current_limit (peak), noise, right_over_left, gain, and finding, whose code stands at `at`.
[[nodiscard]] std::string output_quantities(const std::string& amplifier,
                                            const std::vector<NamedOutput>& outputs,
                                            const std::vector<NamedLevel>& levels, TableFormat format);

}  // namespace ohmsweep
