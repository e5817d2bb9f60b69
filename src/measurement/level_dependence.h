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

/// level_dependent, and the solution that stands.
struct LevelDependence {
  Finding finding;
  OutputSolution quietest;
};
/// Where the impedance at the loudest level differs from that at the quietest, whose solution it holds;
/// nothing where a level does not hold two different states.
[[nodiscard]] std::optional<LevelDependence> level_dependence(
    const std::vector<std::vector<OutputTake>>& levels, const OutputRig& rig);

/// Where the output limits its current under a load, and the same load at a lower level shows no limit: the
/// solution of all takes that show none. Nothing where the gain without a limit depends on the level too.
[[nodiscard]] std::optional<LevelDependence> below_the_limit(const std::vector<OutputTake>& takes,
                                                             const OutputRig& rig);

}  // namespace ohmsweep
