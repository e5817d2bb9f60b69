#pragma once
/// What a library has to show, for the HTML report. Thread rule: that of its library.

#include <optional>
#include <string>

#include "ohmsweep/library/library.h"
#include "ohmsweep/report/html_report.h"

namespace ohmsweep {

struct ReportRequest {
  std::optional<std::string> headphone;  ///< only this one
  std::optional<std::string> amplifier;  ///< only this one
  Rule rule;
  std::string software;  ///< "ohmsweep 0.1.0"
};

/// The current curves, ordered by name and part, every pairing of them, and every calibration with its
/// history. Headphones alone, or outputs alone, make a report too. Throws Error(failed) when the library
/// holds neither or not the one asked for, and what rate_all() throws.
[[nodiscard]] ReportContent gather_report(const Library& library, const ReportRequest& request);

}  // namespace ohmsweep
