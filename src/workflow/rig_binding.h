#pragma once
/// What a calibration is bound to, and what of it is otherwise now. Pure.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/core/finding.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep {

/// "dut channel 2 then, 3 now" for each thing that the two rigs state differently and the error terms depend
/// on.
[[nodiscard]] std::vector<std::string> rig_differences(const Rig& then, const Rig& now);

/// Seconds from one moment to another, ISO 8601 in UTC; nothing where either is none.
[[nodiscard]] std::optional<double> seconds_between(const std::string& from, const std::string& to);

/// Where and when a take is made.
struct TakeCircumstances {
  Rig rig;
  std::string rig_text;  ///< empty: no rig was stated
  std::string recorded_at;
  std::optional<double> temperature_c;
};

/// Warnings other_rig, calibration_old and temperature_changed, as far as both sides state what they are
/// about.
[[nodiscard]] Findings binding_findings(const Provenance& calibration, const TakeCircumstances& now);

}  // namespace ohmsweep
