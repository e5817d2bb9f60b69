#include "ohmsweep/measurement/curve_agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

constexpr double own_deviation = 0.01;  ///< of each part, ohm

/// 30 Ω with a resonance, on the sweep's grid or a sixth of an octave, with circular errors of its own.
ImpedanceCurve curve_on(const FrequencyGrid& grid, unsigned seed, double deviation = own_deviation) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal(0.0, deviation);
  ImpedanceCurve curve;
  curve.grid = grid;
  for (const double hz : grid) {
    const Complex s(0.0, hz / 100.0);
    const Complex z = 30.0 + 60.0 * (s / 4.0) / (s * s + s / 4.0 + 1.0);
    const double re = normal(generator);
    curve.impedance_ohm.push_back(z + Complex(re, normal(generator)));
    curve.covariance.push_back(Covariance::circular(2.0 * own_deviation * own_deviation));
  }
  return curve;
}

FrequencyGrid dense() { return FrequencyGrid::standard(Hertz(10.0), Hertz(22e3)); }

FrequencyGrid sixths() {
  std::vector<double> hz;
  for (int k = -272; k <= 208; k += 8) hz.push_back(1000.0 * std::exp2(k / 48.0));
  return FrequencyGrid(hz);
}

void add_common(ImpedanceCurve& curve, Complex influence) {
  curve.common.assign(curve.grid.size(), Covariance::from_influence(influence));
  for (Covariance& covariance : curve.covariance)
    covariance = covariance + Covariance::from_influence(influence);
}

TEST(CurveAgreement, HoldsAtNineteenPointsOfTwentyWhereBothErrorsAreAsStated) {
  std::size_t within = 0;
  std::size_t points = 0;
  int refused = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    const CurveAgreement agreement =
        compare_curves(curve_on(dense(), 2 * seed), curve_on(sixths(), 2 * seed + 1), 0.0);
    within += agreement.within;
    points += agreement.points;
    if (!agreement.agrees) ++refused;
  }
  // 6100 points: a binomial deviation of 0.28 %.
  EXPECT_NEAR(100.0 * static_cast<double>(within) / static_cast<double>(points), 95.0, 1.0);
  EXPECT_LE(refused, 1) << "once in a thousand";
}

TEST(CurveAgreement, DoesNotCountWhatTheCalibrationGivesToBoth) {
  ImpedanceCurve sweep = curve_on(dense(), 1, 0.0);
  ImpedanceCurve stepped = curve_on(sixths(), 2, 0.0);
  add_common(sweep, Complex(1.0, 0.0));
  add_common(stepped, Complex(1.0, 0.0));
  EXPECT_TRUE(compare_curves(sweep, stepped, 0.0).agrees);
  for (Complex& z : stepped.impedance_ohm) z += 0.1;
  const CurveAgreement agreement = compare_curves(sweep, stepped, 0.0);
  EXPECT_FALSE(agreement.agrees);
  // 0.1 Ω over √(5.99 · 2) · 0.01 Ω.
  EXPECT_NEAR(agreement.largest_normalised_error, 2.888, 0.01);
  EXPECT_EQ(agreement.within, 0U);
  EXPECT_EQ(agreement.contradicting, agreement.points);
}

TEST(CurveAgreement, DoesNotMindADifferenceOfNoConsequence) {
  const ImpedanceCurve sweep = curve_on(dense(), 1, 0.0);
  ImpedanceCurve stepped = curve_on(sixths(), 2, 0.0);
  ImpedanceCurve sure = sweep;
  for (Covariance& covariance : sure.covariance) covariance = 1e-8 * covariance;
  for (Covariance& covariance : stepped.covariance) covariance = 1e-8 * covariance;
  for (Complex& z : stepped.impedance_ohm) z *= 1.0001;
  const CurveAgreement agreement = compare_curves(sure, stepped, 0.0);
  EXPECT_EQ(agreement.within, 0U);
  EXPECT_EQ(agreement.contradicting, 0U);
  EXPECT_TRUE(agreement.agrees);
}

TEST(CurveAgreement, ReadsTheSweepWhereTheTonesReallyWere) {
  for (const double offset : {-3e-4, 1e-4}) {
    ImpedanceCurve stepped = curve_on(sixths(), 2, 0.0);
    for (std::size_t i = 0; i < stepped.grid.size(); ++i) {
      const Complex s(0.0, stepped.grid[i] * (1.0 + offset) / 100.0);
      stepped.impedance_ohm[i] = 30.0 + 60.0 * (s / 4.0) / (s * s + s / 4.0 + 1.0);
    }
    const CurveAgreement agreement = compare_curves(curve_on(dense(), 1, 0.0), stepped, offset);
    EXPECT_LT(agreement.largest_normalised_error, 0.01) << offset;
    EXPECT_GT(compare_curves(curve_on(dense(), 1, 0.0), stepped, 0.0).largest_normalised_error, 0.03);
  }
}

TEST(CurveAgreement, RequiresMoreOfManyPointsThanOfFew) {
  const ImpedanceCurve sweep = curve_on(dense(), 1, 0.0);
  const auto required = [&](const FrequencyGrid& grid) {
    return compare_curves(sweep, curve_on(grid, 2, 0.0), 0.0).required_share;
  };
  const double few = required(sixths().within(Hertz(100.0), Hertz(1000.0)));
  const double many = required(sixths());
  EXPECT_GT(few, 0.6);
  EXPECT_GT(many, few);
  EXPECT_LT(many, 0.95);
  // 1/24 octave: the sweep's points are as wide as a sixth, so that four of them count as one.
  EXPECT_NEAR(required(dense().within(Hertz(19.7), Hertz(20.16e3))), many, 0.01);
}

TEST(CurveAgreement, NeedsASharedFrequency) {
  EXPECT_THROW((void)compare_curves(curve_on(dense(), 1), curve_on(FrequencyGrid({1001.0}), 2), 0.0), Error);
}

}  // namespace
}  // namespace ohmsweep
