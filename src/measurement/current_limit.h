#pragma once
/// Outputs whose current is limited: the loads at which they distort as they do at no lighter one, and how
/// far their impedance may then be off. Pure.

#include <optional>
#include <vector>

#include "measurement/output_solution.h"

namespace ohmsweep {

/// What a take asks of the output's current: its level over its load's impedance at 1 kHz, or at the next
/// frequency that the load is known for; 0 unloaded. Relative to the other takes only.
[[nodiscard]] double current_demand(const OutputTake& take);

/// Per take, whether it distorts so much more than the least demanding one that a limit of the current is to
/// be named. Takes without harmonics are never limited.
[[nodiscard]] std::vector<bool> limited_takes(const std::vector<OutputTake>& takes);

/// What the limit does to Zo.
struct CurrentLimit {
  std::optional<Finding> finding;  ///< loads_disagree, blocking where next to nothing is known of Zo; nothing
                                   ///< where no more than the interval comes of it
  std::vector<Complex> bias;       ///< standard uncertainty of Zo as an influence, ohm, per frequency
};
/// Nothing where no distortion rises with the load.
[[nodiscard]] std::optional<CurrentLimit> current_limit(const std::vector<OutputTake>& takes,
                                                        const OutputSolution& solution);

/// The curve with an influence more in its covariance.
void widen(ImpedanceCurve& curve, const std::vector<Complex>& influence);

/// "from 0.01 % to 2 %": of the least and the most demanding take.
[[nodiscard]] std::string distortion_text(const std::vector<OutputTake>& takes);

}  // namespace ohmsweep
