#include "ohmsweep/measurement/device_identity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ohmsweep {
namespace {

/// A dynamic headphone: Re in series with a resonance near 100 Hz, with noise of this relative size.
ImpedanceCurve dynamic(double re_ohm, double noise = 1e-5, unsigned seed = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> hz;
  for (double f = 20.0; f < 20e3; f *= 1.06) hz.push_back(f);
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid(hz);
  curve.calibrated = true;
  for (const double f : hz) {
    const Complex detuning(0.0, 2.0 * (f / 100.0 - 100.0 / f));
    const Complex impedance = re_ohm + 0.8 * re_ohm / (1.0 + detuning);
    curve.impedance_ohm.push_back(impedance *
                                  (1.0 + noise * Complex(normal(random), normal(random)) / std::sqrt(2.0)));
    curve.covariance.push_back(Covariance::circular(std::norm(noise * impedance)));
    curve.common.push_back({});
  }
  return curve;
}

TEST(SameDevice, IsFoundWhereTheLastOneIsMeasuredAgain) {
  const auto finding = find_same_device(dynamic(300.0, 1e-5, 1), dynamic(300.0, 1e-5, 2), "HD600 left");
  ASSERT_TRUE(finding.has_value());
  EXPECT_EQ(finding->code, FindingCode::same_device);
  EXPECT_EQ(finding->severity, Severity::warning);
}

TEST(SameDevice, IsNotFoundForTheOtherSideOfAWellMatchedPair) {
  EXPECT_FALSE(find_same_device(dynamic(300.0), dynamic(300.6), "HD600 left"));
}

TEST(SameDevice, IsNotClaimedWhereNoiseWouldHideTheDifference) {
  ImpedanceCurve noisy = dynamic(300.0);
  for (Covariance& each : noisy.covariance) each = 1e4 * each;
  EXPECT_FALSE(find_same_device(noisy, dynamic(300.0), "HD600 left"));
}

TEST(SwappedSides, AreFoundWhereLeftIsWhatRightWas) {
  EXPECT_TRUE(find_swapped_sides(dynamic(303.01), "left", dynamic(300.0), dynamic(303.0)));
  EXPECT_FALSE(find_swapped_sides(dynamic(300.01), "left", dynamic(300.0), dynamic(303.0)));
}

TEST(SwappedSides, AreNotFoundWhereBothSidesAreAlike) {
  EXPECT_FALSE(find_swapped_sides(dynamic(300.2), "left", dynamic(300.0), dynamic(300.2)));
}

TEST(SwappedSides, AreNotFoundWhereTheHeadphoneHasChanged) {
  EXPECT_FALSE(find_swapped_sides(dynamic(320.0), "left", dynamic(300.0), dynamic(303.0)));
}

TEST(OtherHeadphone, IsFoundWhereThePublishedImpedanceIsFarFromAllThatWasMeasured) {
  EXPECT_TRUE(find_other_headphone(dynamic(32.0), 300.0));
  EXPECT_TRUE(find_other_headphone(dynamic(300.0), 32.0));
  EXPECT_FALSE(find_other_headphone(dynamic(300.0), 300.0));
  EXPECT_FALSE(find_other_headphone(dynamic(300.0), 250.0));
}

TEST(RelativeDifference, IsNothingWhereTheCurvesHardlyOverlap) {
  ImpedanceCurve narrow = dynamic(300.0);
  narrow.grid = FrequencyGrid({20.0, 50.0});
  narrow.impedance_ohm.resize(2);
  EXPECT_FALSE(relative_difference(dynamic(300.0), narrow));
  EXPECT_EQ(relative_difference(dynamic(300.0), dynamic(300.0)).value(), 0.0);
}

}  // namespace
}  // namespace ohmsweep
