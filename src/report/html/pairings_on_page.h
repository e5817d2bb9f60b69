#pragma once
/// Pairings as the page holds them. Pure.

#include <string>

#include "ohmsweep/report/html_report.h"

namespace ohmsweep::page {

/// {verdict, signs, ratio, u95, hz, low, high, span, zo, notes}: one entry of each for every pairing, in the
/// content's order. `verdict` has a letter each: P, F, U, or N for none. `signs` has a hexadecimal digit
/// each: 1 the ratio is a lower bound, 2 the deviation is one, 4 the ground is not in it, 8 a curve of
/// unknown uncertainty is in it. `notes` has the pairing's own findings by its number.
[[nodiscard]] std::string pairings_json(const ReportContent& content);

}  // namespace ohmsweep::page
