#pragma once
/// An output's curve with all that its solution tells beside it. Pure.

#include "measurement/output_solution.h"

namespace ohmsweep {

/// Findings `known` come first, then upper_bound and band_limited, then the circuit's. No circuit is fitted,
/// and no bound is spoken of, where a known finding blocks.
[[nodiscard]] OutputImpedance describe(ImpedanceCurve curve, const OutputSolution& solution, Findings known);

/// Adds `more` at the end.
void append(Findings& findings, Findings more);

}  // namespace ohmsweep
