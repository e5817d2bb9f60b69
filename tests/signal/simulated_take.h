#pragma once
// Takes of a chain whose ratio is known in closed form, for the laws that the estimator must obey.

#include <functional>
#include <random>

#include "ohmsweep/signal/fft.h"
#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep::test {

using Transfer = std::function<Complex(double hz)>;

/// An 8 Ω coil with a resonance that lifts it to 40 Ω at 100 Hz.
inline Complex resonant_impedance(double hz) {
  const Complex s(0.0, hz / 100.0);
  constexpr double q = 2.2;
  return 8.0 + 32.0 * (s / q) / (s * s + s / q + 1.0);
}

/// Behind 100 Ω, with a gain mismatch of 2 %.
inline Complex resonant_ratio(double hz) {
  const Complex z = resonant_impedance(hz);
  return 0.98 * z / (z + 100.0);
}

struct Chain {
  Transfer source = [](double) { return Complex(0.5, 0.0); };
  Transfer ratio = resonant_ratio;
  double delay_s = 0.0247;
  double noise_rms = 0.0;
  double tail_s = 0.1;  ///< recorded beyond the stimulus's length and the delay
  unsigned seed = 1;
};

inline std::vector<double> filtered(const std::vector<double>& samples, int rate, double delay_s,
                                    std::size_t length, const Transfer& transfer) {
  const std::size_t size = fast_size(2 * length);
  std::vector<double> padded(size, 0.0);
  std::copy(samples.begin(), samples.end(), padded.begin());
  std::vector<Complex> bins = forward_real(padded);
  for (std::size_t k = 0; k < bins.size(); ++k) {
    const double hz = static_cast<double>(k) * rate / static_cast<double>(size);
    bins[k] *= transfer(hz) * std::polar(1.0, -2.0 * 3.141592653589793 * hz * delay_s);
  }
  std::vector<double> out = inverse_real(std::move(bins), size);
  out.resize(length);
  return out;
}

inline Recording record(const Stimulus& stimulus, const Chain& chain) {
  const int rate = stimulus.sweep.sample_rate;
  const std::size_t length = stimulus.samples.size() +
                             static_cast<std::size_t>((std::max(0.0, chain.delay_s) + chain.tail_s) * rate);
  Recording take;
  take.sample_rate = rate;
  take.name = "simulated";
  take.source = filtered(stimulus.samples, rate, chain.delay_s, length, chain.source);
  take.dut = filtered(stimulus.samples, rate, chain.delay_s, length,
                      [&](double hz) { return chain.source(hz) * chain.ratio(hz); });
  std::mt19937_64 generator(chain.seed);
  std::normal_distribution<double> noise(0.0, 1.0);
  for (std::size_t n = 0; n < length && chain.noise_rms > 0.0; ++n) {
    take.source[n] += chain.noise_rms * noise(generator);
    take.dut[n] += chain.noise_rms * noise(generator);
  }
  take.hash = "simulated-" + std::to_string(chain.seed);
  return take;
}

}  // namespace ohmsweep::test
