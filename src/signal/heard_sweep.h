#pragma once
// What a recording holds in place of the programme: rising tones, for the sentence that refuses it.

#include <optional>
#include <vector>

#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

/// A tone that rises by equal shares of its frequency in equal times.
struct HeardSweep {
  double begins_s = 0.0;         ///< in the recording, from 300 Hz on
  double rate_constant_s = 0.0;  ///< L: the time in which it grows by e
  double to_hz = 0.0;            ///< where it ends, or ceases to be heard
};

/// Those that stand out of all else on the louder channel for a fifth of a second or longer.
[[nodiscard]] std::vector<HeardSweep> heard_sweeps(const Recording& recording);

}  // namespace ohmsweep
