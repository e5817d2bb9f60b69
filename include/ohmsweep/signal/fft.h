#pragma once
/// Discrete Fourier transforms through FFTW, double precision.
/// Thread rule: every function may be called from any thread at any time; plans are made once per length
/// behind a lock and shared. Lengths of 0 are a programming error (assert).

#include <cstddef>
#include <vector>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// X[k] = Σ x[n] e^{-2πi kn/N} for k = 0 … N/2: N/2 + 1 bins, not normalised. N is the number of samples.
[[nodiscard]] std::vector<Complex> forward_real(const std::vector<double>& samples);

/// x[n] = (1/N) Σ X[k] e^{2πi kn/N}, the inverse of forward_real; `bins` holds `size`/2 + 1 values.
[[nodiscard]] std::vector<double> inverse_real(std::vector<Complex> bins, std::size_t size);

/// x[n] = (1/N) Σ X[k] e^{2πi kn/N} of a whole complex spectrum of N bins.
[[nodiscard]] std::vector<Complex> inverse_complex(const std::vector<Complex>& bins);

/// An even length >= at_least, at most 10 % above it for long ones, with no prime factor above 7 and most of
/// them 2: FFTW plans and computes these quickly.
[[nodiscard]] std::size_t fast_size(std::size_t at_least);

}  // namespace ohmsweep
