#pragma once
/// Where in frequency a stretch of samples has its power. Pure.

#include <vector>

namespace ohmsweep {

/// Mean square per bin, one-sided, under a Hann window and without the mean: the bins of a sine's main lobe
/// add up to its power, and all bins to that of the stretch.
struct PowerSpectrum {
  double bin_hz = 0.0;
  std::vector<double> power;
};
/// `samples` holds at least one.
[[nodiscard]] PowerSpectrum power_spectrum(const std::vector<double>& samples, int sample_rate);

/// Sum and number of the bins within [low, high] Hz.
struct BandPower {
  double sum = 0.0;
  double bins = 0.0;
};
[[nodiscard]] BandPower band_power(const PowerSpectrum& spectrum, double low_hz, double high_hz);

/// Power of the multiples 1 to 10 of a mains frequency that stand out of what lies beside them.
[[nodiscard]] double hum_power(const PowerSpectrum& spectrum, double mains_hz);

/// The mains frequency itself, from the strongest of its multiples; `nominal_hz` within 0.2 %.
[[nodiscard]] double refined_mains_hz(const PowerSpectrum& spectrum, double nominal_hz);

}  // namespace ohmsweep
