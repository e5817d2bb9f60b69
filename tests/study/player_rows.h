#pragma once
// Two ways to measure a player's output: the tip branch from both channels playing alike, the ground from the
// right one alone, and both together.

#include "ohmsweep/measurement/player_take.h"
#include "study/output_rows.h"

namespace ohmsweep::study {

/// Every take a recording of the whole programme, contacts exact; the player has the recorder's clock.
[[nodiscard]] OutputImpedance player_through_programmes(const OutputRow& row,
                                                        const PlayerProgramme& programme, std::uint64_t seed);

/// Solved circuits of both passages with a draw of the noise for each. Tip and sleeve each have a contact.
[[nodiscard]] OutputImpedance player_through_ratios(const OutputRow& row, const RatioNoise& noise,
                                                    std::uint64_t seed);

}  // namespace ohmsweep::study
