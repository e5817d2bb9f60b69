#include "ohmsweep/workflow/verify.h"

#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

constexpr Ohms no_contact{1e-6};

/// A flat resistance with a stated standard uncertainty.
ImpedanceCurve flat_curve(double ohm, double standard_uncertainty_ohm) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid::standard(audible_from, audible_to);
  curve.impedance_ohm.assign(curve.grid.size(), Complex(ohm, 0.0));
  curve.covariance.assign(curve.grid.size(), Covariance::from_influence({standard_uncertainty_ohm, 0.0}));
  curve.calibrated = true;
  return curve;
}

Standard load(double ohm, double standard_uncertainty_ohm) {
  Standard standard = default_load("33ohm", {ohm, standard_uncertainty_ohm});
  standard.inductance_h = {};
  return standard;
}

TEST(Verification, AgreesWithAStandardThatIsWhatItClaims) {
  const Agreement agreement = compare_with_standard(flat_curve(33.01, 0.01), load(33.0, 0.01), no_contact);
  EXPECT_TRUE(agreement.agrees);
  EXPECT_DOUBLE_EQ(agreement.share_within, 1.0);
  EXPECT_NEAR(agreement.largest_deviation, 0.01 / 33.0, 1e-6);
  EXPECT_NEAR(agreement.stated_1khz_ohm, 33.0, 1e-6);
  EXPECT_NEAR(agreement.measured_1khz_ohm, 33.01, 1e-6);
}

TEST(Verification, NormalisesTheErrorByBothIntervals) {
  const Agreement agreement = compare_with_standard(flat_curve(33.04, 0.01), load(33.0, 0.01), no_contact);
  EXPECT_NEAR(agreement.largest_normalised_error, 0.04 / (2.0 * 0.01 * std::sqrt(2.0)), 1e-3);
}

TEST(Verification, DisagreesWithAStandardOneAndAHalfTimesItsValue) {
  const Agreement agreement = compare_with_standard(flat_curve(33.0, 0.05), load(22.0, 0.1), no_contact);
  EXPECT_FALSE(agreement.agrees);
  EXPECT_NEAR(agreement.largest_deviation, 0.5, 1e-3);
  EXPECT_DOUBLE_EQ(agreement.share_within, 0.0);
}

TEST(Verification, RefusesAnOpenForItHasNoImpedance) {
  EXPECT_THROW((void)compare_with_standard(flat_curve(1e6, 1.0), default_open(), no_contact), Error);
}

TEST(Verification, RefusesACurveOutsideTheAudibleBand) {
  ImpedanceCurve curve = flat_curve(33.0, 0.01);
  curve.grid = FrequencyGrid({21e3, 21.5e3});
  curve.impedance_ohm.resize(2);
  curve.covariance.resize(2);
  EXPECT_THROW((void)compare_with_standard(curve, load(33.0, 0.01), no_contact), Error);
}

}  // namespace
}  // namespace ohmsweep
