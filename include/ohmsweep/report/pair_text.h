#pragma once
/// One pairing in words. Thread rule: pure.

#include <string>

#include "ohmsweep/rating/explained_pair.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// One plain sentence without a full stop: which of bass, mid and treble change by `threshold_db` or more,
/// where and by how much, the skirt of one that reaches into the next left out: "bass around 95 Hz up by
/// 1.5 ± 0.1 dB". Of a bounded output what may change at
/// most. Where nothing does: "no change of 0.5 dB or more between 20 Hz and 20 kHz".
[[nodiscard]] std::string response_sentence(const Response& response, double threshold_db = 0.5);

/// "It would be decided by knowing the output's |Zo| at 1.00 kHz to within 0.1 Ω (95 %): ...".
[[nodiscard]] std::string deciding_sentence(const DecidingMeasurement& deciding);

/// Verdicts by rule and basis, the response's regions and sentence, damping, the largest output impedance
/// that the rules allow, what would decide an undecided pairing, the adapter's cost, and findings that are no
/// notes. UTF-8, '\n' after each line; for a terminal or in Markdown (pair_rows() is for programs).
[[nodiscard]] std::string pair_text(const ExplainedPair& pair, double threshold_db = 0.5,
                                    TableFormat format = TableFormat::text);

}  // namespace ohmsweep
