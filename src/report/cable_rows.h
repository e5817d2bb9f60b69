#pragma once
/// What was found of an interface, a number in each row. Pure.

#include "ohmsweep/measurement/cable_report.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// Columns: quantity, channel, at_hz, level_dbfs, value, u95, bound (upper), unit. Empty is what does not
/// apply or is not known. Findings and gaps are in JSON.
[[nodiscard]] Table cable_rows(const CableReport& report);

}  // namespace ohmsweep
