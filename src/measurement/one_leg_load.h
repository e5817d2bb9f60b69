#pragma once
/// A load between one contact of a balanced output and ground, where it should hang between both contacts.
/// Pure.

#include <optional>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

/// Between hot and cold the load's current is the same in both legs, so that both show an impedance. A load
/// to ground leaves the other contact's voltage as it was: that leg shows none, within its interval, and a
/// single load cannot tell this from a leg that has none. wrong_channel: blocking where the still leg is so
/// far below the other that no output is built like that, a warning that names both causes where its interval
/// reaches further.
[[nodiscard]] std::optional<Finding> one_leg_load(const BalancedLegs& legs);

}  // namespace ohmsweep
