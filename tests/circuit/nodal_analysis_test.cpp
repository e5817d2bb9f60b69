#include "ohmsweep/circuit/nodal_analysis.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

constexpr Complex j(0.0, 1.0);

void expect_near(Complex actual, Complex expected, double relative = 1e-12) {
  EXPECT_NEAR(std::abs(actual - expected), 0.0, relative * std::abs(expected))
      << actual << " instead of " << expected;
}

double drawn(double from, double to) { return from + (to - from) * *rc::gen::inRange(0, 10001) / 10000.0; }

/// A ladder of random passive elements between "a", "b" and the ground, everything connected.
Netlist random_passive_network() {
  const std::vector<std::string> nodes{"a", "b", "c", "d", ground_node};
  Netlist netlist;
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
    netlist.elements.push_back(
        resistor("R" + std::to_string(i), nodes[i], nodes[i + 1], Ohms(drawn(1, 1e3))));
  }
  const int extra = *rc::gen::inRange(2, 9);
  for (int i = 0; i < extra; ++i) {
    const std::string from = nodes[static_cast<std::size_t>(*rc::gen::inRange(0, 5))];
    const std::string to = nodes[static_cast<std::size_t>(*rc::gen::inRange(0, 5))];
    if (from == to) continue;
    const std::string name = "X" + std::to_string(i);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        netlist.elements.push_back(resistor(name, from, to, Ohms(drawn(0.1, 1e4))));
        break;
      case 1:
        netlist.elements.push_back(capacitor(name, from, to, Farads(drawn(1e-9, 1e-4))));
        break;
      case 2:
        netlist.elements.push_back(inductor(name, from, to, Henries(drawn(1e-6, 1e-1)), Ohms(drawn(0, 5))));
        break;
      default:
        netlist.elements.push_back(semi_inductor(name, from, to, drawn(1e-3, 1.0), drawn(0.1, 0.9)));
    }
  }
  return netlist;
}

Hertz random_frequency() { return Hertz(std::pow(10.0, drawn(0.0, 5.0))); }

Netlist divider() {
  return {{voltage_source("E", "in", ground_node), resistor("R1", "in", "out", 100.0_ohm),
           resistor("R2", "out", ground_node, 300.0_ohm)}};
}

TEST(NodalAnalysis, DividesAVoltageBetweenTwoResistors) {
  const NodalSolution solution = solve(divider(), 1.0_kHz, {{"E", 2.0}});
  expect_near(solution.volts.at("out"), 1.5);
  expect_near(solution.amperes.at("R2"), 0.005);
  expect_near(solution.amperes.at("E"), -0.005);
}

TEST(NodalAnalysis, GivesTheResonanceOfAParallelCircuitItsResistance) {
  const double l = 0.1;
  const double c = 25.330295910584444e-6;  // with 0.1 H resonates at 100 Hz
  const Netlist tank{{resistor("R", "+", "-", 250.0_ohm), inductor("L", "+", "-", Henries(l)),
                      capacitor("C", "+", "-", Farads(c))}};
  expect_near(input_impedance(tank, "+", "-", 100.0_Hz), 250.0, 1e-9);
  const double w = angular(37.0_Hz);
  expect_near(input_impedance(tank, "+", "-", 37.0_Hz), 1.0 / (1.0 / 250.0 + 1.0 / (j * w * l) + j * w * c));
}

TEST(NodalAnalysis, GivesASemiInductorThePhaseOfItsExponent) {
  const Netlist eddy{{semi_inductor("K", "+", "-", 0.02, 0.5)}};
  const Complex z = input_impedance(eddy, "+", "-", 1.0_kHz);
  EXPECT_NEAR(phase_deg(z), 45.0, 1e-9);
  EXPECT_NEAR(std::abs(z), 0.02 * std::sqrt(angular(1.0_kHz)), 1e-12);
}

TEST(NodalAnalysis, AddsTheWindingOfAnInductorInSeries) {
  const Netlist coil{{inductor("L", "+", "-", Henries(1e-3), 2.5_ohm)}};
  expect_near(input_impedance(coil, "+", "-", 1.0_kHz), Complex(2.5, angular(1.0_kHz) * 1e-3));
}

TEST(NodalAnalysis, HoldsTheOutputOfAnIdealAmplifierWhateverItsLoad) {
  const Netlist netlist{{voltage_source("E", "in", ground_node), resistor("Rs", "in", "grid", 1000.0_ohm),
                         amplifier("A", "out", ground_node, -3.0, "grid", ground_node),
                         resistor("RL", "out", ground_node, 8.0_ohm)}};
  const NodalSolution solution = solve(netlist, 50.0_Hz, {{"E", 1.0}});
  expect_near(solution.volts.at("grid"), 1.0);
  expect_near(solution.volts.at("out"), -3.0);
  EXPECT_LT(std::abs(solution.amperes.at("Rs")), 1e-15);
}

TEST(NodalAnalysis, SolvesAWireOfZeroOhm) {
  const Netlist wired{{voltage_source("E", "a", ground_node), resistor("wire", "a", "b", 0.0_ohm),
                       resistor("R", "b", ground_node, 10.0_ohm)}};
  const NodalSolution solution = solve(wired, 1.0_kHz, {{"E", 1.0}});
  expect_near(solution.volts.at("b"), 1.0);
  expect_near(solution.amperes.at("wire"), 0.1);
}

TEST(NodalAnalysis, TreatsAnInductorAsAWireAtZeroFrequency) {
  const Netlist netlist{{resistor("R", "+", "m", 5.0_ohm), inductor("L", "m", "-", Henries(1.0)),
                         capacitor("C", "+", "-", Farads(1e-6))}};
  expect_near(input_impedance(netlist, "+", "-", Hertz(0.0)), 5.0);
}

TEST(NodalAnalysis, NamesTheNodeThatNothingDetermines) {
  const Netlist floating{{voltage_source("E", "in", ground_node), resistor("R", "in", ground_node, 1.0_ohm),
                          resistor("R2", "x", "y", 1.0_ohm)}};
  try {
    (void)solve(floating, 1.0_kHz, {{"E", 1.0}});
    FAIL() << "a floating part was accepted";
  } catch (const Error& error) {
    EXPECT_TRUE(std::string(error.what()).find("node x") != std::string::npos ||
                std::string(error.what()).find("node y") != std::string::npos)
        << error.what();
  }
}

TEST(NodalAnalysis, RefusesTwoVoltageSourcesThatContradictOneAnother) {
  const Netlist contradictory{
      {voltage_source("E1", "a", ground_node), voltage_source("E2", "a", ground_node)}};
  EXPECT_THROW((void)solve(contradictory, 1.0_kHz, {{"E1", 1.0}}), Error);
}

TEST(NodalAnalysis, RefusesTwoElementsOfOneName) {
  const Netlist twice{{resistor("R", "a", ground_node, 1.0_ohm), resistor("R", "a", ground_node, 1.0_ohm)}};
  EXPECT_THROW((void)solve(twice, 1.0_kHz, {}), Error);
}

TEST(NodalAnalysis, RefusesAnUnknownSource) {
  EXPECT_THROW((void)solve(divider(), 1.0_kHz, {{"F", 1.0}}), Error);
}

RC_GTEST_PROP(Kirchhoff, CurrentsIntoEveryNodeAddUpToZero, ()) {
  Netlist netlist = random_passive_network();
  netlist.elements.push_back(voltage_source("E", "a", ground_node));
  netlist.elements.push_back(current_source("I", "b", "c"));
  const NodalSolution solution = solve(netlist, random_frequency(), {{"E", 1.0}, {"I", Complex(0.01, 0.02)}});
  std::map<std::string, Complex> sum;
  double largest = 0.0;
  for (const Element& element : netlist.elements) {
    const Complex current = solution.amperes.at(element.name);
    sum[element.from] += current;
    sum[element.to] -= current;
    largest = std::max(largest, std::abs(current));
  }
  for (const auto& [node, total] : sum) RC_ASSERT(std::abs(total) <= 1e-9 * largest);
}

RC_GTEST_PROP(Kirchhoff, PowerDeliveredEqualsPowerDissipated, ()) {
  Netlist netlist = random_passive_network();
  netlist.elements.push_back(voltage_source("E", "a", ground_node));
  const NodalSolution solution = solve(netlist, random_frequency(), {{"E", 1.0}});
  Complex total;
  Complex delivered;
  for (const Element& element : netlist.elements) {
    const Complex volts = solution.volts.at(element.from) - solution.volts.at(element.to);
    const Complex power = volts * std::conj(solution.amperes.at(element.name));
    total += power;
    if (element.kind == ElementKind::voltage_source) delivered = power;
  }
  RC_ASSERT(std::abs(total) <= 1e-9 * std::abs(delivered));
}

RC_GTEST_PROP(Reciprocity, ACurrentHereGivesTheVoltageThereThatACurrentThereGivesHere, ()) {
  Netlist netlist = random_passive_network();
  netlist.elements.push_back(current_source("Ia", ground_node, "a"));
  netlist.elements.push_back(current_source("Ic", ground_node, "c"));
  const Hertz frequency = random_frequency();
  const Complex there = solve(netlist, frequency, {{"Ia", 1.0}}).volts.at("c");
  const Complex here = solve(netlist, frequency, {{"Ic", 1.0}}).volts.at("a");
  RC_ASSERT(std::abs(there - here) <= 1e-9 * std::abs(here));
}

RC_GTEST_PROP(PassiveNetwork, NeverShowsANegativeResistance, ()) {
  const Complex z = input_impedance(random_passive_network(), "a", ground_node, random_frequency());
  RC_ASSERT(z.real() >= 0.0);
}

RC_GTEST_PROP(TransferSolver, AgreesWithSolveForEverySetOfExcitations, ()) {
  Netlist netlist = random_passive_network();
  netlist.elements.push_back(voltage_source("E", "a", ground_node));
  netlist.elements.push_back(current_source("I", ground_node, "c"));
  TransferSolver solver(netlist, {{{"E", 1.0}}, {{"I", 1.0}}}, {voltage_probe("b", "d"), current_probe("E")});
  std::vector<Complex> values;
  solver.evaluate(random_frequency(), values);  // what an earlier frequency leaves behind must not matter
  const Hertz frequency = random_frequency();
  solver.evaluate(frequency, values);
  const NodalSolution first = solve(netlist, frequency, {{"E", 1.0}});
  const NodalSolution second = solve(netlist, frequency, {{"I", 1.0}});
  RC_ASSERT(values.size() == 4U);
  RC_ASSERT(std::abs(values[0] - (first.volts.at("b") - first.volts.at("d"))) <= 1e-12);
  RC_ASSERT(values[1] == first.amperes.at("E"));
  RC_ASSERT(std::abs(values[3] - second.amperes.at("E")) <= 1e-12);
}

}  // namespace
}  // namespace ohmsweep
