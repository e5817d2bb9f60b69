#pragma once
// Samples heard by a recorder with another clock or rate: a converter between two rates, as good as its
// width.

#include <cmath>
#include <vector>

namespace ohmsweep::test {

/// Band-limited interpolation by a sinc under a Kaiser window, `half_width` zero crossings either side.
class Resampler {
 public:
  explicit Resampler(int half_width = 32, double beta = 10.0) : half_width_(half_width) {
    const int size = half_width * phases + 1;
    for (int i = 0; i <= size; ++i) {
      const double x = static_cast<double>(i) / phases;
      const double u = std::min(1.0, x / half_width);
      const double window =
          std::cyl_bessel_i(0.0, beta * std::sqrt(1.0 - u * u)) / std::cyl_bessel_i(0.0, beta);
      table_.push_back(x == 0.0 ? 1.0 : window * std::sin(M_PI * x) / (M_PI * x));
    }
  }

  /// The sound at a position in samples. `cut` below 1 lowers the band, where the output is slower.
  [[nodiscard]] double at(const std::vector<double>& samples, double position, double cut = 1.0) const {
    const double reach = half_width_ / cut;
    const long from = std::max(0L, static_cast<long>(std::ceil(position - reach)));
    const long to =
        std::min(static_cast<long>(samples.size()) - 1, static_cast<long>(std::floor(position + reach)));
    double sum = 0.0;
    for (long n = from; n <= to; ++n) {
      const double x = std::abs(position - static_cast<double>(n)) * cut * phases;
      const auto i = static_cast<std::size_t>(x);
      const double share = x - static_cast<double>(i);
      sum += samples[static_cast<std::size_t>(n)] * (table_[i] + share * (table_[i + 1] - table_[i]));
    }
    return cut * sum;
  }

 private:
  static constexpr int phases = 1024;
  int half_width_;
  std::vector<double> table_;
};

/// `length` samples from `start_s` of silence on, `step` input samples for each.
inline std::vector<double> resampled(const std::vector<double>& samples, double step, double first,
                                     std::size_t length, const Resampler& resampler = Resampler{}) {
  std::vector<double> out(length, 0.0);
  const double cut = std::min(1.0, 1.0 / step);
  for (std::size_t n = 0; n < length; ++n) {
    const double position = first + step * static_cast<double>(n);
    if (position < -64.0 || position > static_cast<double>(samples.size()) + 64.0) continue;
    out[n] = resampler.at(samples, position, cut);
  }
  return out;
}

}  // namespace ohmsweep::test
