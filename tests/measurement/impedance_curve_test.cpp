#include "ohmsweep/measurement/impedance_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

ImpedanceCurve two_points() {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({100.0, 400.0});
  curve.impedance_ohm = {{10.0, 0.0}, {30.0, 8.0}};
  curve.covariance = {{0.04, 0.0, 0.04}, {0.16, 0.02, 0.08}};
  curve.snr_db = {60.0, 80.0};
  curve.upper_bound = {false, true};
  return curve;
}

TEST(ImpedanceCurve, ReturnsItsOwnPointsUnchanged) {
  const ImpedancePoint point = at(two_points(), Hertz(400.0));
  EXPECT_EQ(point.impedance_ohm, Complex(30.0, 8.0));
  EXPECT_EQ(point.covariance, (Covariance{0.16, 0.02, 0.08}));
  EXPECT_EQ(point.snr_db, 80.0);
  EXPECT_TRUE(point.upper_bound);
}

TEST(ImpedanceCurve, InterpolatesLinearlyInLogarithmicFrequency) {
  const ImpedancePoint point = at(two_points(), Hertz(200.0));  // halfway: one of two octaves
  EXPECT_NEAR(point.impedance_ohm.real(), 20.0, 1e-12);
  EXPECT_NEAR(point.impedance_ohm.imag(), 4.0, 1e-12);
  EXPECT_NEAR(point.covariance.re_re, 0.10, 1e-12);
  EXPECT_NEAR(point.covariance.re_im, 0.01, 1e-12);
  EXPECT_NEAR(point.snr_db, 70.0, 1e-12);
}

TEST(ImpedanceCurve, IsABoundBetweenTwoPointsWhenEitherIsOne) {
  EXPECT_TRUE(at(two_points(), Hertz(150.0)).upper_bound);
  EXPECT_FALSE(at(two_points(), Hertz(100.0)).upper_bound);
}

TEST(ImpedanceCurve, RefusesToExtrapolateAndNamesTheFrequency) {
  for (const double hz : {99.0, 401.0}) {
    try {
      (void)at(two_points(), Hertz(hz));
      FAIL() << hz;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::failed);
      EXPECT_THAT(error.what(), testing::HasSubstr(hz < 100 ? "99 Hz" : "401 Hz"));
    }
  }
  EXPECT_THROW((void)at(ImpedanceCurve{}, Hertz(100.0)), Error);
}

TEST(ImpedanceCurve, BoundsTheMagnitudeByItsIntervalAlongTheImpedance) {
  // |10 + 0j| with u(Re) = 0.2: 10 + 2 * 0.2.
  EXPECT_NEAR(upper_bound_ohm(two_points(), 0), 10.4, 1e-12);
}

}  // namespace
}  // namespace ohmsweep
