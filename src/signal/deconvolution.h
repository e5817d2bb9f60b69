#pragma once
// Deconvolution of a take by its stimulus: x* / |x|² times one smooth taper that both channels share, so that
// it cancels in their ratio. METHOD: S. Müller, P. Massarani, J. Audio Eng. Soc. 49(6), 443-471, 2001.

#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// Where the sweep is in time and frequency.
struct SweepTiming {
  double from_hz;
  double to_hz;
  double rate_constant_s;  ///< L
  double start_s;          ///< of the sweep in the stimulus

  /// When the sweep passes a frequency, seconds after the stimulus's first sample.
  [[nodiscard]] double time_of(double hz) const;
  /// Harmonic k of the distortion arrives this much before the linear response: L ln k (Farina 2000).
  [[nodiscard]] double harmonic_lead(double order) const;
  [[nodiscard]] double lowest_usable_hz() const { return 1.3 * from_hz; }
  [[nodiscard]] double highest_usable_hz() const { return 0.9965 * to_hz; }
};
[[nodiscard]] SweepTiming timing_of(const ExponentialSweep& sweep);

/// The stimulus at one transform length. Immutable and shared between threads.
class Deconvolution {
 public:
  Deconvolution(const Stimulus& stimulus, std::size_t size);

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Spectrum of the circular impulse response of the chain from stimulus to this channel: `size()`/2 + 1
  /// bins.
  [[nodiscard]] std::vector<Complex> transfer(const std::vector<double>& channel) const;
  /// What a response, given as its spectrum, contributes to the take: convolution with the (tapered)
  /// stimulus.
  [[nodiscard]] std::vector<double> replay(std::vector<Complex> response) const;
  /// |taper / X| at a frequency: how much a stationary line is scaled on its way into the response.
  [[nodiscard]] double line_gain(double hz) const;

 private:
  std::size_t size_;
  double rate_;
  std::vector<Complex> stimulus_;
  std::vector<Complex> inverse_;
};

/// Responses of both channels on one time axis: τ = 0 is the arrival of the linear response at the source
/// channel.
struct Responses {
  std::vector<double> source;
  std::vector<double> dut;
  std::vector<Complex> source_transfer;  ///< their spectra, phase zero at index 0
  std::vector<Complex> dut_transfer;
  std::size_t delay = 0;  ///< circular index of τ = 0
  double rate = 0.0;      ///< samples per second
  double scale = 1.0;     ///< of the samples: a slowed response has fewer and larger ones
  double take_s = 0.0;    ///< length of the take
  SweepTiming timing{};
  bool source_as_played = false;  ///< Recording::source_as_played

  [[nodiscard]] std::size_t size() const { return source.size(); }
  [[nodiscard]] double period_s() const { return static_cast<double>(size()) / rate; }
  /// Circular index of a time τ, given in samples.
  [[nodiscard]] std::size_t index(long tau_samples) const;
  /// Delay as a signed time: takes may begin after the stimulus did.
  [[nodiscard]] double delay_s() const;
  /// When, in the take, the sweep passes a frequency.
  [[nodiscard]] double time_in_take(double hz) const { return timing.time_of(hz) + delay_s(); }
};

/// The same responses up to a frequency only, at a rate that suits it: spectra of them below that cost a
/// fraction. The axis and the length in seconds stay; the transfer functions are left behind.
[[nodiscard]] Responses slowed(const Responses& responses, double highest_hz);

/// Deconvolves both channels and finds the arrival of the linear response.
[[nodiscard]] Responses respond(const Deconvolution& deconvolution, const SweepTiming& timing,
                                const std::vector<double>& source, const std::vector<double>& dut,
                                double rate);

}  // namespace ohmsweep
