#include "audio/clock_offset.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

/// Samples on either side that an interpolated one is made of, at twice the rate.
constexpr int half_width = 16;
/// Enough silence that the tails of a band-limited signal do not meet around the transform.
constexpr std::size_t padding = 4096;

/// x at twice the rate, by a transform padded with zeros.
std::vector<double> at_twice_the_rate(const std::vector<double>& x, std::size_t length) {
  std::vector<double> padded = x;
  padded.resize(fast_size(std::max(x.size(), length) + padding), 0.0);
  const std::size_t size = padded.size();
  std::vector<Complex> bins = forward_real(padded);
  bins.resize(size + 1);
  bins[size / 2] = 0.0;
  for (Complex& bin : bins) bin *= 2.0;
  return inverse_real(std::move(bins), 2 * size);
}

/// Kernel of a sinc under the window exp(β(√(1 - u²) - 1)) (A. Barnett, J. Magland, L. af Klinteberg, SIAM J.
/// Sci. Comput. 41(5), 2019), tabulated and read by cubic interpolation.
class Kernel {
 public:
  Kernel() : values_(static_cast<std::size_t>(half_width * steps + 4)) {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      values_[i] = exact((static_cast<double>(i) - 1.0) / steps);
    }
  }

  [[nodiscard]] double operator()(double distance) const {
    const double position = std::abs(distance) * steps;
    const auto cell = static_cast<std::size_t>(position);
    const double t = position - static_cast<double>(cell);
    const double* v = &values_[cell];
    const double a = -t * (t - 1.0) * (t - 2.0) / 6.0;
    const double b = (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0;
    const double c = -(t + 1.0) * t * (t - 2.0) / 2.0;
    const double d = (t + 1.0) * t * (t - 1.0) / 6.0;
    return a * v[0] + b * v[1] + c * v[2] + d * v[3];
  }

 private:
  static constexpr int steps = 512;

  static double exact(double distance) {
    constexpr double beta = 24.0;
    const double u = distance / half_width;
    if (std::abs(u) >= 1.0) return 0.0;
    const double window = std::exp(beta * (std::sqrt(1.0 - u * u) - 1.0));
    const double angle = std::numbers::pi * distance;
    return window * (angle == 0.0 ? 1.0 : std::sin(angle) / angle);
  }

  std::vector<double> values_;
};

}  // namespace

std::vector<double> resampled(const std::vector<double>& x, double offset, std::size_t length) {
  static const Kernel kernel;
  const std::vector<double> dense = at_twice_the_rate(x, length);
  const auto size = static_cast<std::ptrdiff_t>(dense.size());
  std::vector<double> y(length);
  for (std::size_t i = 0; i < length; ++i) {
    const double position = 2.0 * static_cast<double>(i) * (1.0 + offset);
    const auto nearest = static_cast<std::ptrdiff_t>(std::floor(position));
    double sum = 0.0;
    for (std::ptrdiff_t k = nearest - half_width + 1; k <= nearest + half_width; ++k) {
      const std::ptrdiff_t wrapped = k < 0 ? k + size : k;
      if (wrapped >= size) break;
      sum += dense[static_cast<std::size_t>(wrapped)] * kernel(position - static_cast<double>(k));
    }
    y[i] = sum;
  }
  return y;
}

}  // namespace ohmsweep
