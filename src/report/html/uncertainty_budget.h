#pragma once
/// What the uncertainty of a calibration is made of. Pure.

#include <array>
#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep::page {

/// The device and the frequencies that a budget is told for.
inline constexpr double budget_device_ohm = 32.0;
inline constexpr std::array<double, 3> budget_hz{20.0, 1e3, 20e3};

/// One contribution to the device's |Z|: relative, 95 %, at the calibration's points nearest to budget_hz.
struct BudgetLine {
  std::string of;  ///< "100ohm resistance", "noise", "all together"
  std::array<double, 3> u95{};
};

/// Noise first, then the standards' parameters from the largest on, and all of them together at the end.
/// First-order propagation (JCGM 100, 5.1.2). Empty for a calibration without points.
[[nodiscard]] std::vector<BudgetLine> uncertainty_budget(const Calibration& calibration);

}  // namespace ohmsweep::page
