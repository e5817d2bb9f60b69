#include "ohmsweep/rating/damping.h"

#include <gtest/gtest.h>

#include <cmath>

#include "rating/analytic_curves.h"

namespace ohmsweep {
namespace {

using testing_support::flat;
using testing_support::resonant;

TEST(DriverResonance, OfASeriesResistanceAndAParallelResonanceIsThatResonance) {
  for (const double quality : {0.7, 1.5, 4.0}) {
    const auto found = resonance_of(resonant({32.0, 60.0, 95.0, quality}));
    ASSERT_TRUE(found) << quality;
    EXPECT_NEAR(found->hz, 95.0, 1.0);
    EXPECT_NEAR(found->peak_ohm, 60.0, 0.05);
    EXPECT_NEAR(found->resistance_ohm, 32.0, 0.6);
    EXPECT_NEAR(found->mechanical_q, quality, 0.03 * quality);
    EXPECT_NEAR(found->electrical_q, quality / (60.0 / 32.0 - 1.0), 0.05 * quality / (60.0 / 32.0 - 1.0));
    EXPECT_NEAR(1.0 / found->total_q, 1.0 / found->mechanical_q + 1.0 / found->electrical_q, 1e-12);
  }
}

TEST(DriverResonance, IsNoneInAFlatCurveNorInOneThatRisesToLowFrequencies) {
  EXPECT_FALSE(resonance_of(flat(32.0)));
  EXPECT_FALSE(
      resonance_of(testing_support::curve_from([](double hz) { return Complex(32.0, -3000.0 / hz); })));
}

TEST(DriverResonance, LosesAnEighthOfItsElectricalDampingAtTheRulesLimit) {
  const DriverResonance driver{95.0, 60.0, 32.0, 2.0, 1.0, 2.0 / 3.0};
  const DampedResonance damped = damped_by(driver, Ohms(4.0));
  EXPECT_NEAR(damped.electrical_q, 1.125, 1e-12);
  EXPECT_NEAR(1.0 / damped.total_q, 1.0 / 2.0 + 1.0 / 1.125, 1e-12);
  EXPECT_NEAR(damped_by(driver, Ohms(0.0)).total_q, driver.total_q, 1e-12);
  EXPECT_NEAR(damped_by(driver, Ohms(1e12)).total_q, driver.mechanical_q, 1e-9);
}

}  // namespace
}  // namespace ohmsweep
