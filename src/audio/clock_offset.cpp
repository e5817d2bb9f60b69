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
  Kernel() : values_(static_cast<std::size_t>((half_width + 1) * steps + 4)) {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      values_[i] = exact((static_cast<double>(i) - 1.0) / steps);
    }
  }

  /// Σ x[k·stride] kernel(distance + k) over the samples on one side; 0 <= distance <= 1. All of them lie
  /// equally far behind a tabulated value, so one set of interpolation weights serves them.
  [[nodiscard]] double one_side(const double* x, std::ptrdiff_t stride, double distance) const {
    const double position = distance * steps;
    const auto cell = static_cast<std::size_t>(position);
    const double t = position - static_cast<double>(cell);
    const double a = -t * (t - 1.0) * (t - 2.0) / 6.0;
    const double b = (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0;
    const double c = -(t + 1.0) * t * (t - 2.0) / 2.0;
    const double d = (t + 1.0) * t * (t - 1.0) / 6.0;
    const double* v = &values_[cell];
    double sum = 0.0;
    for (int k = 0; k < half_width; ++k, v += steps, x += stride) {
      sum += *x * (a * v[0] + b * v[1] + c * v[2] + d * v[3]);
    }
    return sum;
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

/// Room for the kernel at both ends.
std::vector<double> with_silence(const std::vector<double>& x) {
  std::vector<double> wide(x.size() + 2 * std::size_t{half_width}, 0.0);
  std::copy(x.begin(), x.end(), wide.begin() + half_width);
  return wide;
}

}  // namespace

std::vector<double> resampled(const std::vector<double>& x, double offset, std::size_t length) {
  static const Kernel kernel;
  const std::vector<double> dense = with_silence(at_twice_the_rate(x, length));
  const auto last = static_cast<double>(dense.size() - half_width - 1);
  std::vector<double> y(length);
  for (std::size_t i = 0; i < length; ++i) {
    const double position = half_width + 2.0 * static_cast<double>(i) * (1.0 + offset);
    if (position >= last) break;
    const double before = std::floor(position);
    const double* x0 = &dense[static_cast<std::size_t>(before)];
    const double fraction = position - before;
    y[i] = kernel.one_side(x0, -1, fraction) + kernel.one_side(x0 + 1, 1, 1.0 - fraction);
  }
  return y;
}

}  // namespace ohmsweep
