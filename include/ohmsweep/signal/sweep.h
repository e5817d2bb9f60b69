#pragma once
/// The exponential sweep: the stimulus of every measurement.
/// Source: A. Novak, P. Lotton, L. Simon, "Synchronized Swept-Sine: Theory, Application, and Implementation",
/// J. Audio Eng. Soc. 63(10), 786-798, 2015; A. Farina, AES 108th Convention, preprint 5093, 2000.
/// Thread rule: values and pure functions.

#include <string>
#include <vector>

#include "ohmsweep/core/units.h"

namespace ohmsweep {

/// synchronised: x(t) = A sin(2π f1 L e^{t/L}) (Novak); classic: A sin(2π f1 L (e^{t/L} - 1)) (Farina).
enum class SweepForm { synchronised, classic };

/// The parameters of a sweep. Instantaneous frequency f1 e^{t/L} for 0 <= t < duration.
struct ExponentialSweep {
  Hertz from{5.0};
  Hertz to{22e3};
  Seconds duration{5.0};
  double amplitude = 0.251188643150958;  ///< peak, 1.0 = full scale; -12 dBFS by default
  int sample_rate = 48000;
  SweepForm form = SweepForm::synchronised;
  Seconds lead_in{0.5};   ///< silence before
  Seconds lead_out{1.0};  ///< silence after

  /// L = T / ln(f2/f1), seconds per e-fold of frequency.
  [[nodiscard]] Seconds rate_constant() const;
  /// When, after the sweep's first sample, it passes `frequency`.
  [[nodiscard]] Seconds time_of(Hertz frequency) const;
};

/// The highest sweep frequency that the product plays at a sample rate: min(22 kHz, 0.46 fs).
[[nodiscard]] Hertz highest_sweep_frequency(int sample_rate);

/// Throws Error(usage) with the value and its limit when from >= to, to > 0.46 fs, a duration is not
/// positive, the amplitude is outside (0, 1] or fewer than 2 octaves are covered.
void check(const ExponentialSweep& sweep);

/// A sampled stimulus together with its parameters.
struct Stimulus {
  ExponentialSweep sweep;
  std::vector<double> samples;  ///< full scale 1.0; lead-in, sweep, lead-out
  /// What the other output channel plays, where there is one; empty: the same as `samples`, else as long.
  std::vector<double> reference_samples{};
};

/// The sweep at any moment `since` its first sample, with its fades: what render() samples, before that
/// rounds. 0 before and after it.
[[nodiscard]] double value_at(const ExponentialSweep& sweep, Seconds since);

/// Samples of the sweep, faded in over the first and out over the last few milliseconds. Calls check().
[[nodiscard]] Stimulus render(const ExponentialSweep& sweep);

/// The parameters as one line of text for a file's comment, and back. parse returns false on text that is not
/// ours.
[[nodiscard]] std::string to_metadata(const ExponentialSweep& sweep);
[[nodiscard]] bool parse_metadata(const std::string& text, ExponentialSweep& sweep);

/// Estimates the parameters of an exponential sweep from samples made elsewhere, either form, any silence
/// around it. from, to and L within 0.1 %. Throws Error(failed) that says why when the samples are not one
/// exponential sweep (silence, noise, a linear sweep, several sweeps).
[[nodiscard]] ExponentialSweep identify_sweep(const std::vector<double>& samples, int sample_rate);

}  // namespace ohmsweep
