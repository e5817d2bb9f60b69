#include "measurement/power_spectrum.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr int hum_multiples = 10;
/// Of a grid's frequency from its nominal value.
constexpr double grid_deviation = 0.002;

struct BinRange {
  std::size_t first;
  std::size_t end;
};
BinRange bins_within(const PowerSpectrum& spectrum, double low_hz, double high_hz) {
  const double low = std::max(0.0, std::ceil(low_hz / spectrum.bin_hz));
  const double high = std::max(-1.0, std::floor(high_hz / spectrum.bin_hz));
  const auto count = static_cast<double>(spectrum.power.size());
  return {static_cast<std::size_t>(std::min(low, count)),
          static_cast<std::size_t>(std::min(high + 1.0, count))};
}

}  // namespace

PowerSpectrum power_spectrum(const std::vector<double>& samples, int sample_rate) {
  const auto count = static_cast<double>(samples.size());
  const double mean = std::accumulate(samples.begin(), samples.end(), 0.0) / count;
  std::vector<double> windowed(samples.size());
  double weight = 0.0;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n) / count);
    windowed[n] = window * (samples[n] - mean);
    weight += window * window;
  }
  PowerSpectrum spectrum{sample_rate / count, {}};
  for (const Complex& bin : forward_real(windowed)) {
    spectrum.power.push_back(weight > 0.0 ? 2.0 * std::norm(bin) / (count * weight) : 0.0);
  }
  return spectrum;
}

BandPower band_power(const PowerSpectrum& spectrum, double low_hz, double high_hz) {
  BandPower band;
  const auto [first, end] = bins_within(spectrum, low_hz, high_hz);
  for (std::size_t k = first; k < end; ++k) {
    band.sum += spectrum.power[k];
    band.bins += 1.0;
  }
  return band;
}

double hum_power(const PowerSpectrum& spectrum, double mains_hz) {
  constexpr double stands_out = 4.0;
  double sum = 0.0;
  for (int multiple = 1; multiple <= hum_multiples; ++multiple) {
    const double hz = multiple * mains_hz;
    const double lobe = 2.0 * spectrum.bin_hz + grid_deviation * hz;
    const double beside = lobe + 6.0 * spectrum.bin_hz;
    if (hz + beside > spectrum.bin_hz * static_cast<double>(spectrum.power.size() - 1)) break;
    const BandPower within = band_power(spectrum, hz - lobe, hz + lobe);
    const BandPower around = band_power(spectrum, hz - beside, hz + beside);
    const double noise = (around.sum - within.sum) / std::max(1.0, around.bins - within.bins);
    if (within.sum > stands_out * noise * within.bins) sum += within.sum - noise * within.bins;
  }
  return sum;
}

double refined_mains_hz(const PowerSpectrum& spectrum, double nominal_hz) {
  double strongest = 0.0;
  double refined = nominal_hz;
  for (int multiple = 1; multiple <= hum_multiples; ++multiple) {
    const double hz = multiple * nominal_hz;
    const double lobe = spectrum.bin_hz + grid_deviation * hz;
    const auto [first, end] = bins_within(spectrum, hz - lobe, hz + lobe);
    if (end >= spectrum.power.size() || first == 0) break;
    for (std::size_t k = first; k < end; ++k) {
      const double before = spectrum.power[k - 1];
      const double here = spectrum.power[k];
      const double after = spectrum.power[k + 1];
      if (here <= strongest || here < before || here < after) continue;
      strongest = here;
      // Beside a sine's frequency a Hann window's amplitudes a, b of two neighbouring bins lie as
      // (2 b - a)/(a + b) bins from the larger one, a (F. J. Harris, Proc. IEEE 66, 1978).
      const double ratio = std::sqrt(std::max(before, after) / here);
      const double offset = (2.0 * ratio - 1.0) / (1.0 + ratio) * (after >= before ? 1.0 : -1.0);
      refined = (static_cast<double>(k) + offset) * spectrum.bin_hz / multiple;
    }
  }
  return refined;
}

}  // namespace ohmsweep
