#pragma once
/// How a calibration has moved, in text. Thread rule: pure.

#include <string>

#include "ohmsweep/calibration/calibration_drift.h"

namespace ohmsweep {

/// "agrees with the version before: 0.012 % at 20 Hz of 300 Ω at most, 0.4 of what both allow", or "has
/// moved: …".
[[nodiscard]] std::string drift_line(const CalibrationDrift& drift);

/// The change at decades and their halves for each resistance, in percent, with its 95 % interval.
[[nodiscard]] std::string drift_table(const CalibrationDrift& drift);

/// The change of the resistance that moved most for what both versions allow, over frequency, as a plot of
/// `columns` by `rows` characters with a logarithmic frequency axis; a line of dots is what both versions
/// allow. At least 40 by 6.
[[nodiscard]] std::string drift_plot(const CalibrationDrift& drift, std::size_t columns = 72,
                                     std::size_t rows = 12);

}  // namespace ohmsweep
