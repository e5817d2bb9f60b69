#pragma once
/// How loud headphones get, as tables. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/loudness.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// UTF-8, no colours, '\n' after each line: what the peak level needs of each headphone channel, a row for
/// every headphone on every output (highest level, headroom, hiss, spare gain, need of an amplifier), why,
/// remarks, and what is missing with the command that gives it. Bounds are told as such: "< 117.3 dB". The
/// reasons are told of eight rows at most; JSON has all of them. In CSV one table with the names of
/// `loudness --json`: a value in one column, and after it its u95 and its bound in one each.
[[nodiscard]] std::string loudness_table(const std::vector<RatedLoudness>& rows,
                                         const LoudnessSettings& settings,
                                         TableFormat format = TableFormat::text);

}  // namespace ohmsweep
