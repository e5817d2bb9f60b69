#include "ohmsweep/circuit/bench.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

Netlist ohms(double resistance) { return {{resistor("R", "+", "-", Ohms(resistance))}}; }

BenchOutput plain_output(OutputKind kind) {
  BenchOutput output;
  output.name = "phones";
  output.kind = kind;
  output.circuit = {{resistor("Ro", "source", "tip", 10.0_ohm)}};
  return output;
}

Bench sample_bench() {
  Bench bench;
  bench.headphones.push_back({"plain", ohms(32.0), ohms(33.0), {}});
  bench.standards.push_back({"100ohm", ohms(100.01)});
  BenchOutput player = plain_output(OutputKind::player);
  player.name = "player";
  player.ground_ohm = 0.5;
  BenchOutput balanced = plain_output(OutputKind::balanced);
  balanced.name = "balanced";
  bench.amplifiers.push_back({"amp", {plain_output(OutputKind::looped), player, balanced}});
  return bench;
}

Complex ratio(const Bench& bench, const BenchState& state) {
  const BenchCircuit circuit = connect(bench, state);
  const NodalSolution solution = solve(circuit.netlist, 1.0_kHz, circuit.drive);
  return solution.volts.at(circuit.dut_node) / solution.volts.at(circuit.source_node);
}

TEST(IdealBench, DividesBetweenReferenceAndDevice) {
  EXPECT_NEAR(ratio(sample_bench(), {"left", "plain", ""}).real(), 32.0 / 132.0, 1e-12);
  EXPECT_NEAR(ratio(sample_bench(), {"right", "plain", ""}).real(), 33.0 / 133.0, 1e-12);
}

TEST(IdealBench, ShowsAnOpenAsOneAndAShortAsZero) {
  EXPECT_EQ(ratio(sample_bench(), {"open", "", ""}), Complex(1.0));
  EXPECT_EQ(ratio(sample_bench(), {"short", "", ""}), Complex(0.0));
}

TEST(IdealBench, CarriesTheOutputByACableToTheInputsThatItNames) {
  EXPECT_EQ(ratio(sample_bench(), {"cable-both", "", ""}), Complex(1.0));
  EXPECT_EQ(ratio(sample_bench(), {"cable-1", "", ""}), Complex(0.0));
  const BenchCircuit circuit = connect(sample_bench(), {"cable-2", "", ""});
  const NodalSolution solution = solve(circuit.netlist, 1.0_kHz, circuit.drive);
  EXPECT_EQ(solution.volts.at(circuit.source_node), Complex(0.0));
  EXPECT_GT(std::abs(solution.volts.at(circuit.dut_node)), 0.9);
}

TEST(IdealBench, TakesAnUnlistedResistanceAtItsWord) {
  EXPECT_NEAR(ratio(sample_bench(), {"33ohm+-0.1%/0.25W", "", ""}).real(), 33.0 / 133.0, 1e-12);
}

TEST(Bench, PrefersTheStandardThatItLists) {
  EXPECT_NEAR(ratio(sample_bench(), {"100ohm+-0.1%", "", ""}).real(), 100.01 / 200.01, 1e-12);
}

TEST(Bench, PutsTheDeviceLeadInSeriesWithTheDevice) {
  Bench bench = sample_bench();
  bench.wiring.device_lead.resistance_ohm = 0.3;
  bench.wiring.ground_return.resistance_ohm = 0.2;
  EXPECT_NEAR(ratio(bench, {"left", "plain", ""}).real(), 32.5 / 132.5, 1e-12);
}

TEST(Bench, PutsTheDutInputAcrossDeviceAndLead) {
  Bench bench = sample_bench();
  bench.wiring.dut_input.resistance_ohm = 10e3;
  const double loaded = 1.0 / (1.0 / 32.0 + 1.0 / 10e3);
  EXPECT_NEAR(ratio(bench, {"left", "plain", ""}).real(), loaded / (100.0 + loaded), 1e-12);
}

TEST(Bench, DoesNotLetTheSourceInputOrTheOutputResistanceChangeTheRatio) {
  Bench bench = sample_bench();
  bench.wiring.source_input.resistance_ohm = 10e3;
  bench.wiring.output_resistance_ohm = 75.0;
  EXPECT_NEAR(ratio(bench, {"left", "plain", ""}).real(), 32.0 / 132.0, 1e-12);
}

TEST(LoopedOutput, DropsItsVoltageUnderLoadButNotItsReference) {
  const Complex unloaded = ratio(sample_bench(), {"unloaded", "amp", "phones"});
  const Complex loaded = ratio(sample_bench(), {"33ohm", "amp", "phones"});
  EXPECT_NEAR(unloaded.real(), 1.0, 1e-12);
  EXPECT_NEAR((unloaded / loaded).real(), 43.0 / 33.0, 1e-12);
}

TEST(LoopedOutput, AcceptsAHeadphoneAsItsLoad) {
  const Complex loaded = ratio(sample_bench(), {"headphone:plain.right", "amp", "phones"});
  EXPECT_NEAR(loaded.real(), 33.0 / 43.0, 1e-12);
}

TEST(PlayerOutput, HidesTheSharedGroundFromTheRatioWhenBothChannelsPlay) {
  EXPECT_NEAR(ratio(sample_bench(), {"32ohm", "amp", "player"}).real(), 32.0 / 42.0, 1e-12);
}

TEST(PlayerOutput, ShowsTheSharedGroundOnASilentReference) {
  Bench bench = sample_bench();
  bench.amplifiers[0].outputs[1].reference_silent = true;
  const BenchCircuit circuit = connect(bench, {"32ohm", "amp", "player"});
  const NodalSolution solution = solve(circuit.netlist, 1.0_kHz, circuit.drive);
  const double current = 1.0 / 42.5;
  EXPECT_NEAR(solution.volts.at(circuit.source_node).real(), -0.5 * current, 1e-12);
}

TEST(BalancedOutput, ReadsHotAndColdInOppositePhase) {
  EXPECT_NEAR(ratio(sample_bench(), {"33ohm", "amp", "balanced"}).real(), -1.0, 1e-12);
}

TEST(TrueOutputImpedance, IsTipBranchPlusGroundContact) {
  const Bench bench = sample_bench();
  EXPECT_NEAR(true_output_impedance(bench, "amp", "phones", 1.0_kHz).real(), 10.0, 1e-12);
  EXPECT_NEAR(true_output_impedance(bench, "amp", "player", 1.0_kHz).real(), 10.5, 1e-12);
  EXPECT_NEAR(true_output_impedance(bench, "amp", "balanced", 1.0_kHz).real(), 20.0, 1e-12);
}

TEST(TrueImpedance, IsThatOfTheNamedChannel) {
  EXPECT_NEAR(true_impedance(sample_bench(), "plain", "right", 1.0_kHz).real(), 33.0, 1e-12);
}

TEST(Bench, NamesWhatItHasWhenAskedForWhatItLacks) {
  try {
    (void)connect(sample_bench(), {"left", "fancy", ""});
    FAIL() << "an unknown headphone was connected";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "The bench has no headphone named \"fancy\"; it has: plain.");
  }
  EXPECT_THROW((void)connect(sample_bench(), {"wobbly", "", ""}), Error);
  EXPECT_THROW((void)connect(sample_bench(), {"unloaded", "amp", "none"}), Error);
  EXPECT_THROW((void)connect(sample_bench(), {"headphone:plain", "amp", "phones"}), Error);
  EXPECT_THROW((void)connect(sample_bench(), {"headphone:plain.middle", "amp", "phones"}), Error);
}

TEST(Placed, RenamesInnerNodesAndKeepsTheTerminalsWhereTheyAreTold) {
  const Netlist part{{resistor("R", "+", "m", 1.0_ohm), resistor("S", "m", "-", 2.0_ohm)}};
  const Netlist moved = placed(part, "x", "top", "bottom");
  EXPECT_EQ(moved.elements[0], resistor("x.R", "top", "x.m", 1.0_ohm));
  EXPECT_EQ(moved.elements[1], resistor("x.S", "x.m", "bottom", 2.0_ohm));
}

}  // namespace
}  // namespace ohmsweep
