#pragma once
/// How two versions of a calibration differ: what the same takes give with one and with the other. Pure;
/// thread-safe.

#include <array>
#include <optional>
#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// Resistances that the difference is told for, ohm.
inline constexpr std::array<double, 4> drift_devices_ohm{10.0, 32.0, 100.0, 300.0};

/// At one frequency, for each of drift_devices_ohm: |ΔZ|/|Z| of the device seen through both, and what both
/// versions together allow it to be, 95 %.
struct DriftPoint {
  double hz = 0.0;
  std::array<double, 4> change{};
  std::array<double, 4> u95{};
};

struct CalibrationDrift {
  std::vector<DriftPoint> points;  ///< that both versions have, between 20 Hz and 20 kHz
  double largest_change = 0.0;     ///< of any device
  double largest_change_hz = 0.0;
  double largest_change_ohm = 0.0;
  double largest_normalised = 0.0;  ///< change over u95
  double largest_normalised_hz = 0.0;
  double largest_normalised_ohm = 0.0;
  double share_within = 0.0;  ///< of all points and devices, those whose change is within its u95
  bool agrees = false;        ///< nine in ten are
};

/// The uncertainty is of the noise of both and of one new connection of each standard; what the standards
/// themselves are worth cancels where `same_standards`, else it is counted. Nothing where the two share no
/// frequency between 20 Hz and 20 kHz, or differ in their reference.
[[nodiscard]] std::optional<CalibrationDrift> calibration_drift(const Calibration& from,
                                                                const Calibration& to, bool same_standards);

}  // namespace ohmsweep
