#pragma once
/// The level of an output for the terminal. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/measurement/output_level.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// UTF-8, no colours, '\n' after each line: a table of clean voltages (volts, dBV, power into the load), the
/// noise (volts, dBV, below the clean voltage), the balance at each position, the gain, and the findings.
/// What is known as a bound is told as one: "< 3.1 µV", "> 5.2 V". `name` and `part` head it.
[[nodiscard]] std::string output_level_table(const std::string& name, const std::string& part,
                                             const OutputLevel& level);

/// A level with the name of its output.
struct NamedLevel {
  std::string output;
  OutputLevel level;
};

/// Gain settings and outputs side by side, a row for each: the clean voltage of every load that one of them
/// has, noise, A-weighted noise, the largest imbalance and the gain. A column that none fills is left out.
[[nodiscard]] std::string output_levels_table(const std::vector<NamedLevel>& levels,
                                              TableFormat format = TableFormat::text);

}  // namespace ohmsweep
