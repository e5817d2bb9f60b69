#pragma once
/// What is questionable about an output's impedance. Pure.

#include <vector>

#include "measurement/output_solution.h"

namespace ohmsweep {

/// The takes' own findings first (each once), then upper_bound, loads_disagree, drift, negative_resistance
/// and band_limited as they apply.
[[nodiscard]] Findings output_findings(const std::vector<OutputTake>& takes, const OutputRig& rig,
                                       const OutputSolution& solution);

}  // namespace ohmsweep
