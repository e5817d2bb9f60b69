#pragma once
// A subband codec of the kind that Bluetooth headphones use (SBC: eight bands, blocks of sixteen, one bitpool
// for both channels, bits by scale factor), written for the tests; its filters are not those of the standard.

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ohmsweep/signal/player_programme.h"

namespace ohmsweep::test {

class SubbandCodec {
 public:
  explicit SubbandCodec(int bitpool) : bitpool_(bitpool) {
    // The prototype whose squared response is flattest: its cut-off is searched for.
    double best = 1e9;
    for (double cut = 0.5; cut < 1.0; cut += 0.0005) {
      const std::vector<double> taps = prototype(cut / (2.0 * bands));
      double worst = 0.0;
      for (std::size_t lag = 2 * bands; lag < taps.size(); lag += 2 * bands) {
        double sum = 0.0;
        for (std::size_t n = lag; n < taps.size(); ++n) sum += taps[n] * taps[n - lag];
        worst = std::max(worst, std::abs(sum));
      }
      if (worst < best) best = worst, taps_ = taps;
    }
    double energy = 0.0;
    for (const double tap : taps_) energy += tap * tap;
    for (double& tap : taps_) tap *= std::sqrt(0.5 / energy);
  }

  [[nodiscard]] PlayerSamples operator()(const PlayerSamples& samples) const {
    std::array<Bands, 2> split{analysed(samples.left), analysed(samples.right)};
    for (std::size_t begin = 0; begin < split[0].size(); begin += block) quantise(split, begin);
    return {samples.sample_rate, synthesised(split[0], samples.left.size()),
            synthesised(split[1], samples.right.size())};
  }

 private:
  static constexpr std::size_t bands = 8;
  static constexpr std::size_t block = 16;
  using Bands = std::vector<std::array<double, bands>>;

  static std::vector<double> prototype(double cut) {
    constexpr std::size_t length = 160;
    std::vector<double> taps;
    for (std::size_t n = 0; n < length; ++n) {
      const double x = static_cast<double>(n) - 0.5 * (length - 1);
      const double u = 2.0 * x / length;
      const double window =
          std::cyl_bessel_i(0.0, 10.0 * std::sqrt(1.0 - u * u)) / std::cyl_bessel_i(0.0, 10.0);
      taps.push_back(window * std::sin(2.0 * M_PI * cut * x) / (M_PI * x));
    }
    double energy = 0.0;
    for (const double tap : taps) energy += tap * tap;
    for (double& tap : taps) tap /= std::sqrt(energy);
    return taps;
  }

  [[nodiscard]] double modulation(std::size_t band, std::size_t n, double sign) const {
    const auto k = static_cast<double>(band);
    const double middle = static_cast<double>(n) - 0.5 * static_cast<double>(taps_.size() - 1);
    return 2.0 * std::cos((2.0 * k + 1.0) * M_PI / (2.0 * bands) * middle +
                          sign * (band % 2 == 0 ? 1.0 : -1.0) * M_PI / 4.0);
  }

  [[nodiscard]] Bands analysed(const std::vector<double>& samples) const {
    std::array<std::vector<double>, bands> filters;
    for (std::size_t k = 0; k < bands; ++k) {
      for (std::size_t n = 0; n < taps_.size(); ++n) filters[k].push_back(taps_[n] * modulation(k, n, 1.0));
    }
    Bands split((samples.size() + taps_.size()) / bands + 1);
    for (std::size_t m = 0; m < split.size(); ++m) {
      for (std::size_t k = 0; k < bands; ++k) {
        double sum = 0.0;
        for (std::size_t n = 0; n < taps_.size() && n <= m * bands; ++n) {
          if (m * bands - n < samples.size()) sum += filters[k][n] * samples[m * bands - n];
        }
        split[m][k] = sum;
      }
    }
    return split;
  }

  [[nodiscard]] std::vector<double> synthesised(const Bands& split, std::size_t length) const {
    std::vector<double> samples(length + 2 * taps_.size(), 0.0);
    for (std::size_t k = 0; k < bands; ++k) {
      std::vector<double> filter;
      for (std::size_t n = 0; n < taps_.size(); ++n) filter.push_back(taps_[n] * modulation(k, n, -1.0));
      for (std::size_t m = 0; m < split.size(); ++m) {
        for (std::size_t n = 0; n < taps_.size() && m * bands + n < samples.size(); ++n) {
          samples[m * bands + n] += split[m][k] * filter[n];
        }
      }
    }
    samples.resize(length);
    return samples;
  }

  /// Bits go to the bands of the largest scale factors first, 16 at most each, until the bitpool is spent.
  void quantise(std::array<Bands, 2>& split, std::size_t begin) const {
    const std::size_t end = std::min(split[0].size(), begin + block);
    std::array<std::array<int, bands>, 2> scale{};
    std::array<std::array<int, bands>, 2> bits{};
    for (std::size_t c = 0; c < 2; ++c) {
      for (std::size_t k = 0; k < bands; ++k) {
        double peak = 0.0;
        for (std::size_t m = begin; m < end; ++m) peak = std::max(peak, std::abs(split[c][m][k]));
        scale[c][k] = peak > std::exp2(-15) ? static_cast<int>(std::ceil(std::log2(peak))) : -15;
      }
    }
    for (int left = bitpool_; left > 0; --left) {
      std::size_t channel = 0;
      std::size_t band = 0;
      int need = -100;
      for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t k = 0; k < bands; ++k) {
          if (bits[c][k] < 16 && scale[c][k] > -15 && scale[c][k] - bits[c][k] > need) {
            need = scale[c][k] - bits[c][k];
            channel = c;
            band = k;
          }
        }
      }
      if (need > -100) ++bits[channel][band];
    }
    for (std::size_t c = 0; c < 2; ++c) {
      for (std::size_t k = 0; k < bands; ++k) {
        const double full = std::exp2(scale[c][k]);
        const double levels = std::exp2(bits[c][k]) - 1.0;
        for (std::size_t m = begin; m < end; ++m) {
          const double q = std::floor(0.5 * (split[c][m][k] / full + 1.0) * levels);
          split[c][m][k] = bits[c][k] == 0 ? 0.0 : full * ((2.0 * q + 1.0) / levels - 1.0);
        }
      }
    }
  }

  int bitpool_;
  std::vector<double> taps_;
};

}  // namespace ohmsweep::test
