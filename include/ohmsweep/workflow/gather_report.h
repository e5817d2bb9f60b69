#pragma once
/// What a library has to show, for the HTML report. Thread rule: that of its library.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/library/library.h"
#include "ohmsweep/report/html_report.h"

namespace ohmsweep {

struct ReportRequest {
  std::optional<std::string> headphone;  ///< only this one
  std::optional<std::string> amplifier;  ///< only this one
  Rule rule;
  std::string software;                  ///< "ohmsweep 0.1.0"
  std::vector<double> further_ratios{};  ///< of further rules, over the same band
  LoudnessSettings loudness{};
};

/// The current curves, ordered by name and part, every pairing of them with its verdicts and its loudness,
/// and every calibration with its history; what has no curve is named. Headphones alone, or outputs alone,
/// make a report too. Throws Error(failed) when the library holds neither or not the one asked for, and what
/// rate_all() throws.
[[nodiscard]] ReportContent gather_report(const Library& library, const ReportRequest& request);

}  // namespace ohmsweep
