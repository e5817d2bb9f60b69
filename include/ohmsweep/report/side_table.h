#pragma once
/// Left against right in text. Thread rule: pure.

#include <string>

#include "ohmsweep/rating/side_mismatch.h"

namespace ohmsweep {

/// One line: "left and right matched: 1.2 % at 3.1 kHz at most (limit 5 %)".
[[nodiscard]] std::string side_line(const SideMismatch& mismatch);
/// The difference at round frequencies in ohm and dB, each with its 95 % interval, then the line and the findings of the
/// comparison itself.
[[nodiscard]] std::string side_table(const SideMismatch& mismatch);
/// frequency_hz,difference_ohm,difference_ohm_u95,difference_db,difference_db_u95, one row for each point.
[[nodiscard]] std::string side_csv(const SideMismatch& mismatch);

}  // namespace ohmsweep
