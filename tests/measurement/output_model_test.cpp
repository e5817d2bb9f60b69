/// The circuit behind an output's curve: what is in it is found, what is not is not named.

#include "ohmsweep/measurement/output_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measurement/simulated_output.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using testing::HasSubstr;

/// E|δm|² of a take at -12 dBFS over -104 dBFS.
constexpr double usual_noise = 1.1e-10;

Impedance with_inductor(double resistance, double henry) {
  return [=](double hz) { return Complex(resistance, angular(Hertz(hz)) * henry); };
}
Impedance with_capacitor(double resistance, double farad) {
  return [=](double hz) { return Complex(resistance, -1.0 / (angular(Hertz(hz)) * farad)); };
}
/// An inductor with a resistor across it, as in many output stages.
Impedance with_damped_inductor(double resistance, double henry, double across) {
  return [=](double hz) {
    const Complex j(0.0, angular(Hertz(hz)) * henry);
    return resistance + j * across / (j + across);
  };
}

OutputImpedance measured(Impedance output, double load_ohm, unsigned seed = 1) {
  Bench bench;
  bench.output = std::move(output);
  bench.noise_variance = usual_noise;
  bench.input_ohm = 20e3;
  Connected load = loaded(load_ohm);
  load.stated->resistance_ohm = from_tolerance(load_ohm, 0.001 * load_ohm);
  OutputRig rig;
  rig.dut_input_ohm = 20e3;
  return output_impedance(sequence(bench, {unloaded(), load, load, unloaded()}, seed), rig);
}

const Finding* find(const OutputImpedance& output, FindingCode code) {
  for (const Finding& finding : output.curve.findings) {
    if (finding.code == code) return &finding;
  }
  return nullptr;
}

TEST(OutputModel, NamesACapacitorInSeriesWithin2Percent) {
  const OutputImpedance output = measured(with_capacitor(38.0, 100e-6), 33);
  ASSERT_TRUE(output.traits.model && output.traits.model->capacitance_f);
  const Uncertain farad = *output.traits.model->capacitance_f;
  EXPECT_NEAR(farad.value, 100e-6, 2e-6);
  EXPECT_LE(std::abs(farad.value - 100e-6), coverage_factor * farad.standard_uncertainty);
  EXPECT_NEAR(output.traits.model->resistance_ohm.value, 38.0, 0.1);
  EXPECT_FALSE(output.traits.model->inductance_h);
  const Finding* finding = find(output, FindingCode::output_capacitor);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::note);
  EXPECT_THAT(finding->detail, HasSubstr("100 µF"));
}

TEST(OutputModel, LeavesACapacitorsCurveWithin0_2PercentAnd0_1DegreeFrom20Hz) {
  const Impedance truth = with_capacitor(38.0, 100e-6);
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const ImpedanceCurve curve = measured(truth, 33, seed).curve;
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      const Complex ratio = curve.impedance_ohm[i] / truth(curve.grid[i]);
      ASSERT_NEAR(std::abs(ratio), 1.0, 0.002) << curve.grid[i];
      ASSERT_NEAR(phase_deg(ratio), 0.0, 0.1) << curve.grid[i];
    }
  }
}

TEST(OutputModel, NamesAnInductanceInSeriesWithin2Percent) {
  const OutputImpedance output = measured(with_inductor(0.1, 2e-6), 16);
  ASSERT_TRUE(output.traits.model && output.traits.model->inductance_h);
  EXPECT_NEAR(output.traits.model->inductance_h->value, 2e-6, 0.04e-6);
  EXPECT_NEAR(output.traits.model->resistance_ohm.value, 0.1, 0.002);
  EXPECT_FALSE(output.traits.model->capacitance_f);
  ASSERT_NE(find(output, FindingCode::output_inductance), nullptr);
  EXPECT_THAT(find(output, FindingCode::output_inductance)->detail, HasSubstr("2 µH"));
}

TEST(OutputModel, FitsTheLowSideOfADampedInductorAndSaysHowFar) {
  const OutputImpedance output = measured(with_damped_inductor(0.1, 2e-6, 1.0), 16);
  ASSERT_TRUE(output.traits.model && output.traits.model->inductance_h);
  EXPECT_NEAR(output.traits.model->inductance_h->value, 2e-6, 0.1e-6);
  EXPECT_THAT(find(output, FindingCode::output_inductance)->detail, HasSubstr("fitted up to"));
}

TEST(OutputModel, NamesNoElementOfAResistance) {
  for (const double resistance : {0.02, 0.1, 2.2, 38.0, 120.0}) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
      const OutputImpedance output = measured(constant(resistance), resistance < 1.0 ? 16 : 33, seed);
      ASSERT_TRUE(output.traits.model) << resistance;
      EXPECT_FALSE(output.traits.model->inductance_h) << resistance << " Ω, seed " << seed;
      EXPECT_FALSE(output.traits.model->capacitance_f) << resistance << " Ω, seed " << seed;
    }
  }
}

TEST(OutputModel, IsNotStatedOfTakesThatContradictOneAnother) {
  Bench bench;
  bench.noise_variance = usual_noise;
  bench.output = constant(10.0);
  Connected wrong = loaded(16);
  wrong.true_ohm = 24.0;
  const auto takes = sequence(bench, {unloaded(), loaded(33), wrong, unloaded()});
  EXPECT_FALSE(output_impedance(takes, OutputRig{}).traits.model);
}

TEST(OutputModel, IsNothingForWhatNoSeriesCircuitGives) {
  CorrelatedImpedance resonance;
  resonance.grid = FrequencyGrid::standard(audible_from, audible_to);
  for (const double hz : resonance.grid) {
    const double x = 5.0 * (hz / 300.0 - 300.0 / hz);
    resonance.impedance_ohm.push_back(1.0 + 20.0 / Complex(1.0, x));
    resonance.alone.push_back(Covariance::circular(1e-8));
  }
  EXPECT_FALSE(fit_output_model(resonance));
}

}  // namespace
}  // namespace ohmsweep
