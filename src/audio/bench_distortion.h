#pragma once
/// Harmonic distortion of a signal, confined to the band.

#include <cstddef>
#include <vector>

#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// The spectrum of what distortion adds: 2 h2 x²/A + h3 Re(x_a³)/A² with the analytic signal x_a and the
/// reference amplitude A. A sinusoid of amplitude A gets harmonics of h2 A and h3 A and, as from any square
/// law, a slow offset that follows its envelope; the fundamental does not
/// move, so the linear response stays the truth that a measurement is judged by. The cube is taken of the
/// analytic signal because x³ has a fundamental of its own; the square is not, because the slow tails of a
/// Hilbert transform would give it one. Computed at twice the rate, where products of up to three in-band
/// signals cannot fold back into the band; what lies beyond half the rate is left out.
/// `bins` is forward_real of `size` samples, and so is the result.
[[nodiscard]] std::vector<Complex> distortion_spectrum(const std::vector<Complex>& bins, std::size_t size,
                                                       const Harmonics& harmonics, double reference);

}  // namespace ohmsweep
