#include "ohmsweep/core/covariance.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <numbers>

namespace ohmsweep {
namespace {

Complex arbitrary_complex() {
  return {*rc::gen::inRange(-1000, 1000) / 100.0, *rc::gen::inRange(-1000, 1000) / 100.0};
}

/// A sum of outer products: every covariance that the product makes.
Covariance arbitrary_covariance() {
  return Covariance::from_influence(arbitrary_complex()) + Covariance::from_influence(arbitrary_complex());
}

TEST(Covariance, OfCircularNoiseIsTheSameInEveryDirection) {
  const Covariance noise = Covariance::circular(2.0);
  for (const double angle : {0.0, 0.3, 1.0, 2.5}) {
    EXPECT_NEAR(noise.along(std::polar(3.0, angle)), 1.0, 1e-12);
  }
  EXPECT_DOUBLE_EQ(noise.total(), 2.0);
}

TEST(Covariance, OfOneInfluenceLiesOnItsLine) {
  const Complex influence = std::polar(0.2, 0.7);
  const Covariance covariance = Covariance::from_influence(influence);
  EXPECT_NEAR(covariance.along(influence), 0.2, 1e-12);
  EXPECT_NEAR(covariance.along(influence * Complex(0.0, 1.0)), 0.0, 1e-8);
}

TEST(Covariance, ThroughADerivativeIsTheCovarianceOfTheTurnedInfluence) {
  EXPECT_TRUE(rc::check("through(g) of an influence q is that of g q", [] {
    const Complex influence = arbitrary_complex();
    const Complex derivative = arbitrary_complex();
    const Covariance propagated = Covariance::from_influence(influence).through(derivative);
    const Covariance direct = Covariance::from_influence(derivative * influence);
    RC_ASSERT(std::abs(propagated.re_re - direct.re_re) < 1e-8);
    RC_ASSERT(std::abs(propagated.re_im - direct.re_im) < 1e-8);
    RC_ASSERT(std::abs(propagated.im_im - direct.im_im) < 1e-8);
  }));
}

TEST(Covariance, StaysPositiveSemidefiniteThroughAnyDerivative) {
  EXPECT_TRUE(rc::check("determinant and trace stay at or above zero", [] {
    const Covariance c = arbitrary_covariance().through(arbitrary_complex());
    RC_ASSERT(c.total() >= 0.0);
    RC_ASSERT(c.re_re * c.im_im - c.re_im * c.re_im >= -1e-9 * c.total() * c.total());
  }));
}

TEST(MagnitudeU95, IsTwiceTheStandardUncertaintyAlongTheValue) {
  EXPECT_DOUBLE_EQ(magnitude_u95({0.0, 50.0}, {9.0, 0.0, 4.0}), 4.0);
  EXPECT_DOUBLE_EQ(magnitude_u95({50.0, 0.0}, {9.0, 0.0, 4.0}), 6.0);
}

TEST(MagnitudeU95, OfZeroIsTheLargerAxisOfTheEllipse) {
  EXPECT_DOUBLE_EQ(magnitude_u95({}, {9.0, 0.0, 4.0}), 6.0);
  const Covariance tilted = Covariance::from_influence({3.0, 4.0});
  EXPECT_NEAR(magnitude_u95({}, tilted), 10.0, 1e-12);
}

TEST(PhaseU95, IsTheTangentialUncertaintyInDegrees) {
  const double expected = 2.0 * 0.01 / 1.0 * 180.0 / std::numbers::pi;
  EXPECT_NEAR(phase_u95_deg({1.0, 0.0}, {1.0, 0.0, 1e-4}), expected, 1e-9);
}

TEST(PhaseU95, NeverExceedsHalfATurn) {
  EXPECT_EQ(phase_u95_deg({}, Covariance::circular(1.0)), 180.0);
  EXPECT_EQ(phase_u95_deg({0.001, 0.0}, Covariance::circular(1.0)), 180.0);
}

TEST(Phase, OfACapacitorIsMinusNinetyDegrees) {
  EXPECT_DOUBLE_EQ(phase_deg({0.0, -3.0}), -90.0);
  EXPECT_DOUBLE_EQ(phase_deg({-1.0, 0.0}), 180.0);
}

}  // namespace
}  // namespace ohmsweep
