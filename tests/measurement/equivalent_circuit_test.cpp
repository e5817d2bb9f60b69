#include "ohmsweep/measurement/equivalent_circuit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "ohmsweep/circuit/nodal_analysis.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

std::vector<double> grid() {
  std::vector<double> hz;
  for (double f = 20.0; f <= 20e3 * 1.0001; f *= std::exp2(1.0 / 24.0)) hz.push_back(f);
  return hz;
}

template <typename Impedance>
ImpedanceCurve curve_of(const Impedance& impedance, double noise = 1e-5, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid(grid());
  for (const double hz : curve.grid) {
    const Complex z = impedance(hz);
    curve.impedance_ohm.push_back(z * (1.0 + noise * Complex(normal(random), normal(random))));
    curve.covariance.push_back(Covariance::circular(2.0 * std::norm(noise * z)));
  }
  return curve;
}

ImpedanceCurve curve_of(const EquivalentCircuit& circuit, double noise = 1e-5, unsigned seed = 1) {
  return curve_of([&](double hz) { return impedance(circuit, Hertz(hz)); }, noise, seed);
}

/// Re, a coil with eddy losses, and resonances at random places.
EquivalentCircuit random_headphone(unsigned seed, int resonances) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  EquivalentCircuit circuit;
  circuit.a0 = std::pow(10.0, 0.9 + 1.9 * unit(random));
  const double corner = 2.0 * std::numbers::pi * 20e3 * (0.5 + unit(random));
  const double eddy = 1.0 / (circuit.a0 * (0.2 + unit(random)));
  circuit.sections.push_back({eddy, eddy * corner, 0.0});
  for (int i = 0; i < resonances; ++i) {
    const double omega = 2.0 * std::numbers::pi * 40.0 * std::pow(2.0, 1.4 * (i + unit(random)));
    const double quality = 0.7 + 4.0 * unit(random);
    const double g = 1.0 / (circuit.a0 * (0.1 + unit(random)));
    circuit.sections.push_back({g, quality * g * omega, quality * g / omega});
  }
  return circuit;
}

TEST(EquivalentCircuit, HasTheImpedanceThatItsElementsHave) {
  for (const bool parallel : {false, true}) {
    EquivalentCircuit circuit = random_headphone(3, 2);
    circuit.parallel = parallel;
    if (parallel) {  // the same numbers as conductances
      circuit.a0 = 1.0 / 300.0;
      circuit.sections = {{40.0, 1e5, 1e-3}, {60.0, 0.0, 2e-3}, {80.0, 3e5, 0.0}};
    }
    circuit.a1 = 1e-6;
    circuit.a2 = parallel ? 0.1 : 10.0;
    const Netlist netlist = netlist_of(circuit);
    for (const double hz : {20.0, 333.0, 1e3, 7e3, 20e3}) {
      const Complex direct = impedance(circuit, Hertz(hz));
      EXPECT_LT(std::abs(input_impedance(netlist, "+", "-", Hertz(hz)) - direct), 1e-9 * std::abs(direct));
    }
  }
}

TEST(EquivalentCircuit, OfAResistorIsAResistor) {
  const CircuitMatch match = fit_circuit(curve_of([](double) { return Complex(32.0, 0.0); }));
  EXPECT_TRUE(match.circuit.sections.empty());
  EXPECT_NEAR(impedance(match.circuit, Hertz(1e3)).real(), 32.0, 1e-3);
  EXPECT_TRUE(match.good);
}

TEST(EquivalentCircuit, IsWithinAHalfPercentOfHeadphonesWithUpToFourResonances) {
  for (unsigned seed = 0; seed < 24; ++seed) {
    const EquivalentCircuit truth = random_headphone(seed, static_cast<int>(seed % 5));
    const CircuitMatch match = fit_circuit(curve_of(truth, 2e-4, seed));
    EXPECT_TRUE(match.good) << seed;
    for (const double hz : grid()) {
      const Complex z = impedance(truth, Hertz(hz));
      EXPECT_LT(std::abs(impedance(match.circuit, Hertz(hz)) - z), 0.005 * std::abs(z)) << seed << " at " << hz;
    }
  }
}

TEST(EquivalentCircuit, IsPassiveWhateverItWasFittedTo) {
  const auto odd = [](double hz) { return std::polar(30.0, std::sin(std::log(hz) * 3.0) * 1.4); };
  const CircuitMatch match = fit_circuit(curve_of(odd));
  for (const Element& element : netlist_of(match.circuit).elements) EXPECT_GT(element.value, 0.0);
  for (double hz = 1.0; hz < 1e6; hz *= 1.3) EXPECT_GE(impedance(match.circuit, Hertz(hz)).real(), 0.0);
  EXPECT_FALSE(match.good);
}

TEST(EquivalentCircuit, IsWithinAPercentOfDriversBehindACrossover) {
  // A woofer, a midrange behind 5.2 µF and a tweeter behind 2 µF, each with its coil.
  const auto crossover = [](double hz) {
    const Complex s(0.0, 2.0 * std::numbers::pi * hz);
    const Complex woofer = 25.0 + s * 1.2e-3;
    const Complex mid = 18.0 + s * 0.22e-3 + 1.0 / (s * 5.2e-6);
    const Complex tweeter = 5.0 + s * 0.02e-3 + 1.0 / (s * 2e-6);
    return 1.0 / (1.0 / woofer + 1.0 / mid + 1.0 / tweeter);
  };
  const CircuitMatch match = fit_circuit(curve_of(crossover));
  EXPECT_LT(match.worst, 0.01);
}

TEST(EquivalentCircuit, NeedsNoMoreSectionsThanTheCurveShows) {
  for (int resonances = 0; resonances < 3; ++resonances) {
    const CircuitMatch match = fit_circuit(curve_of(random_headphone(11, resonances), 1e-3, 5));
    EXPECT_LE(match.circuit.sections.size(), static_cast<std::size_t>(resonances) + 2);
  }
}

TEST(EquivalentCircuit, IsTheSameEveryTime) {
  const ImpedanceCurve curve = curve_of(random_headphone(7, 3), 1e-4);
  const CircuitMatch once = fit_circuit(curve);
  const CircuitMatch twice = fit_circuit(curve);
  EXPECT_EQ(netlist_of(once.circuit), netlist_of(twice.circuit));
}

TEST(EquivalentCircuit, IsRefusedForTooFewPoints) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({20.0, 200.0});
  curve.impedance_ohm = {Complex(8.0, 0.0), Complex(9.0, 0.0)};
  EXPECT_THROW((void)fit_circuit(curve), Error);
}

}  // namespace
}  // namespace ohmsweep
