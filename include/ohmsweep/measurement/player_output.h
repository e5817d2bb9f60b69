#pragma once
/// An output's impedance with the ground that its channels share. Thread rule: pure functions.

#include <cstddef>
#include <optional>
#include <vector>

#include "ohmsweep/measurement/output_traits.h"
#include "ohmsweep/measurement/player_take.h"

namespace ohmsweep {

/// From the tip branch Zt, which is what two channels that play alike show, to what a headphone on one of
/// them meets: Zo = Zt + Rg. The ground's uncertainty is the same at every frequency. That of the channels'
/// balance, `balance_u` (GroundOptions), is left out: a balance of b leaves (1 - b) Rg in the tip branch and
/// b Rg in the ground, and goes in the sum. Of a player that inverts a channel b is -1, and Rg goes in with a
/// minus. Bounds are drawn anew, a fitted series resistance takes Rg in, and the note ground_unknown goes.
[[nodiscard]] OutputImpedance with_shared_ground(OutputImpedance tip_branch, const SharedGround& ground,
                                                 double balance_u = GroundOptions{}.balance_u,
                                                 bool inverted = false);

/// What an output shows beside Zo at a point of its curve, of which `ground` is a part.
struct GroundBranches {
  ImpedancePoint tip;   ///< Zt: with the ground's part taken off
  ImpedancePoint both;  ///< Zt + 2 Rg: both channels driven alike
};
/// Their uncertainties follow from how with_shared_ground() made the curve: the ground's is in Zo once, in
/// Zt + 2 Rg twice, and that of the balance comes back, which goes in Zo alone.
[[nodiscard]] GroundBranches ground_branches(const ImpedanceCurve& curve, const SharedGround& ground,
                                             std::size_t point, double balance_u = GroundOptions{}.balance_u);

/// One clock offset from those of all takes: their mean, with the scatter of the takes where that is more
/// than each states. `takes` holds at least one.
[[nodiscard]] Uncertain mean_clock_offset(const std::vector<Uncertain>& takes);

/// The note clock_offset with mean_clock_offset(takes), and how the takes spread where that is more than each
/// states; nothing where no take's clock stands out of its interval and 5 ppm. `takes` holds at least one.
[[nodiscard]] std::optional<Finding> clock_finding(const std::vector<Uncertain>& takes);

/// The note that says that the shared ground is not in the result.
[[nodiscard]] Finding unknown_ground();

}  // namespace ohmsweep
