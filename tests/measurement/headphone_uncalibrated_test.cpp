/// What the ideal divider is worth without a calibration.

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "calibration/synthetic_rig.h"
#include "ohmsweep/measurement/headphone.h"

namespace ohmsweep {
namespace {

/// Share of points at which the interval around |Z| and the one around the phase both hold the truth.
double covered(const ImpedanceCurve& curve, const Device& device) {
  std::size_t inside = 0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Complex truth = device(curve.grid[i]);
    const Complex z = curve.impedance_ohm[i];
    const bool magnitude = std::abs(std::abs(z) - std::abs(truth)) <= magnitude_u95(z, curve.covariance[i]);
    const bool phase = std::abs(phase_deg(z / truth)) <= phase_u95_deg(z, curve.covariance[i]);
    if (magnitude && phase) ++inside;
  }
  return static_cast<double>(inside) / static_cast<double>(curve.grid.size());
}

/// A rig as an interface of the usual kind might happen to be.
SyntheticRig random_rig(std::mt19937_64& random) {
  const auto uniform = [&](double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(random);
  };
  SyntheticRig rig;
  rig.source_gain = 1.0;
  rig.dut_gain = std::pow(10.0, uniform(-0.5, 0.5) / 20.0);
  rig.dut_input_ohm = std::pow(10.0, uniform(4.0, 6.0));
  rig.source_input_ohm = rig.dut_input_ohm;
  rig.dut_input_farad = uniform(50e-12, 400e-12);
  rig.lead_ohm = uniform(0.02, 0.35);
  rig.lead_henry = uniform(0.2e-6, 1.3e-6);
  rig.source_high_pass_hz = uniform(0.5, 3.0);
  rig.dut_high_pass_hz =
      rig.source_high_pass_hz + uniform(-0.8, 0.8) * std::min(1.0, rig.source_high_pass_hz);
  rig.skew_s = uniform(-0.5e-6, 0.5e-6);
  rig.crosstalk = std::pow(10.0, uniform(-100.0, -75.0) / 20.0);
  rig.reference_ohm = 100.0 * (1.0 + uniform(-0.001, 0.001));
  return rig;
}

TEST(UncalibratedImpedance, IsTheIdealDividersOnAnIdealRig) {
  SyntheticRig ideal;
  ideal.lead_ohm = 0.0;
  ideal.lead_henry = 0.0;
  ideal.dut_input_ohm = 1e12;
  ideal.dut_input_farad = 0.0;
  ideal.dut_gain = ideal.source_gain;
  ideal.dut_high_pass_hz = ideal.source_high_pass_hz;
  ideal.skew_s = 0.0;
  ideal.crosstalk = 0.0;
  SyntheticBench bench(ideal, 0.0);
  const Device device = voice_coil(32.0, 20.0, 95.0, 2.0, 0.1e-3);
  const ImpedanceCurve curve = uncalibrated_impedance(bench.take(device, "left"), {});
  for (std::size_t i = 0; i < curve.grid.size(); ++i)
    EXPECT_NEAR(std::abs(curve.impedance_ohm[i] - device(curve.grid[i])), 0.0, 1e-7);
}

TEST(UncalibratedImpedance, HoldsTheTruthOnUsualRigs) {
  std::mt19937_64 random(21);
  for (const Device& device :
       {resistor(4.0), voice_coil(16.0, 4.0, 60.0, 1.0, 0.05e-3), voice_coil(32.0, 60.0, 95.0, 2.0, 0.1e-3),
        resistor(100.0), voice_coil(300.0, 250.0, 95.0, 1.5, 0.4e-3), resistor(600.0)}) {
    double mean = 0.0;
    const unsigned trials = 200;
    for (unsigned trial = 1; trial <= trials; ++trial) {
      SyntheticBench bench(random_rig(random), 1e-5, trial);
      mean += covered(uncalibrated_impedance(bench.take(device, "left"), {}), device) / trials;
    }
    // Both intervals at once, at every point; one rig's errors are the same at all frequencies.
    EXPECT_GT(mean, 0.95) << device(1000.0);
  }
}

TEST(UncalibratedImpedance, IsNotMoreCertainThanAUsualInterfaceAllows) {
  SyntheticBench bench;
  const ImpedanceCurve curve = uncalibrated_impedance(bench.take(resistor(32.0), "left"), {});
  const std::size_t at_1khz = *curve.grid.find(1000.0);
  const double u95 = magnitude_u95(curve.impedance_ohm[at_1khz], curve.covariance[at_1khz]);
  EXPECT_GT(u95, 0.05 * 32.0);
  EXPECT_LT(u95, 0.15 * 32.0);
}

TEST(UncalibratedImpedance, UsesTheInputLoadingThatTheRigStates) {
  SyntheticRig synthetic;
  synthetic.dut_input_ohm = 10e3;
  synthetic.dut_gain = synthetic.source_gain;
  synthetic.lead_ohm = 0.0;
  SyntheticBench bench(synthetic, 0.0);
  DividerRig rig;
  rig.dut_input_ohm = 10e3;
  rig.dut_input_farad = synthetic.dut_input_farad;
  const ImpedanceCurve stated = uncalibrated_impedance(bench.take(resistor(600.0), "left"), rig);
  const std::size_t at_1khz = *stated.grid.find(1000.0);
  EXPECT_NEAR(std::abs(stated.impedance_ohm[at_1khz]), 600.0, 0.5);
  const ImpedanceCurve unknown = uncalibrated_impedance(bench.take(resistor(600.0), "left"), {});
  EXPECT_LT(std::abs(unknown.impedance_ohm[at_1khz]), 570.0);
}

TEST(UncalibratedImpedance, IsMarkedAndSharesItsRigsUncertaintyBetweenDevices) {
  SyntheticBench bench;
  const ImpedanceCurve curve = uncalibrated_impedance(bench.take(resistor(32.0), "left"), {});
  EXPECT_FALSE(curve.calibrated);
  ASSERT_EQ(curve.findings.size(), 1U);
  EXPECT_EQ(curve.findings[0].code, FindingCode::uncalibrated);
  EXPECT_EQ(curve.findings[0].severity, Severity::warning);
  for (std::size_t i = 0; i < curve.grid.size(); i += 50)
    EXPECT_GT(curve.common[i].re_re, 0.99 * curve.covariance[i].re_re);
}

}  // namespace
}  // namespace ohmsweep
