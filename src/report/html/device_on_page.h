#pragma once
/// Headphones and outputs as the page holds them. Pure.

#include <string>

#include "ohmsweep/report/html_report.h"
#include "report/html/curve_on_page.h"

namespace ohmsweep::page {

/// {name, nominal, sensitivity, notes, channels, match}: of each channel its smallest |Z|, what output
/// impedance that allows by the first rule (a number and, with its interval, in words), what the peak level
/// needs, what is missing for that as [what, command], facts as [label, words], findings and the curve.
[[nodiscard]] std::string headphone_json(const ReportedHeadphone& headphone, const ReportContent& content,
                                         Grids& grids);

/// {name, part, facts, levels, findings, curve}.
[[nodiscard]] std::string output_json(const ReportedOutput& output, Grids& grids);

}  // namespace ohmsweep::page
