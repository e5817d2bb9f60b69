#pragma once
/// Takes of an output at several levels: whether its gain or its impedance depends on them. Pure.

#include <optional>
#include <vector>

#include "measurement/output_solution.h"

namespace ohmsweep {

/// The takes by level, the quietest first, each in the order taken.
[[nodiscard]] std::vector<std::vector<OutputTake>> by_level(const std::vector<OutputTake>& takes);

/// automatic_gain, blocking, where the gain in one state differs between levels by more than drift explains.
[[nodiscard]] std::optional<Finding> automatic_gain(const std::vector<std::vector<OutputTake>>& levels,
                                                    const OutputRig& rig);

/// level_dependent where the impedance at the loudest level differs from that at the quietest, and the
/// quietest's solution; nothing where a level does not hold two different states.
struct LevelDependence {
  Finding finding;
  OutputSolution quietest;
};
[[nodiscard]] std::optional<LevelDependence> level_dependence(
    const std::vector<std::vector<OutputTake>>& levels, const OutputRig& rig);

}  // namespace ohmsweep
