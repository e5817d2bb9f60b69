/// What an output can be, by laws that hold for any circuit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ohmsweep/circuit/bench.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

Netlist branch(double ohm) {
  return {{resistor("R", "source", "a", Ohms(ohm)), inductor("L", "a", "tip", Henries(2e-6), Ohms(0.01))}};
}

BenchOutput output_of(OutputKind kind) {
  BenchOutput output;
  output.name = "phones";
  output.kind = kind;
  output.circuit = branch(10.0);
  return output;
}

Bench bench_with(const BenchOutput& output) {
  Bench bench;
  bench.amplifiers.push_back({"amp", {output}});
  return bench;
}

struct Voltages {
  Complex source;
  Complex dut;
};

Voltages voltages(const Bench& bench, const std::string& state, const std::string& output = "phones",
                  double hz = 1000.0) {
  const BenchCircuit circuit = connect(bench, {state, "amp", output});
  const NodalSolution solution = solve(circuit.netlist, Hertz(hz), circuit.drive);
  return {solution.volts.at(circuit.source_node), solution.volts.at(circuit.dut_node)};
}

/// Voltages when the other channel alone plays.
Voltages other_alone(const Bench& bench, const std::string& state) {
  const BenchCircuit circuit = connect(bench, {state, "amp", "phones"});
  const NodalSolution solution = solve(circuit.netlist, 1.0_kHz, circuit.other_drive);
  return {solution.volts.at(circuit.source_node), solution.volts.at(circuit.dut_node)};
}

std::string refusal(const Bench& bench, const BenchState& state) {
  try {
    (void)connect(bench, state);
  } catch (const Error& error) {
    return error.what();
  }
  return "connected";
}

TEST(PlayerChannels, TheOtherChannelAloneReachesOnlyItsOwnInput) {
  const Bench bench = bench_with(output_of(OutputKind::player));
  EXPECT_NEAR(std::abs(other_alone(bench, "unloaded").source), 1.0, 1e-12);
  EXPECT_NEAR(std::abs(other_alone(bench, "unloaded").dut), 0.0, 1e-12);
}

TEST(PlayerChannels, TheSharedGroundLiftsTheQuietChannelByItsShareOfTheLoadsCurrent) {
  BenchOutput output = output_of(OutputKind::player);
  output.circuit = {{resistor("R", "source", "tip", 1.0_ohm)}};
  output.ground_ohm = 0.02;
  const Voltages volts = other_alone(bench_with(output), "other:33ohm");
  EXPECT_NEAR(volts.source.real(), 33.0 / 34.02, 1e-12);
  EXPECT_NEAR(volts.dut.real(), -0.02 / 34.02, 1e-12);
}

TEST(PlayerChannels, AnImbalanceIsOfTheOtherChannelAndCrosstalkOfEither) {
  BenchOutput output = output_of(OutputKind::player);
  output.imbalance_db = 6.0;
  output.crosstalk = 0.01;
  const double other = std::pow(10.0, 0.3);
  const Bench bench = bench_with(output);
  EXPECT_NEAR(std::abs(other_alone(bench, "unloaded").source), other, 1e-12);
  EXPECT_NEAR(std::abs(other_alone(bench, "unloaded").dut), 0.01, 1e-12);
  EXPECT_NEAR(std::abs(voltages(bench, "unloaded").source), 1.01 * other, 1e-12);
  EXPECT_NEAR(std::abs(voltages(bench, "unloaded").dut), 1.01, 1e-12);
}

TEST(OutputStates, ALoadOnTheOtherChannelLeavesThisOneAlone) {
  const Bench bench = bench_with(output_of(OutputKind::player));
  const Voltages loaded = voltages(bench, "other:33ohm");
  EXPECT_NEAR(std::abs(loaded.dut), 1.0, 1e-12);
  EXPECT_LT(std::abs(loaded.source), 0.8);
  EXPECT_EQ(voltages(bench, "33ohm").dut, loaded.source);
}

TEST(OutputStates, CommonPutsBothInputsOnOneContact) {
  for (const OutputKind kind : {OutputKind::looped, OutputKind::player, OutputKind::balanced}) {
    Bench bench = bench_with(output_of(kind));
    bench.wiring.source_input.resistance_ohm = 20e3;
    bench.wiring.dut_input.resistance_ohm = 30e3;
    const Voltages volts = voltages(bench, "common");
    EXPECT_EQ(volts.source, volts.dut);
    EXPECT_NEAR(volts.dut.real(), 12e3 / (12e3 + 10.01), 1e-6);
  }
}

TEST(OutputStates, ShortedInputsHearNothingWhateverPlays) {
  const Bench bench = bench_with(output_of(OutputKind::balanced));
  EXPECT_EQ(voltages(bench, "shorted").source, Complex(0.0));
  EXPECT_EQ(voltages(bench, "shorted").dut, Complex(0.0));
  const BenchCircuit circuit = connect(bench, {"shorted", "", ""});
  const NodalSolution solution = solve(circuit.netlist, 1.0_kHz, circuit.drive);
  EXPECT_EQ(solution.volts.at(circuit.dut_node), Complex(0.0));
}

TEST(OutputStates, NoiseIsTheUnloadedOutput) {
  const Bench bench = bench_with(output_of(OutputKind::looped));
  EXPECT_EQ(voltages(bench, "noise").dut, voltages(bench, "unloaded").dut);
}

TEST(OutputStates, OnlyAPlayerHasAnotherChannelToLoad) {
  EXPECT_THAT(refusal(bench_with(output_of(OutputKind::looped)), {"other:33ohm", "amp", "phones"}),
              HasSubstr("only a player"));
}

TEST(BalancedLegs, TheirImpedancesAddUpToTheDifferentialOne) {
  BenchOutput output = output_of(OutputKind::balanced);
  output.cold_circuit = branch(7.0);
  const Bench bench = bench_with(output);
  for (const double hz : {20.0, 1e3, 20e3}) {
    const Complex hot = true_leg_impedance(bench, "amp", "phones", Leg::hot, Hertz(hz));
    const Complex cold = true_leg_impedance(bench, "amp", "phones", Leg::cold, Hertz(hz));
    EXPECT_NEAR(hot.real() - cold.real(), 3.0, 1e-9);
    EXPECT_LT(std::abs(hot + cold - true_output_impedance(bench, "amp", "phones", Hertz(hz))), 1e-9);
  }
}

TEST(BalancedLegs, EachDropsItsOwnShareUnderADifferentialLoad) {
  BenchOutput output = output_of(OutputKind::balanced);
  output.circuit = {{resistor("R", "source", "tip", 0.5_ohm)}};
  output.cold_circuit = {{resistor("R", "source", "tip", 1.5_ohm)}};
  const Voltages volts = voltages(bench_with(output), "18ohm");
  const double current = 2.0 / 20.0;
  EXPECT_NEAR(volts.source.real(), 1.0 - 0.5 * current, 1e-12);
  EXPECT_NEAR(volts.dut.real(), -1.0 + 1.5 * current, 1e-12);
}

TEST(BalancedLegs, AnImbalanceIsOfTheColdSide) {
  BenchOutput output = output_of(OutputKind::balanced);
  output.imbalance_db = -6.0;
  const Voltages volts = voltages(bench_with(output), "unloaded");
  EXPECT_NEAR((volts.dut / volts.source).real(), -std::pow(10.0, -0.3), 1e-12);
}

TEST(BalancedLegs, ASingleEndedOutputHasNone) {
  EXPECT_THROW(
      (void)true_leg_impedance(bench_with(output_of(OutputKind::looped)), "amp", "phones", Leg::hot, 1.0_kHz),
      Error);
}

TEST(SharedGround, IsThatOfAPlayerAndOfNothingElse) {
  BenchOutput player = output_of(OutputKind::player);
  player.ground_ohm = 0.02;
  EXPECT_EQ(true_shared_ground(bench_with(player), "amp", "phones"), 0.02);
  EXPECT_EQ(true_shared_ground(bench_with(output_of(OutputKind::looped)), "amp", "phones"), 0.0);
}

TEST(GainSettings, TheNameAfterTheMarkSelectsOne) {
  BenchOutput output = output_of(OutputKind::looped);
  output.settings = {{"low", 0.5, 1e-6, 3.0, 0.0}, {"high", 4.0, 5e-6, 9.0, 0.3}};
  const Bench bench = bench_with(output);
  EXPECT_NEAR(std::abs(voltages(bench, "unloaded").dut), 1.0, 1e-12);
  EXPECT_NEAR(std::abs(voltages(bench, "unloaded", "phones@high").dut), 4.0, 1e-12);
  const BenchOutput high = find_output(bench, "amp", "phones@high");
  EXPECT_EQ(high.name, "phones@high");
  EXPECT_EQ(high.noise.rms_volts, 5e-6);
  EXPECT_EQ(high.limits.clip_volts, 9.0);
  EXPECT_EQ(high.imbalance_db, 0.3);
  EXPECT_EQ(true_output_impedance(bench, "amp", "phones@low", 1.0_kHz),
            true_output_impedance(bench, "amp", "phones", 1.0_kHz));
  EXPECT_THAT(refusal(bench, {"unloaded", "amp", "phones@middle"}), HasSubstr("low, high"));
}

TEST(GainSettings, AnOutputMayHaveTheMarkInItsName) {
  BenchOutput output = output_of(OutputKind::looped);
  output.name = "a@b";
  EXPECT_EQ(find_output(bench_with(output), "amp", "a@b").name, "a@b");
}

TEST(SaturatingCore, MustBeAnInductorOfTheCircuit) {
  BenchOutput output = output_of(OutputKind::looped);
  output.core = SaturatingCore{"R", 0.01};
  EXPECT_THAT(refusal(bench_with(output), {"unloaded", "amp", "phones"}), HasSubstr("\"R\""));
  output.core->inductor = "L";
  EXPECT_EQ(refusal(bench_with(output), {"unloaded", "amp", "phones"}), "connected");
}

}  // namespace
}  // namespace ohmsweep
