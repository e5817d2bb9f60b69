#pragma once
// The player's clock from the spacing of passages that hold the same sweep.

#include <optional>

#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/signal/player_passages.h"

namespace ohmsweep {

/// What the spacings say. `irregular_s` is by how much they contradict one another, where it is more than any
/// clock can do: the player paused or samples were lost between two passages.
struct PassageClock {
  Uncertain offset_ppm{};
  std::optional<double> irregular_s;
};

/// From all passages of all repeats found. The same sweep through the same circuit twice: the phase between
/// both is that of a delay alone, whatever circuit and clock have made of the sweep.
[[nodiscard]] PassageClock passage_clock(const Recording& recording, const PlayerProgramme& programme,
                                         const std::vector<FoundPassage>& passages);

}  // namespace ohmsweep
