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

struct Circumstances {
  double load_tolerance = 0.001;
  double stated_input_ohm = 20e3;
};

OutputImpedance measured(Impedance output, double load_ohm, unsigned seed = 1,
                         const Circumstances& circumstances = {}) {
  Bench bench;
  bench.output = std::move(output);
  bench.noise_variance = usual_noise;
  bench.input_ohm = 20e3;
  Connected load = loaded(load_ohm);
  load.stated->resistance_ohm = from_tolerance(load_ohm, circumstances.load_tolerance * load_ohm);
  OutputRig rig;
  rig.dut_input_ohm = circumstances.stated_input_ohm;
  return output_impedance(sequence(bench, {unloaded(), load, load, unloaded()}, seed), rig);
}

/// `circuit` with a resistance across it.
Impedance bled(Impedance circuit, double across) {
  return [=](double hz) { return 1.0 / (1.0 / circuit(hz) + 1.0 / across); };
}
/// A transformer: its copper, its magnetising inductance across the primary, its leakage.
Impedance transformer(double copper, double magnetising, double leakage) {
  return [=](double hz) {
    const Complex jm(0.0, angular(Hertz(hz)) * magnetising);
    return copper + copper * jm / (copper + jm) + Complex(0.0, angular(Hertz(hz)) * leakage);
  };
}

bool holds(const Uncertain& value, double truth) {
  return std::abs(value.value - truth) <= coverage_factor * value.standard_uncertainty;
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
  EXPECT_THAT(finding->detail, HasSubstr("100.0"));
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
  EXPECT_THAT(find(output, FindingCode::output_inductance)->detail, HasSubstr("2.000"));
}

TEST(OutputModel, FitsTheLowSideOfADampedInductorAndSaysHowFar) {
  const OutputImpedance output = measured(with_damped_inductor(0.1, 2e-6, 1.0), 16);
  ASSERT_TRUE(output.traits.model && output.traits.model->inductance_h);
  EXPECT_NEAR(output.traits.model->inductance_h->value, 2e-6, 0.1e-6);
  EXPECT_THAT(find(output, FindingCode::output_inductance)->detail, HasSubstr("fitted up to"));
}

TEST(OutputModel, AgreesWithTheCurveHoweverPoorlyTheLoadIsKnown) {
  for (const double tolerance : {0.001, 0.01, 0.05, 0.1}) {
    const OutputImpedance behind = measured(with_capacitor(38.0, 100e-6), 33, 1, {tolerance, 20e3});
    ASSERT_TRUE(behind.traits.model && behind.traits.model->capacitance_f) << tolerance;
    EXPECT_NEAR(behind.traits.model->resistance_ohm.value, 38.0, 0.05) << tolerance;
    EXPECT_NEAR(behind.traits.model->capacitance_f->value, 100e-6, 0.2e-6) << tolerance;
    EXPECT_TRUE(holds(behind.traits.model->resistance_ohm, 38.0)) << tolerance;
    EXPECT_GT(coverage_factor * behind.traits.model->resistance_ohm.standard_uncertainty,
              0.5 * tolerance * 38.0);
    const OutputImpedance bare = measured(constant(120.0), 33, 1, {tolerance, 20e3});
    ASSERT_TRUE(bare.traits.model) << tolerance;
    EXPECT_NEAR(bare.traits.model->resistance_ohm.value, 120.0, 0.1) << tolerance;
  }
}

TEST(OutputModel, NamesASmallCapacitorBehindAnInputThatNobodyStated) {
  for (const double farad : {1e-6, 2.2e-6, 10e-6}) {
    const OutputImpedance output = measured(with_capacitor(100.0, farad), 33, 1, {0.001, 0.0});
    ASSERT_TRUE(output.traits.model && output.traits.model->capacitance_f) << farad;
    EXPECT_NEAR(output.traits.model->capacitance_f->value, farad, 0.01 * farad);
    EXPECT_TRUE(holds(*output.traits.model->capacitance_f, farad)) << farad;
  }
}

TEST(OutputModel, NamesACapacitorWithABleederAcrossTheOutput) {
  const OutputImpedance output = measured(bled(with_capacitor(10.0, 220e-6), 1e3), 33);
  ASSERT_TRUE(output.traits.model && output.traits.model->capacitance_f);
  EXPECT_NEAR(output.traits.model->capacitance_f->value, 220e-6, 2e-6);
  EXPECT_NEAR(output.traits.model->resistance_ohm.value, 10.0, 0.1);
  EXPECT_THAT(find(output, FindingCode::output_capacitor)->detail, HasSubstr("across the output"));
}

TEST(OutputModel, FitsTheLeakageOfATransformerAboveItsMagnetisingInductance) {
  const OutputImpedance output = measured(transformer(0.5, 0.1, 1e-3), 33);
  ASSERT_TRUE(output.traits.model && output.traits.model->inductance_h);
  EXPECT_NEAR(output.traits.model->inductance_h->value, 1e-3, 0.01e-3);
  EXPECT_TRUE(holds(*output.traits.model->inductance_h, 1e-3));
  EXPECT_FALSE(output.traits.model->capacitance_f);
  EXPECT_THAT(find(output, FindingCode::output_inductance)->detail, HasSubstr("fitted from"));
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
