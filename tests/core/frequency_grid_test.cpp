#include "ohmsweep/core/frequency_grid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

TEST(FrequencyGrid, StandardPointsLieOnTheAgreedSeriesOrOnABandEdge) {
  for (const double hz : FrequencyGrid::standard(5_Hz, 22_kHz)) {
    if (hz == 20.0 || hz == 20e3) continue;
    const double k = 48.0 * std::log2(hz / 1000.0);
    EXPECT_NEAR(k, std::round(k), 1e-9) << hz;
  }
}

TEST(FrequencyGrid, StandardHoldsBothBandEdgesAndOneKilohertzExactly) {
  const auto grid = FrequencyGrid::standard(20_Hz, 20_kHz);
  EXPECT_EQ(grid.lowest().value(), 20.0);
  EXPECT_EQ(grid.highest().value(), 20e3);
  ASSERT_TRUE(grid.find(1000.0).has_value());
  EXPECT_EQ(grid[grid.find(1000.0).value()], 1000.0);
}

TEST(FrequencyGrid, StandardLeavesOutAnEdgeThatTheBandDoesNotReach) {
  const auto grid = FrequencyGrid::standard(25_Hz, 10_kHz);
  EXPECT_GE(grid.lowest().value(), 25.0);
  EXPECT_LE(grid.highest().value(), 10e3);
}

TEST(FrequencyGrid, StandardGridsOfDifferentBandsShareTheirPointsBitForBit) {
  const auto wide = FrequencyGrid::standard(5_Hz, 40_kHz);
  const auto narrow = FrequencyGrid::standard(17_Hz, 21_kHz);
  EXPECT_EQ(wide.within(17_Hz, 21_kHz), narrow);
  EXPECT_EQ(common_points(wide, narrow), narrow);
}

TEST(FrequencyGrid, WithinKeepsBothEnds) {
  const FrequencyGrid grid({10.0, 20.0, 30.0, 40.0});
  EXPECT_EQ(grid.within(20_Hz, 30_Hz), FrequencyGrid({20.0, 30.0}));
}

TEST(FrequencyGrid, WithinAnEmptyBandIsEmpty) {
  EXPECT_TRUE(FrequencyGrid({10.0, 20.0}).within(11_Hz, 12_Hz).empty());
}

TEST(FrequencyGrid, FindsOnlyItsOwnFrequencies) {
  const FrequencyGrid grid({10.0, 20.0, 30.0});
  EXPECT_EQ(grid.find(20.0 * (1 + 5e-10)), 1U);
  EXPECT_EQ(grid.find(20.0 * (1 - 5e-10)), 1U);
  EXPECT_FALSE(grid.find(20.001).has_value());
  EXPECT_FALSE(grid.find(31.0).has_value());
  EXPECT_FALSE(FrequencyGrid().find(20.0).has_value());
}

TEST(FrequencyGrid, RefusesFrequenciesThatAreNotAscendingAndPositive) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<double>> broken{{0.0, 1.0}, {-1.0},          {2.0, 1.0},
                                                {1.0, 1.0}, {1.0, infinity}, {std::nan("")}};
  for (const auto& frequencies : broken) EXPECT_THROW((FrequencyGrid(frequencies)), Error);
}

TEST(CommonPoints, OfDisjointGridsAreNone) {
  EXPECT_TRUE(common_points(FrequencyGrid({1.0, 2.0}), FrequencyGrid({3.0, 4.0})).empty());
}

}  // namespace
}  // namespace ohmsweep
