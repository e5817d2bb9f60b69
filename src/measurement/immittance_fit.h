#pragma once
/// Least squares of a circuit's elements: the circuit's form is given. Pure.

#include <vector>

#include "ohmsweep/measurement/equivalent_circuit.h"

namespace ohmsweep {

/// What is fitted: at each s = jω an impedance, and how well it is known, relative, per part.
struct FittedPoints {
  std::vector<Complex> s;
  std::vector<Complex> impedance_ohm;
  std::vector<double> sigma;
};

[[nodiscard]] Complex impedance_at(const EquivalentCircuit& circuit, Complex s);
[[nodiscard]] Complex impedance_at(const CircuitBranch& branch, Complex s);

/// The elements that are there, in one order.
[[nodiscard]] std::vector<double*> elements_of(EquivalentCircuit& circuit);

/// Σ |ΔZ/Z|²/σ²; infinite where that is no number.
[[nodiscard]] double chi_squared(const FittedPoints& points, const EquivalentCircuit& circuit);

/// χ² + k ln n: what a circuit of k elements leaves, and costs.
[[nodiscard]] double criterion(const FittedPoints& points, const EquivalentCircuit& circuit);

/// The same elements with the least χ² that at most `steps` steps reach from these values.
[[nodiscard]] EquivalentCircuit refined(const FittedPoints& points, const EquivalentCircuit& circuit,
                                        int steps);

}  // namespace ohmsweep
