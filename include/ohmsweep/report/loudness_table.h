#pragma once
/// How loud headphones get, for the terminal. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/loudness.h"

namespace ohmsweep {

/// UTF-8, no colours, '\n' after each line: what the peak level needs of each headphone channel, a row for
/// every headphone on every output (highest level, headroom, hiss, spare gain, need of an amplifier), why,
/// remarks, and what is missing with the command that gives it. Bounds are told as such: "< 117.3 dB". The
/// reasons are told of eight rows at most; JSON has all of them.
[[nodiscard]] std::string loudness_table(const std::vector<RatedLoudness>& rows,
                                         const LoudnessSettings& settings);

}  // namespace ohmsweep
