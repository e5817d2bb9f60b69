#pragma once
/// Calibrations as the page holds them. Pure.

#include <string>

#include "ohmsweep/report/html_report.h"

namespace ohmsweep::page {

/// {name, versions, drift, budget}: of each version when, on what, and the sentence of its drift; `drift` of
/// the newest that has one over frequency, for the resistance that moved most for what both versions allow;
/// `budget` as [of, at 20 Hz, at 1 kHz, at 20 kHz] in percent of the budget's device.
[[nodiscard]] std::string calibration_json(const ReportedCalibration& calibration);

}  // namespace ohmsweep::page
