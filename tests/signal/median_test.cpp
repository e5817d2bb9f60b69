#include "signal/median.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace ohmsweep {
namespace {

double by_sorting(std::vector<double> values) {
  for (double& value : values) value = std::abs(value);
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

TEST(MedianMagnitude, IsThatOfTheSortedMagnitudes) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal(0.0, 1e-5);
  for (const std::size_t count : {1U, 2U, 3U, 10U, 1001U, 4096U}) {
    std::vector<double> values(count);
    std::generate(values.begin(), values.end(), [&] { return normal(random); });
    EXPECT_EQ(median_magnitude(values), by_sorting(values)) << count << " values";
  }
}

TEST(MedianMagnitude, TakesZerosAndNegativesAndRepeatsAsTheyAre) {
  EXPECT_EQ(median_magnitude({-0.0, 0.0, 0.0, 5.0}), 0.0);
  EXPECT_EQ(median_magnitude({-3.0, -3.0, 1.0}), 3.0);
  EXPECT_EQ(median_magnitude({-1e-310, 2.0, -1e300}), 2.0);
}

}  // namespace
}  // namespace ohmsweep
