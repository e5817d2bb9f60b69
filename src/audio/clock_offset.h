#pragma once
/// Playing with one clock and recording with another.

#include <vector>

namespace ohmsweep {

/// y[i] = x(i (1 + offset)) of a band-limited x that is silent outside its samples: what a recorder gets from
/// a player whose clock is faster by `offset`. `length` samples. The error is below 1e-9 of the peak up to
/// 0.49 of the rate.
[[nodiscard]] std::vector<double> resampled(const std::vector<double>& x, double offset, std::size_t length);

}  // namespace ohmsweep
