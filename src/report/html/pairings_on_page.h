#pragma once
/// Pairings as the page holds them. Pure.

#include <string>

#include "ohmsweep/report/html_report.h"

namespace ohmsweep::page {

/// {verdict, signs, ratio, u95, hz, low, high, span, zo, notes, bases, deciding}: one entry of each for every
/// pairing, in the content's order. `verdict` has a letter each: P, F, U, or N for none. `signs` has a
/// hexadecimal digit each: 1 the ratio is a lower bound, 2 the deviation is one, 4 the ground is not in it, 8
/// a curve of unknown uncertainty is in it. `notes` has the pairing's own findings by its number, `deciding`
/// what would decide it. `bases` has a string for each rule with four letters for every pairing: on the
/// smallest |Z|, at 1 kHz, on the published nominal and 80 % of it; "-" where that is not known.
[[nodiscard]] std::string pairings_json(const ReportContent& content);

}  // namespace ohmsweep::page
