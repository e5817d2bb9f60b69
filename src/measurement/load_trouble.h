#pragma once
/// Outputs that are no linear source: loads that contradict one another, and what the cause looks like. Pure.

#include <optional>
#include <vector>

#include "measurement/output_solution.h"

namespace ohmsweep {

/// loads_disagree where the heaviest load's voltage falls far short of what the other takes foretell.
[[nodiscard]] std::optional<Finding> collapse_under_load(const std::vector<OutputTake>& takes,
                                                         const OutputSolution& solution);

/// loads_disagree where the takes misfit in the bass alone, as behind an output transformer.
[[nodiscard]] std::optional<Finding> transformer_trouble(const std::vector<OutputTake>& takes,
                                                         const OutputSolution& solution);

/// Whether the takes contradict one another by more than noise, drift and contacts explain.
[[nodiscard]] bool takes_disagree(const OutputRig& rig, const OutputSolution& solution);

/// loads_disagree without a cause that shows.
[[nodiscard]] Finding undecided_takes(const OutputSolution& solution);

}  // namespace ohmsweep
