#pragma once
/// The level of an output for the terminal. Thread rule: pure.

#include <string>

#include "ohmsweep/measurement/output_level.h"

namespace ohmsweep {

/// UTF-8, no colours, '\n' after each line: a table of clean voltages (volts, dBV, power into the load), the
/// noise (volts, dBV, below the clean voltage), the balance at each position, the gain, and the findings.
/// What is known as a bound is told as one: "< 3.1 µV", "> 5.2 V". `name` and `part` head it.
[[nodiscard]] std::string output_level_table(const std::string& name, const std::string& part,
                                             const OutputLevel& level);

}  // namespace ohmsweep
