#include "ohmsweep/calibration/calibration_drift.h"

#include <gtest/gtest.h>

#include <cmath>

#include "calibration/synthetic_rig.h"

namespace ohmsweep {
namespace {

Calibration calibrated(const SyntheticRig& rig, unsigned seed) {
  SyntheticBench bench(rig, 1e-6, seed);
  return solve(record_standards(bench), {});
}

TEST(CalibrationDrift, OfACalibrationFromItselfIsNothing) {
  const Calibration once = calibrated({}, 1);
  const CalibrationDrift drift = calibration_drift(once, once, true).value();
  EXPECT_LT(drift.largest_change, 1e-12);
  EXPECT_TRUE(drift.agrees);
  EXPECT_EQ(drift.share_within, 1.0);
}

TEST(CalibrationDrift, OfTwoCalibrationsOfOneRigAgrees) {
  for (unsigned seed = 2; seed < 12; ++seed) {
    const CalibrationDrift drift = calibration_drift(calibrated({}, 1), calibrated({}, seed), true).value();
    EXPECT_TRUE(drift.agrees) << seed << ": " << drift.largest_normalised;
  }
}

TEST(CalibrationDrift, TellsAGainThatHasMovedAndByHowMuch) {
  SyntheticRig moved;
  moved.dut_gain *= 1.01;
  const CalibrationDrift drift = calibration_drift(calibrated({}, 1), calibrated(moved, 2), true).value();
  EXPECT_FALSE(drift.agrees);
  // 1 % of the ratio is 1 % (1 + Z/R) of Z: 4 % of 300 ohm, 1.1 % of 10 ohm.
  const DriftPoint& middle = drift.points[drift.points.size() / 2];
  EXPECT_NEAR(middle.change[3], 0.04, 0.002);
  EXPECT_NEAR(middle.change[0], 0.011, 0.001);
  EXPECT_EQ(drift.largest_change_ohm, 300.0);
}

TEST(CalibrationDrift, IsNotAllowedMoreBecauseTheStandardsAreUncertainWhereTheyAreTheSame) {
  const Calibration from = calibrated({}, 1);
  const Calibration to = calibrated({}, 2);
  const DriftPoint same = calibration_drift(from, to, true).value().points[100];
  const DriftPoint others = calibration_drift(from, to, false).value().points[100];
  for (std::size_t d = 0; d < same.u95.size(); ++d) {
    EXPECT_LE(same.u95.at(d), others.u95.at(d));
    EXPECT_EQ(same.change.at(d), others.change.at(d));
  }
}

TEST(CalibrationDrift, IsNothingBetweenDifferentReferences) {
  Calibration other = calibrated({}, 1);
  other.reference_ohm = 33.0;
  EXPECT_FALSE(calibration_drift(calibrated({}, 1), other, true));
}

}  // namespace
}  // namespace ohmsweep
