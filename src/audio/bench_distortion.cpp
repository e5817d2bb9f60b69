#include "audio/bench_distortion.h"

#include <algorithm>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr std::size_t oversampling = 2;

/// The signal at `oversampling` times the rate; `turn` is 1 for the signal itself, -j for its Hilbert
/// transform.
std::vector<double> oversampled(const std::vector<Complex>& bins, std::size_t size, Complex turn) {
  const std::size_t dense = oversampling * size;
  std::vector<Complex> padded(dense / 2 + 1);
  const std::size_t below_half = (size - 1) / 2;
  const auto gain = turn * static_cast<double>(oversampling);
  for (std::size_t k = 1; k <= below_half; ++k) padded[k] = gain * bins[k];
  padded[0] = gain.real() *
              bins[0];  // its own mean belongs to a signal: without it the square would move the fundamental
  return inverse_real(std::move(padded), dense);
}

}  // namespace

std::vector<Complex> distortion_spectrum(const std::vector<Complex>& bins, std::size_t size,
                                         const Harmonics& harmonics, double reference) {
  if (!harmonics.any() || reference <= 0.0) return std::vector<Complex>(size / 2 + 1);
  std::vector<double> signal = oversampled(bins, size, 1.0);
  const std::vector<double> hilbert = oversampled(bins, size, Complex(0.0, -1.0));
  const double square = harmonics.second / reference;
  const double cube = harmonics.third / (reference * reference);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double x = signal[i];
    const double y = hilbert[i];
    signal[i] = 2.0 * square * x * x + cube * x * (x * x - 3.0 * y * y);
  }
  const std::vector<Complex> dense = forward_real(signal);
  std::vector<Complex> result(size / 2 + 1);
  for (std::size_t k = 0; k < (size + 1) / 2; ++k) result[k] = dense[k] / static_cast<double>(oversampling);
  return result;
}

}  // namespace ohmsweep
