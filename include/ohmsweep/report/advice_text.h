#pragma once
/// What goes with what, for the terminal. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/advice.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// What one headphone channel allows its outputs.
struct ChannelAdvice {
  std::string headphone;
  std::string channel;
  AllowedOutput allowed;
};

/// "37.5 ± 0.1 Ω", without an interval where it is not known or has no width.
[[nodiscard]] std::string allowed_ohms(const AllowedOutput& allowed);
/// A line for each channel: "HD600 left allows 37.5 ± 0.1 Ω at 1:8, by its smallest |Z| at 2.31 kHz".
[[nodiscard]] std::string allowed_lines(const std::vector<ChannelAdvice>& channels);
/// Outputs with what they do for the collection, best first; below it which one serves most. In CSV
/// amplifier, output, pass, undecided, fail, no_verdict, largest_deviation_db.
[[nodiscard]] std::string service_table(const std::vector<OutputService>& services,
                                        TableFormat format = TableFormat::text);

}  // namespace ohmsweep
