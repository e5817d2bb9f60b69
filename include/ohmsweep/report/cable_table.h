#pragma once
/// What was found of an interface by a cable, as tables. Thread rule: pure.

#include <string>

#include "ohmsweep/measurement/cable_report.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// UTF-8, no colours, '\n' after each line: delay, clock, gaps and gain on a line each, tables of noise,
/// distortion, match and crosstalk, then the findings and in one sentence what they come to. In CSV a row for
/// each number: quantity, channel, at_hz, level_dbfs, value, u95, bound, unit.
[[nodiscard]] std::string cable_table(const CableReport& report, TableFormat format = TableFormat::text);

}  // namespace ohmsweep
