#pragma once
/// One steady tone in a stretch of both channels: its amplitudes, its harmonics, and what its own remainder
/// says about their error. Full scale is 1.0. Thread rule: pure functions; none fails.

#include <vector>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// A stretch of both channels around one tone; equal and odd lengths, at least ten cycles.
struct ToneStretch {
  std::vector<double> source;
  std::vector<double> dut;
  double cycles_per_sample = 0.0;
};

struct ToneFit {
  Complex source;  ///< peak: Re(A e^{2πi·cycles·(n − middle)})
  Complex dut;
  std::vector<Complex> source_harmonics;  ///< orders 2 to 5 as far as they lie below half the rate
  std::vector<Complex> dut_harmonics;
  std::vector<double> source_rest;  ///< without tone, harmonics and mean
  std::vector<double> dut_rest;

  [[nodiscard]] Complex ratio() const { return dut / source; }
};

/// Least squares under a Hann window: a frequency some 100 ppm off costs nothing that matters.
[[nodiscard]] ToneFit fit_tone(const ToneStretch& stretch);

/// What the remainder says about the ratio.
struct RatioScatter {
  double variance = 0.0;  ///< E|δm|², widened for the few frequencies that it was learned from
  Complex settling;       ///< the ratio in the second half less that in the first
};
[[nodiscard]] RatioScatter scatter_of(const ToneFit& fit, double cycles_per_sample);

}  // namespace ohmsweep
