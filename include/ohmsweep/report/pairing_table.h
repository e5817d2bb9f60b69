#pragma once
/// Pairings as a table for the terminal. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/pairing.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// A fixed-width table, UTF-8, no colours, '\n' after each line: headphone, channel, mounting (where any is
/// stated), amplifier, output, output impedance, worst ratio "1:12.3 ± 0.2", where, verdict, deviation peak
/// to peak, damping; all of them "none" where a blocking finding suppresses the verdict. Consecutive pairings
/// of the same four names are one row with a verdict for each rule. Where the output is only bounded: "< 0.02
/// Ω" (rounded up) and "> 1:400" (rounded down); " *" where its shared ground is unknown. Below the table
/// stand what these signs mean, where the bases of a rule come to different verdicts, and the findings that
/// suppress a verdict, each once. In another format the same cells.
[[nodiscard]] std::string pairing_table(const std::vector<RatedPairing>& pairings,
                                        TableFormat format = TableFormat::text);

}  // namespace ohmsweep
