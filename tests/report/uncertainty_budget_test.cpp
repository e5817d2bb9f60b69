#include "report/html/uncertainty_budget.h"

#include <gtest/gtest.h>

namespace ohmsweep::page {
namespace {

/// Of an ideal rig the reflection itself is the ratio: an error ε of b moves Γ by -ε, and so a device of Z on
/// the scale R by ΔZ/Z = -2 ε/(1 - Γ²).
Calibration ideal_rig() {
  Calibration calibration;
  calibration.grid = FrequencyGrid({20.0, 1e3, 20e3});
  calibration.reference_ohm = 100.0;
  calibration.terms.assign(3, {1.0, 0.0, 0.0});
  calibration.noise.assign(3, {});
  return calibration;
}

constexpr double gamma = (budget_device_ohm - 100.0) / (budget_device_ohm + 100.0);
constexpr double per_b = 2.0 / (1.0 - gamma * gamma);

TermInfluence of_b(const std::string& parameter, double size) {
  return {parameter, std::vector<std::array<Complex, 3>>(3, {0.0, size, 0.0})};
}

TEST(UncertaintyBudget, FollowsTheReflectionsDerivative) {
  Calibration calibration = ideal_rig();
  calibration.influences = {of_b("short resistance", 1e-5)};
  const std::vector<BudgetLine> lines = uncertainty_budget(calibration);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1].of, "short resistance");
  for (const double u95 : lines[1].u95) EXPECT_NEAR(u95, 2.0 * 1e-5 * per_b, 1e-8);
}

TEST(UncertaintyBudget, TakesNoiseFromItsCovariance) {
  Calibration calibration = ideal_rig();
  constexpr std::size_t real_part_of_b = 2;
  calibration.noise[1][6 * real_part_of_b + real_part_of_b] = 1e-10;
  const std::vector<BudgetLine> lines = uncertainty_budget(calibration);
  EXPECT_EQ(lines.front().of, "noise");
  EXPECT_NEAR(lines.front().u95[1], 2.0 * 1e-5 * per_b, 1e-8);
  EXPECT_EQ(lines.front().u95[0], 0.0);
}

TEST(UncertaintyBudget, HasTheLargestFirstAndAddsSquares) {
  Calibration calibration = ideal_rig();
  calibration.influences = {of_b("small", 3e-5), of_b("large", 4e-5)};
  const std::vector<BudgetLine> lines = uncertainty_budget(calibration);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[1].of, "large");
  EXPECT_EQ(lines[3].of, "all together");
  EXPECT_NEAR(lines[3].u95[2], 2.0 * 5e-5 * per_b, 2e-8);
}

TEST(UncertaintyBudget, OfACalibrationWithoutPointsIsEmpty) { EXPECT_TRUE(uncertainty_budget({}).empty()); }

}  // namespace
}  // namespace ohmsweep::page
