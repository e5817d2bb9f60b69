/// Accuracy, coverage and propagation of calibrated impedances.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "calibration/synthetic_rig.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/measurement/headphone.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

const FrequencyGrid coarse({30.0, 100.0, 300.0, 1000.0, 3000.0, 10000.0, 15000.0});

std::vector<StandardTake> coarse_standards(SyntheticBench& bench) {
  return {{default_open(), bench.take(nothing_connected(), "open", coarse)},
          {default_short(), bench.take(resistor(0.0), "short", coarse)},
          {declared_load(100.0), bench.take(resistor(100.0), "100ohm", coarse)}};
}

/// Standards known so well that only noise is left.
std::vector<StandardTake> perfect(std::vector<StandardTake> takes) {
  for (StandardTake& take : takes) {
    take.standard.resistance_ohm.standard_uncertainty = 0.0;
    take.standard.inductance_h.standard_uncertainty = 0.0;
    take.standard.capacitance_f.standard_uncertainty = 0.0;
  }
  return takes;
}

CalibrationOptions no_contact() {
  CalibrationOptions options;
  options.contact = Ohms(0.0);
  return options;
}

TEST(CalibratedImpedance, IsTheDevicesOwnFromOneToAThousandOhms) {
  SyntheticBench bench({}, 0.0);
  const Calibration calibration = solve(record_standards(bench), {});
  for (const double ohm : {1.0, 4.0, 16.0, 100.0, 600.0, 1000.0}) {
    const Device device = voice_coil(0.7 * ohm, 0.6 * ohm, 95.0, 2.0, 1e-6 * ohm);
    const ImpedanceCurve curve = headphone_impedance(bench.take(device, "left"), calibration);
    EXPECT_TRUE(curve.calibrated);
    EXPECT_TRUE(curve.findings.empty());
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      const Complex truth = device(curve.grid[i]);
      EXPECT_LT(std::abs(curve.impedance_ohm[i] - truth), 1e-9 * std::abs(truth));
    }
  }
}

TEST(CalibratedImpedance, CoversTheTruthInNineteenOfTwentyCasesWhereNoiseDominates) {
  int inside = 0;
  int phase_inside = 0;
  int cases = 0;
  const Device device = voice_coil(30.0, 25.0, 95.0, 2.0, 0.1e-3);
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SyntheticBench bench({}, 1e-4, seed);
    const Calibration calibration = solve(perfect(coarse_standards(bench)), no_contact());
    const ImpedanceCurve curve = headphone_impedance(bench.take(device, "left", coarse), calibration);
    for (std::size_t i = 0; i < coarse.size(); ++i) {
      const Complex truth = device(coarse[i]);
      const Complex z = curve.impedance_ohm[i];
      if (std::abs(std::abs(z) - std::abs(truth)) <= magnitude_u95(z, curve.covariance[i])) ++inside;
      if (std::abs(phase_deg(z / truth)) <= phase_u95_deg(z, curve.covariance[i])) ++phase_inside;
      ++cases;
    }
  }
  // 95.4 % for k = 2; 2800 cases have a binomial deviation of 0.4 %.
  EXPECT_NEAR(100.0 * inside / cases, 95.4, 1.6);
  EXPECT_NEAR(100.0 * phase_inside / cases, 95.4, 1.6);
}

TEST(CalibratedImpedance, CoversTheTruthAtLeastAsOftenWhereTheLoadsToleranceDominates) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> tolerance(-1.0, 1.0);
  std::normal_distribution<double> normal;
  int inside = 0;
  const int seeds = 300;
  for (int seed = 0; seed < seeds; ++seed) {
    SyntheticBench bench({}, 1e-6, static_cast<unsigned>(seed) + 1);
    std::vector<StandardTake> takes = coarse_standards(bench);
    takes[1].ratio = bench.take(resistor(std::abs(0.001 * normal(random))), "short", coarse);
    takes[2].ratio = bench.take(resistor(100.0 * (1.0 + 0.001 * tolerance(random)), 10e-9), "100ohm", coarse);
    const ImpedanceCurve curve =
        headphone_impedance(bench.take(resistor(300.0), "left", coarse), solve(takes, {}));
    const Complex z = curve.impedance_ohm[3];
    if (std::abs(std::abs(z) - 300.0) <= magnitude_u95(z, curve.covariance[3])) ++inside;
  }
  // A rectangular distribution lies within 2a/√3 always.
  EXPECT_GE(inside, seeds - 3);
}

TEST(CalibratedImpedance, FirstOrderPropagationAgreesWithMonteCarlo) {
  for (const double ohm : {8.0, 100.0, 600.0}) {
    const int trials = 3000;
    const FrequencyGrid one({400.0, 500.0, 600.0, 700.0, 800.0, 1000.0});
    SyntheticBench bench({}, 5e-4, 17);
    double squares = 0.0;
    double stated = 0.0;
    for (int trial = 0; trial < trials; ++trial) {
      const Calibration calibration =
          solve(perfect({{default_open(), bench.take(nothing_connected(), "open", one)},
                         {default_short(), bench.take(resistor(0.0), "short", one)},
                         {declared_load(100.0), bench.take(resistor(100.0), "load", one)}}),
                no_contact());
      const ImpedanceCurve curve = headphone_impedance(bench.take(resistor(ohm), "left", one), calibration);
      squares += std::norm(curve.impedance_ohm[0] - ohm) / trials;
      stated += curve.covariance[0].total() / trials;
    }
    // The mean square of 3000 complex draws is known to 1.8 %.
    EXPECT_NEAR(squares / stated, 1.0, 0.07) << ohm;
  }
}

TEST(CalibratedImpedance, CountsTheDevicesContactOutsideWhatIsCommon) {
  SyntheticBench bench;
  CalibrationOptions options;
  options.contact = Ohms(0.05);
  const ImpedanceCurve curve =
      headphone_impedance(bench.take(resistor(16.0), "left"), solve(record_standards(bench), options));
  for (std::size_t i = 0; i < curve.grid.size(); i += 50) {
    EXPECT_NEAR(curve.covariance[i].re_re - curve.common[i].re_re, 0.05 * 0.05, 1e-6);
    EXPECT_LT(curve.covariance[i].im_im - curve.common[i].im_im, 1e-6);
  }
}

TEST(CalibratedImpedance, TwoDevicesDifferByLessThanEachIsKnown) {
  std::mt19937_64 random(9);
  std::uniform_real_distribution<double> tolerance(-1.0, 1.0);
  for (int trial = 0; trial < 20; ++trial) {
    SyntheticBench bench({}, 1e-6, static_cast<unsigned>(trial) + 1);
    std::vector<StandardTake> takes = coarse_standards(bench);
    takes[2].ratio = bench.take(resistor(100.0 * (1.0 + 0.001 * tolerance(random))), "100ohm", coarse);
    const Calibration calibration = solve(takes, no_contact());
    const ImpedanceCurve left = headphone_impedance(bench.take(resistor(300.0), "left", coarse), calibration);
    const ImpedanceCurve right =
        headphone_impedance(bench.take(resistor(300.3), "right", coarse), calibration);
    const Covariance own_left = left.covariance[3] + (-1.0) * left.common[3];
    const Covariance own_right = right.covariance[3] + (-1.0) * right.common[3];
    const double u = std::sqrt((own_left + own_right).re_re);
    EXPECT_NEAR((right.impedance_ohm[3] - left.impedance_ohm[3]).real(), 0.3, 5.0 * u + 0.001);
    EXPECT_LT(u, 0.1 * std::sqrt(left.covariance[3].re_re));
  }
}

TEST(CalibratedImpedance, CarriesTheEstimatorsBiasOfDeviceAndStandards) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  RatioCurve device = bench.take(resistor(50.0), "left");
  const double before = headphone_impedance(device, solve(takes, {})).covariance[100].total();
  for (Complex& bias : device.resolution_bias) bias = {1e-3, 0.0};
  const ImpedanceCurve with_device = headphone_impedance(device, solve(takes, {}));
  EXPECT_GT(with_device.covariance[100].total(), 10.0 * before);
  for (Complex& bias : takes[2].ratio.resolution_bias) bias = {0.0, 1e-3};
  const ImpedanceCurve with_both = headphone_impedance(device, solve(takes, {}));
  EXPECT_GT(with_both.common[100].total(), 10.0 * with_device.common[100].total());
}

TEST(PainPoint10, PointsOutsideTheCalibrationAreLeftOutWithAWarning) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[0].ratio =
      bench.take(nothing_connected(), "open", FrequencyGrid::standard(Hertz(100.0), Hertz(10e3)));
  const ImpedanceCurve curve = headphone_impedance(bench.take(resistor(32.0), "left"), solve(takes, {}));
  EXPECT_GE(curve.grid.lowest(), Hertz(100.0));
  EXPECT_LE(curve.grid.highest(), Hertz(10e3));
  EXPECT_EQ(curve.impedance_ohm.size(), curve.grid.size());
  ASSERT_EQ(curve.findings.size(), 1U);
  EXPECT_EQ(curve.findings[0].code, FindingCode::outside_calibration);
  EXPECT_EQ(curve.findings[0].severity, Severity::warning);
}

/// The sentence with which a take is refused.
std::string refusal(const RatioCurve& take, const Calibration& calibration) {
  try {
    static_cast<void>(headphone_impedance(take, calibration));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return {};
}

TEST(PainPoint10, ATakeWhollyOutsideTheCalibrationIsRefused) {
  SyntheticBench bench;
  const Calibration calibration = solve(coarse_standards(bench), {});
  const RatioCurve take = bench.take(resistor(32.0), "left", FrequencyGrid({16e3, 17e3}));
  EXPECT_THAT(refusal(take, calibration), HasSubstr("nothing is extrapolated"));
}

TEST(CalibratedImpedance, RefusesATakeOfAnotherRateOrStimulus) {
  SyntheticBench bench;
  const Calibration calibration = solve(record_standards(bench), {});
  RatioCurve take = bench.take(resistor(32.0), "left");
  take.sample_rate = 96000;
  EXPECT_THAT(refusal(take, calibration), HasSubstr("96000 Hz"));
  take.sample_rate = 48000;
  take.stimulus_hash = "another";
  EXPECT_THAT(refusal(take, calibration), HasSubstr("another stimulus"));
}

}  // namespace
}  // namespace ohmsweep
