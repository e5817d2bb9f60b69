#pragma once
/// Passive networks at random, and curves of them with noise.

#include <cmath>
#include <numbers>
#include <random>
#include <utility>
#include <vector>

#include "ohmsweep/measurement/equivalent_circuit.h"

namespace ohmsweep {

/// 20 Hz to 20 kHz.
inline std::vector<double> twenty_fourths() {
  std::vector<double> hz;
  for (double f = 20.0; f <= 20e3 * 1.0001; f *= std::exp2(1.0 / 24.0)) hz.push_back(f);
  return hz;
}

/// `noise` is relative, per part, and stated.
template <typename Impedance>
ImpedanceCurve noisy_curve(const Impedance& impedance, double noise = 1e-5, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid(twenty_fourths());
  for (const double hz : curve.grid) {
    const Complex z = impedance(hz);
    const double re = normal(random);
    const double im = normal(random);
    curve.impedance_ohm.push_back(z * (1.0 + noise * Complex(re, im)));
    curve.covariance.push_back(Covariance::circular(2.0 * std::norm(noise * z)));
  }
  return curve;
}

inline ImpedanceCurve noisy_curve(const EquivalentCircuit& circuit, double noise = 1e-5, unsigned seed = 1) {
  return noisy_curve([&](double hz) { return impedance(circuit, Hertz(hz)); }, noise, seed);
}

/// Re, a coil with eddy losses, and resonances at random places, the lowest first.
inline EquivalentCircuit random_headphone(unsigned seed, int resonances) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  CircuitBranch row{std::pow(10.0, 0.9 + 1.9 * unit(random))};
  const double corner = 2.0 * std::numbers::pi * 20e3 * (0.5 + unit(random));
  const double eddy = 1.0 / (row.r * (0.2 + unit(random)));
  row.sections.push_back({eddy, eddy * corner, 0.0});
  for (int i = 0; i < resonances; ++i) {
    const double omega = 2.0 * std::numbers::pi * 40.0 * std::pow(2.0, 1.4 * (i + unit(random)));
    const double quality = 0.7 + 4.0 * unit(random);
    const double g = 1.0 / (row.r * (0.1 + unit(random)));
    row.sections.push_back({g, quality * g * omega, quality * g / omega});
  }
  return {0.0, 0.0, {std::move(row)}};
}

/// Two or three drivers side by side, the upper ones behind a capacitor; the lowest has a resonance.
inline EquivalentCircuit random_crossover(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  EquivalentCircuit circuit;
  const std::size_t drivers = 2 + seed % 2;
  for (std::size_t i = 0; i < drivers; ++i) {
    CircuitBranch driver{8.0 + 30.0 * unit(random)};
    driver.l = driver.r / (2.0 * std::numbers::pi * (3e3 + 12e3 * unit(random)) * static_cast<double>(i + 1));
    if (i > 0)
      driver.e = driver.r * 2.0 * std::numbers::pi * 1500.0 * static_cast<double>(i) * (0.7 + unit(random));
    if (i == 0) {
      const double omega = 2.0 * std::numbers::pi * (150.0 + 400.0 * unit(random));
      const double g = 1.0 / (driver.r * (0.5 + unit(random)));
      driver.sections.push_back({g, 2.0 * g * omega, 2.0 * g / omega});
    }
    circuit.branches.push_back(std::move(driver));
  }
  return circuit;
}

/// Of every form that there is, elements missing at random.
inline EquivalentCircuit any_circuit(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  const auto maybe = [&](double value) {
    const bool there = unit(random) < 0.6;
    return value * (0.5 + unit(random)) * (there ? 1.0 : 0.0);
  };
  EquivalentCircuit circuit;
  const auto branches = 1 + static_cast<int>(3.0 * unit(random));
  for (int b = 0; b < branches; ++b) {
    CircuitBranch branch{maybe(30.0), maybe(1e-3), maybe(1e4)};
    const auto sections = static_cast<int>(3.0 * unit(random));
    for (int k = 0; k < sections; ++k) {
      CircuitSection section{maybe(0.02), maybe(40.0), maybe(2e-5)};
      if ((section.g > 0.0) + (section.p > 0.0) + (section.q > 0.0) < 2) section = {0.03, 50.0, 1e-5};
      branch.sections.push_back(section);
    }
    if (branch.r + branch.l + branch.e <= 0.0 && branch.sections.empty()) branch.r = 10.0;
    circuit.branches.push_back(std::move(branch));
  }
  if (branches > 1) {
    circuit.lead_ohm = maybe(1.0);
    circuit.lead_henry = maybe(1e-5);
  }
  return circuit;
}

}  // namespace ohmsweep
