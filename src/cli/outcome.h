#pragma once
/// How results of measurements are told: findings, and curves as they were stored.

#include <string>
#include <vector>

#include "cli/command.h"
#include "ohmsweep/core/finding.h"
#include "ohmsweep/workflow/measure.h"

namespace ohmsweep::cli {

/// One line each, "  warning low_snr: …"; empty without findings.
[[nodiscard]] std::string finding_lines(const Findings& findings);

/// Says where the curves are stored, prints them, and returns the exit code: rejected when one is blocked.
[[nodiscard]] int tell_curves(const Invocation& invocation, const Library& library,
                              const std::vector<MeasuredCurve>& curves);

}  // namespace ohmsweep::cli
