#pragma once
/// Outputs that protect themselves by switching off, or limit their current so hard that it looks like lost
/// samples: broken alike under every load that asks much of them, whole under all that ask less. Pure.

#include <optional>
#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

struct SwitchedOff {
  Finding finding;                ///< loads_disagree, blocking
  std::vector<OutputTake> whole;  ///< the takes under which it plays on, in the order taken
};
/// Nothing where a take is whole that asks as much of the output as a silent one, or is broken in another
/// way: that is for each take's own findings to say.
[[nodiscard]] std::optional<SwitchedOff> switched_off(const std::vector<OutputTake>& takes);

}  // namespace ohmsweep
