#pragma once
/// Left against right in text. Thread rule: pure.

#include <string>

#include "ohmsweep/rating/side_mismatch.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// "left and right matched: they differ by 1.2 % at 3.10 kHz at most, 1.1 % to 1.3 % (limit 5 %)", or why
/// there is no verdict; then a line for each warning of the comparison itself.
[[nodiscard]] std::string side_line(const SideMismatch& mismatch);
/// The difference at round frequencies in ohm and dB, each with its 95 % interval, then the line and the
/// warnings of both sides and of the comparison. Where nothing is known of the uncertainty the interval is
/// left out, here and in CSV.
[[nodiscard]] std::string side_table(const SideMismatch& mismatch, TableFormat format = TableFormat::text);
/// frequency_hz,difference_ohm,difference_ohm_u95,difference_db,difference_db_u95, one row for each point.
[[nodiscard]] std::string side_csv(const SideMismatch& mismatch);

}  // namespace ohmsweep
