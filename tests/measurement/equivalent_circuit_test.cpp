#include "ohmsweep/measurement/equivalent_circuit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <set>

#include "measurement/circuit_examples.h"
#include "ohmsweep/circuit/nodal_analysis.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::Each;
using ::testing::Gt;
using ::testing::HasSubstr;

EquivalentCircuit row_of(CircuitBranch branch) { return {0.0, 0.0, {std::move(branch)}}; }

/// |ΔZ|/|Z| against a truth, at most.
template <typename Impedance>
double worst_against(const EquivalentCircuit& circuit, const Impedance& truth) {
  double worst = 0.0;
  for (const double hz : twenty_fourths()) {
    worst = std::max(worst, std::abs(impedance(circuit, Hertz(hz)) / truth(hz) - 1.0));
  }
  return worst;
}

double worst_against(const EquivalentCircuit& circuit, const EquivalentCircuit& truth) {
  return worst_against(circuit, [&](double hz) { return impedance(truth, Hertz(hz)); });
}

RC_GTEST_PROP(EquivalentCircuit, HasTheImpedanceThatItsElementsHave, ()) {
  const EquivalentCircuit circuit = any_circuit(*rc::gen::inRange(0U, 1U << 30U));
  const DrawnCircuit drawing = drawn(circuit);
  RC_ASSERT(drawing.netlist.elements.size() == element_count(circuit));
  for (const double hz : {20.0, 333.0, 1e3, 7e3, 20e3}) {
    const Complex direct = impedance(circuit, Hertz(hz));
    RC_ASSERT(std::abs(input_impedance(drawing.netlist, "+", "-", Hertz(hz)) - direct) <
              1e-7 * std::abs(direct));
  }
}

/// SPICE finds an operating point first, in which capacitors are open.
RC_GTEST_PROP(EquivalentCircuit, LeavesNoNodeWithoutAWayForDirectCurrent, ()) {
  const Netlist netlist = drawn(any_circuit(*rc::gen::inRange(0U, 1U << 30U))).netlist;
  std::set<std::string> reached{"+", "-"};
  for (std::size_t pass = 0; pass < netlist.elements.size(); ++pass) {
    for (const Element& element : netlist.elements) {
      if (element.kind == ElementKind::capacitor) continue;
      if (reached.contains(element.from)) reached.insert(element.to);
      if (reached.contains(element.to)) reached.insert(element.from);
    }
  }
  for (const Element& element : netlist.elements) {
    RC_ASSERT(reached.contains(element.from));
    RC_ASSERT(reached.contains(element.to));
  }
}

TEST(EquivalentCircuit, TellsWhatItsPartsAre) {
  const double omega = 2.0 * std::numbers::pi * 100.0;
  const DrawnCircuit drawing =
      drawn(row_of({300.0, 0.0, 0.0, {{1.0 / 250.0, 2.5 / 250.0 * omega, 2.5 / 250.0 / omega}}}));
  EXPECT_THAT(drawing.parts,
              ::testing::ElementsAre("R1: 300 Ω in series",
                                     HasSubstr("R2 L1 C1: resonance at 100 Hz, 250 Ω, Q 2.5")));
}

TEST(EquivalentCircuit, OfAResistorIsAResistor) {
  const CircuitMatch match = fit_circuit(noisy_curve([](double) { return Complex(32.0, 0.0); }));
  EXPECT_EQ(element_count(match.circuit), 1U);
  EXPECT_NEAR(impedance(match.circuit, Hertz(1e3)).real(), 32.0, 1e-3);
  EXPECT_TRUE(match.good());
}

TEST(EquivalentCircuit, IsWithinAHalfPercentOfHeadphonesWithUpToSixResonances) {
  for (unsigned seed = 0; seed < 42; ++seed) {
    const EquivalentCircuit truth = random_headphone(seed, static_cast<int>(seed % 7));
    const CircuitMatch match = fit_circuit(noisy_curve(truth, 2e-4, seed));
    EXPECT_TRUE(match.good()) << seed;
    EXPECT_LT(worst_against(match.circuit, truth), 0.005) << seed;
  }
}

TEST(EquivalentCircuit, AveragesTheNoiseOfTheCurve) {
  for (unsigned seed = 0; seed < 7; ++seed) {
    const EquivalentCircuit truth = random_headphone(seed + 100, static_cast<int>(seed % 4));
    const CircuitMatch match = fit_circuit(noisy_curve(truth, 5e-3, seed));
    EXPECT_GT(match.worst, 0.01) << seed;  // of the points, which scatter by 0.7 %
    EXPECT_LT(worst_against(match.circuit, truth), 0.01) << seed;
  }
}

/// One thing that is alike at all frequencies is no noise: it must not hide a resonance.
TEST(EquivalentCircuit, SeesWhatIsSmallerThanTheCalibrationsUncertainty) {
  EquivalentCircuit truth = random_headphone(3, 1);
  const double omega = 2.0 * std::numbers::pi * 4e3;
  const double g = 1.0 / (0.01 * truth.branches.front().r);
  truth.branches.front().sections.push_back({g, 6.0 * g * omega, 6.0 * g / omega});
  ImpedanceCurve curve = noisy_curve(truth, 1e-5, 3);
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    curve.common.push_back(Covariance::from_influence(0.01 * curve.impedance_ohm[i]));
    curve.covariance[i] = curve.covariance[i] + curve.common[i];
  }
  EXPECT_LT(worst_against(fit_circuit(curve).circuit, truth), 0.002);
}

TEST(EquivalentCircuit, IsPassiveWhateverItWasFittedTo) {
  const auto odd = [](double hz) { return std::polar(30.0, std::sin(std::log(hz) * 3.0) * 1.4); };
  const CircuitMatch match = fit_circuit(noisy_curve(odd));
  std::vector<double> values;
  for (const Element& element : drawn(match.circuit).netlist.elements) values.push_back(element.value);
  EXPECT_THAT(values, Each(Gt(0.0)));
  for (double hz = 1.0; hz < 1e6; hz *= 1.3) EXPECT_GE(impedance(match.circuit, Hertz(hz)).real(), 0.0);
  EXPECT_FALSE(match.good());
  EXPECT_GT(match.rms_beyond, 0.01);
}

TEST(EquivalentCircuit, IsWithinAHalfPercentOfDriversBehindACrossover) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    const EquivalentCircuit truth = random_crossover(seed);
    EXPECT_LT(worst_against(fit_circuit(noisy_curve(truth, 1e-4, seed)).circuit, truth), 0.005) << seed;
  }
}

TEST(EquivalentCircuit, FollowsAVoiceCoilWithEddyCurrentsThatNoFiniteNetworkHas) {
  for (const double exponent : {0.5, 0.6, 0.75}) {
    const auto coil = [&](double hz) {
      return 6.0 + 0.02 * std::pow(Complex(0.0, 2.0 * std::numbers::pi * hz), exponent);
    };
    EXPECT_LT(worst_against(fit_circuit(noisy_curve(coil)).circuit, coil), 0.005) << exponent;
  }
}

TEST(EquivalentCircuit, HasNoMoreElementsThanTheCurveShows) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    const EquivalentCircuit truth = random_headphone(seed, static_cast<int>(seed % 4));
    const CircuitMatch match = fit_circuit(noisy_curve(truth, 1e-3, seed));
    EXPECT_LE(element_count(match.circuit), element_count(truth)) << seed;
  }
}

TEST(EquivalentCircuit, DoesNotFollowTheScatterOfACurveThatStatesNoUncertainty) {
  const EquivalentCircuit truth = random_headphone(5, 1);
  ImpedanceCurve curve = noisy_curve(truth, 5e-3, 9);
  curve.covariance.assign(curve.grid.size(), Covariance{});
  curve.findings.push_back({Severity::warning, FindingCode::uncertainty_unknown, "nothing is known"});
  const CircuitMatch match = fit_circuit(curve);
  EXPECT_LE(element_count(match.circuit), element_count(truth));
  EXPECT_LT(worst_against(match.circuit, truth), 0.01);
}

TEST(EquivalentCircuit, IsTheSameEveryTime) {
  const ImpedanceCurve curve = noisy_curve(random_crossover(7), 1e-4);
  EXPECT_EQ(fit_circuit(curve).circuit, fit_circuit(curve).circuit);
}

TEST(EquivalentCircuit, IsAsGoodInAnyUnitOfImpedance) {
  const EquivalentCircuit truth = random_headphone(8, 2);
  for (const double scale : {1e-3, 1e4}) {
    const auto scaled = [&](double hz) { return scale * impedance(truth, Hertz(hz)); };
    EXPECT_LT(worst_against(fit_circuit(noisy_curve(scaled, 1e-4)).circuit, scaled), 0.002) << scale;
  }
}

TEST(EquivalentCircuit, LeavesOutPointsOfWhichOnlyABoundIsKnown) {
  ImpedanceCurve curve = noisy_curve([](double) { return Complex(2.0, 0.0); });
  curve.upper_bound.assign(curve.grid.size(), false);
  for (std::size_t i = 0; i < 100; ++i) {
    curve.impedance_ohm[i] = 0.0;
    curve.upper_bound[i] = true;
  }
  const CircuitMatch match = fit_circuit(curve);
  EXPECT_EQ(element_count(match.circuit), 1U);
  EXPECT_EQ(match.from_hz, curve.grid[100]);
}

TEST(EquivalentCircuit, OfAnOutputIsTheOneThatItsTakesGave) {
  const auto capacitor_output = [](double hz) {
    return 38.0 + 1.0 / Complex(0.0, 2.0 * std::numbers::pi * hz * 220e-6);
  };
  OutputImpedance output{noisy_curve(capacitor_output, 2e-3), {}};
  output.traits.model = OutputModel{{38.05, 0.4}, std::nullopt, Uncertain{221e-6, 3e-6}};
  EXPECT_EQ(fit_circuit(output).circuit, row_of({38.05, 0.0, 1.0 / 221e-6}));
  output.traits.model->resistance_ohm.value = 50.0;  // not what the curve says
  EXPECT_LT(worst_against(fit_circuit(output).circuit, capacitor_output), 0.005);
}

TEST(EquivalentCircuit, IsRefusedForTooFewPointsAndForZero) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({20.0, 200.0});
  curve.impedance_ohm = {Complex(8.0, 0.0), Complex(9.0, 0.0)};
  EXPECT_THROW((void)fit_circuit(curve), Error);
  curve = noisy_curve([](double) { return Complex(8.0, 0.0); });
  curve.impedance_ohm[20] = 0.0;
  EXPECT_THROW((void)fit_circuit(curve), Error);
}

}  // namespace
}  // namespace ohmsweep
