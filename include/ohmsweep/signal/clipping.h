#pragma once
/// What a channel's samples say about its converter: how far they reach, and where they were cut off.
/// Full scale is 1.0. Thread rule: pure functions. No function here fails.

#include <cstddef>
#include <vector>

namespace ohmsweep {

/// The largest absolute sample; 0 without any.
[[nodiscard]] double peak_of(const std::vector<double>& channel);

/// Samples at full scale, or in flat tops below it (an analogue stage or an attenuated file). More than four
/// flat tops must be in the channel before they count.
[[nodiscard]] std::size_t clipped_samples(const std::vector<double>& channel);

}  // namespace ohmsweep
