#pragma once
/// Sinusoids of known frequency in a stretch of samples, by least squares.

#include <cstddef>
#include <vector>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// samples ≈ dc + Σ Re(amplitude e^{2πi·cycles·n}), n counted from the stretch's first sample.
struct SinusoidFit {
  std::vector<Complex> amplitude;  ///< peak, one for each frequency
  double dc = 0.0;
  double residual_rms = 0.0;  ///< of everything else
};

/// `cycles` per sample, all different, each in (0, 0.5); the stretch [begin, end) must hold at least four
/// cycles of the lowest and of the smallest difference, or neighbours cannot be told apart.
[[nodiscard]] SinusoidFit fit_sinusoids(const std::vector<double>& samples, std::size_t begin,
                                        std::size_t end, const std::vector<double>& cycles);

/// One tone of nearly this frequency: two clocks differ by up to some 100 ppm.
[[nodiscard]] SinusoidFit fit_sinusoid_nearby(const std::vector<double>& samples, double cycles);

}  // namespace ohmsweep
