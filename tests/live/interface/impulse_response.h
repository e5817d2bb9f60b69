#pragma once
/// A causal linear response whose end may be too slow for a list of taps.

#include <complex>
#include <vector>

namespace ohmsweep::live {

/// amplitude · pole^m for m = 0, 1, …; together with others the real part counts.
struct TailMode {
  std::complex<double> pole;
  std::complex<double> amplitude;
};

/// h[n] = taps[n] as far as they go, then the real part of the sum of the modes, m counted from there. A
/// capacitor of 220 uF that 20 kohm discharge is one mode, and would be a million taps.
struct ImpulseResponse {
  std::vector<double> taps;
  std::vector<TailMode> tail;
};

/// Real part of the sum of the modes, m samples after the taps' end (before it when negative).
[[nodiscard]] double tail_at(const std::vector<TailMode>& tail, double m);

}  // namespace ohmsweep::live
