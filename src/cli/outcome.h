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

/// Points of a curve that a summary names. The curve must have at least one.
struct Extremes {
  std::size_t smallest = 0;
  std::size_t largest = 0;
  std::size_t nominal = 0;  ///< nearest to 1 kHz
};
[[nodiscard]] Extremes extremes(const ImpedanceCurve& curve);

/// What stands above a curve.
struct CurveHeading {
  CurveKind kind = CurveKind::headphone;
  std::string name;
  std::string part;
  int version = 1;
  std::string calibration;  ///< "NAME@VERSION" or empty
};

/// The title, |Z| at 1 kHz, smallest and largest, and the findings.
[[nodiscard]] std::string curve_summary(const std::string& title, const ImpedanceCurve& curve);
[[nodiscard]] std::string curve_summary_json(const CurveHeading& heading, const ImpedanceCurve& curve);

/// Says where the curves are stored, prints them, and returns the exit code: rejected when one is blocked.
[[nodiscard]] int tell_curves(const Invocation& invocation, const Library& library,
                              const std::vector<MeasuredCurve>& curves);

}  // namespace ohmsweep::cli
