/// Physics first: what a divider must give back, whatever the loads and their order.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "measurement/simulated_output.h"

namespace ohmsweep {
namespace {

using namespace testing_support;

const OutputRig exact_rig{.dut_input_ohm = 0.0, .dut_input_farad = 0.0, .contact_ohm = 0.0, .drift_u95 = 0.0};

Bench bench_with(Impedance output, double input_ohm = 0.0) {
  Bench bench;
  bench.output = std::move(output);
  bench.input_ohm = input_ohm;
  return bench;
}

/// 0.5 Ω and 2 µH behind a coupling capacitor of 220 µF.
Complex coupled_output(double hz) {
  const double omega = angular(Hertz(hz));
  return {0.5, omega * 2e-6 - 1.0 / (omega * 220e-6)};
}

TEST(OutputImpedance, RecoversANoiseFreeOutputFromOnePair) {
  const ImpedanceCurve curve =
      curve_of(sequence(bench_with(constant(2.2)), {unloaded(), loaded(33)}), exact_rig);
  for (const Complex z : curve.impedance_ohm) EXPECT_NEAR(std::abs(z - 2.2), 0.0, 1e-9);
}

TEST(PainPoint14, OutputImpedanceIsComplexOverFrequency) {
  const ImpedanceCurve curve =
      curve_of(sequence(bench_with(coupled_output), {unloaded(), loaded(33)}), exact_rig);
  ASSERT_GT(curve.grid.size(), 400U);
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    EXPECT_NEAR(std::abs(curve.impedance_ohm[i] - coupled_output(curve.grid[i])), 0.0, 1e-8) << curve.grid[i];
  }
}

TEST(PainPoint16, DividingByTheLoadedVoltageGives3_44OhmNot3_1) {
  const std::vector<OutputTake> takes = sequence(bench_with(constant(3.44)), {unloaded(), loaded(32)});
  const double measured = at_1khz(curve_of(takes, exact_rig)).impedance_ohm.real();
  const double u = std::abs(takes[0].ratio.ratio.front());
  const double l = std::abs(takes[1].ratio.ratio.front());
  EXPECT_NEAR(32.0 * (u - l) / u, 3.1, 0.01) << "the published mistake";
  EXPECT_NEAR(measured, 3.44, 1e-9);
}

TEST(OutputImpedance, AllowsForTheInputThatLoadsTheOutput) {
  OutputRig rig = exact_rig;
  rig.dut_input_ohm = 1000.0;
  const auto takes = sequence(bench_with(constant(120.0), 1000.0), {unloaded(), loaded(33)});
  EXPECT_NEAR(at_1khz(curve_of(takes, rig)).impedance_ohm.real(), 120.0, 1e-7);
}

TEST(OutputImpedance, CoversAnInputOfTenKiloohmThatTheRigDoesNotState) {
  const auto takes = sequence(bench_with(constant(120.0), 10e3), {unloaded(), loaded(33)});
  const ImpedancePoint point = at_1khz(curve_of(takes, exact_rig));
  EXPECT_GT(std::abs(point.impedance_ohm.real() - 120.0), 1.0) << "the loading matters here";
  EXPECT_LE(std::abs(point.impedance_ohm.real() - 120.0),
            magnitude_u95(point.impedance_ohm, point.covariance));
}

TEST(OutputImpedance, NeedsNoUnloadedTakeWhenTwoLoadsDiffer) {
  const auto takes = sequence(bench_with(constant(2.2)), {loaded(100), loaded(16)});
  EXPECT_NEAR(at_1khz(curve_of(takes, exact_rig)).impedance_ohm.real(), 2.2, 1e-8);
}

TEST(OutputImpedance, TakesAMeasuredHeadphoneAsItsLoad) {
  ImpedanceCurve headphone;
  headphone.grid = FrequencyGrid::standard(Hertz(50.0), Hertz(10e3));
  headphone.impedance_ohm.assign(headphone.grid.size(), Complex(30.0, 0.0));
  headphone.covariance.assign(headphone.grid.size(), Covariance{0.09, 0.0, 0.09});
  Connected state = loaded(30);
  state.stated = Load{"headphone:X.left", {}, {}, headphone};
  const ImpedanceCurve curve = curve_of(sequence(bench_with(constant(3.0)), {unloaded(), state}), exact_rig);
  EXPECT_NEAR(at_1khz(curve).impedance_ohm.real(), 3.0, 1e-8);
  // u(Z)/Z = 1 % of the load is 1 % of Zo.
  EXPECT_NEAR(std::sqrt(at_1khz(curve).covariance.re_re), 0.03, 0.001);
  EXPECT_NEAR(curve.grid.lowest().value(), 50.0, 1.0) << "the load is known from there";
  EXPECT_TRUE(has(curve.findings, FindingCode::band_limited));
}

RC_GTEST_PROP(OutputImpedance, IsTheSameInAnyOrderOfAnyNumberOfTakes, ()) {
  const double truth = *rc::gen::inRange(1, 12000) / 100.0;
  std::vector<Connected> states{unloaded(), loaded(33)};
  for (int more = *rc::gen::inRange(0, 4); more > 0; --more) {
    states.push_back(*rc::gen::element(unloaded(), loaded(33), loaded(16), loaded(100)));
  }
  std::shuffle(states.begin(), states.end(), std::mt19937_64(*rc::gen::arbitrary<unsigned>()));
  Bench bench = bench_with(constant(truth));
  bench.grid = FrequencyGrid({20.0, 1000.0, 20e3});
  const ImpedanceCurve curve = curve_of(sequence(bench, states), exact_rig);
  for (const Complex z : curve.impedance_ohm) RC_ASSERT(std::abs(z - truth) < 1e-6 * truth);
}

RC_GTEST_PROP(OutputImpedance, DoesNotChangeWithTheGainOfTheChannels, ()) {
  const double gain = *rc::gen::inRange(1, 1000) / 100.0;
  Bench bench = bench_with(constant(1.0));
  bench.grid = FrequencyGrid({20.0, 1000.0, 20e3});
  const auto takes = sequence(bench, {unloaded(gain), loaded(33, gain)});
  RC_ASSERT(std::abs(at_1khz(curve_of(takes, exact_rig)).impedance_ohm - 1.0) < 1e-9);
}

}  // namespace
}  // namespace ohmsweep
