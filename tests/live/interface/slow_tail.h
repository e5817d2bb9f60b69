#pragma once
/// What a slowly decaying signal is made of.

#include <cstddef>
#include <vector>

#include "live/interface/impulse_response.h"

namespace ohmsweep::live {

/// The modes of `samples`, counted from the first: a matrix pencil on means of 1/64 of the samples each, so
/// that only what is slow is seen. Empty where nothing exceeds `noise`, the error of a sample.
/// Source: Y. Hua, T. Sarkar, "Matrix pencil method for estimating parameters of exponentially
/// damped/undamped sinusoids in noise", IEEE Trans. ASSP 38(5), 814-824, 1990.
[[nodiscard]] std::vector<TailMode> slow_modes(const double* samples, std::size_t count, double noise);

}  // namespace ohmsweep::live
