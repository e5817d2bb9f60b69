#pragma once
/// How results of measurements are told: findings, and curves as they were stored.

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "ohmsweep/core/finding.h"
#include "ohmsweep/workflow/measure.h"

namespace ohmsweep::cli {

/// One line each, "  warning: … (low_snr)"; empty without findings.
[[nodiscard]] std::string finding_lines(const Findings& findings);

/// Which curve it is.
struct CurveHeading {
  CurveKind kind = CurveKind::headphone;
  std::string name;
  std::string part;
  int version = 1;
  std::string calibration;  ///< "NAME@VERSION" or empty
};

/// |Z| nearest to 1 kHz ("nominal"), smallest and largest, with 95 % intervals, what a stepped sine says
/// where there was one, the traits of an output, and the findings.
[[nodiscard]] std::string curve_summary_json(const CurveHeading& heading, const ImpedanceCurve& curve,
                                             const OutputTraits& traits,
                                             const std::optional<SteppedCheck>& stepped = std::nullopt);

/// Says where the curves are stored, prints them, and returns the exit code: rejected when one is blocked.
[[nodiscard]] int tell_curves(const Invocation& invocation, const Library& library,
                              const std::vector<MeasuredCurve>& curves);

}  // namespace ohmsweep::cli
