#pragma once
/// What was found of an interface by a cable, for the terminal. Thread rule: pure.

#include <string>

#include "ohmsweep/measurement/cable_report.h"

namespace ohmsweep {

/// UTF-8, no colours, '\n' after each line: delay, clock, gaps and gain on a line each, tables of noise,
/// distortion, match and crosstalk, then the findings and in one sentence what they come to.
[[nodiscard]] std::string cable_table(const CableReport& report);

}  // namespace ohmsweep
