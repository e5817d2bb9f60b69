#pragma once
/// Which elements a circuit is to have: grown one by one where they explain most, and pruned. Pure.

#include "measurement/immittance_fit.h"

namespace ohmsweep {

/// How a circuit may grow.
enum class CircuitForm {
  row,        ///< one branch: elements and sections in a row
  ladder,     ///< branches side by side, each without sections
  crossover,  ///< branches with sections
};

/// From a resistance to the circuit of that form with the least criterion() that was found.
/// Every element is worth its parameter.
[[nodiscard]] EquivalentCircuit grown(const FittedPoints& points, CircuitForm form);

}  // namespace ohmsweep
