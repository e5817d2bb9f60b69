#pragma once
/// Loudness as a table for programs. Pure.

#include <vector>

#include "ohmsweep/rating/loudness.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// A row for each headphone channel on each output at each gain setting; numbers with nine digits, and empty
/// what is not known.
[[nodiscard]] Table loudness_for_programs(const std::vector<RatedLoudness>& rows,
                                          const LoudnessSettings& settings);

}  // namespace ohmsweep
