#pragma once
/// Where a known sound begins in a take. Pure.

#include <cstddef>
#include <vector>

namespace ohmsweep {

/// How many samples later than the stimulus the channel is: where their correlation is largest. The
/// stimulus's first `needed` samples must lie within the channel, which is at least as long.
[[nodiscard]] std::size_t delay_of(const std::vector<double>& channel, const std::vector<double>& stimulus,
                                   std::size_t needed);

}  // namespace ohmsweep
