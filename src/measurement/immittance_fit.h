#pragma once
/// Fitting the sum of positive sections of equivalent_circuit.h to an immittance. Pure.

#include <vector>

#include "ohmsweep/measurement/equivalent_circuit.h"

namespace ohmsweep {

/// What is fitted: at each s = jω a value, and how well it is known, relative, per part.
struct ImmittanceData {
  std::vector<Complex> s;
  std::vector<Complex> value;
  std::vector<double> sigma;
};

/// At most some 160 points, evenly: enough for looking where sections belong.
[[nodiscard]] ImmittanceData thinned(const ImmittanceData& data);
[[nodiscard]] double smallest_magnitude(const ImmittanceData& data);

/// χ² + k ln n: what a circuit of k parameters leaves, and costs.
[[nodiscard]] double criterion(const ImmittanceData& data, const EquivalentCircuit& circuit);

/// The same terms with the least weighted squares that can be reached from these values.
[[nodiscard]] EquivalentCircuit refined(const ImmittanceData& data, const EquivalentCircuit& circuit);

/// Of the circuits with one term more, refined, the one with the least criterion.
[[nodiscard]] EquivalentCircuit best_addition(const ImmittanceData& data, const EquivalentCircuit& circuit);

}  // namespace ohmsweep
