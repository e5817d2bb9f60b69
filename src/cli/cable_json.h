#pragma once
/// What was found of an interface by a cable, as programs read it.

#include <string>

#include "ohmsweep/measurement/cable_report.h"

namespace ohmsweep::cli {

/// One JSON object; levels are in dBFS or dB, distortion and crosstalk null where only noise is there.
[[nodiscard]] std::string cable_json(const CableReport& report);

}  // namespace ohmsweep::cli
