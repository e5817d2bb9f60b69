#include "signal/local_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace ohmsweep {

namespace {

using Moments = std::array<double, 5>;
using Projections = std::array<Complex, 3>;

/// The bins of one fit, and u = log(f/f0) scaled to [-1, 1].
struct FitBand {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< one past the last
  double f0_hz = 0.0;
  double half_width = 0.0;  ///< in ln f
  double bin_hz = 0.0;

  [[nodiscard]] double hz(std::size_t bin) const { return static_cast<double>(bin) * bin_hz; }
  [[nodiscard]] double u(std::size_t bin) const { return std::log(hz(bin) / f0_hz) / half_width; }
};

FitBand band_of(double bin_hz, std::size_t bins, double f0_hz, double width_octaves, double lowest_hz,
                double highest_hz) {
  const double half_width = width_octaves / 2 * std::numbers::ln2;
  const double from = std::max(lowest_hz, f0_hz * std::exp(-half_width));
  const double to = std::min(highest_hz, f0_hz * std::exp(half_width));
  const auto begin = static_cast<std::size_t>(std::ceil(from / bin_hz));
  const auto end = std::min(bins, static_cast<std::size_t>(std::floor(to / bin_hz)) + 1);
  return {begin, std::max(begin, end), f0_hz, half_width, bin_hz};
}

/// Σ w |a|² u^p, p = 0 … 4.
Moments moments(const FitBand& band, const std::vector<Complex>& a) {
  Moments sums{};
  for (std::size_t k = band.begin; k < band.end; ++k) {
    const double u = band.u(k);
    double term = std::norm(a[k]) / band.hz(k);
    for (double& sum : sums) {
      sum += term;
      term *= u;
    }
  }
  return sums;
}

/// Σ w a* b u^p, p = 0 … 2.
Projections projections(const FitBand& band, const std::vector<Complex>& a, const std::vector<Complex>& b) {
  Projections sums{};
  for (std::size_t k = band.begin; k < band.end; ++k) {
    const double u = band.u(k);
    Complex term = std::conj(a[k]) * b[k] / band.hz(k);
    for (Complex& sum : sums) {
      sum += term;
      term *= u;
    }
  }
  return sums;
}

/// First row of the inverse of the moment matrix M[i][j] = m[i + j]: the weights of the projections in p(0).
std::optional<std::array<double, 3>> value_row(const Moments& m) {
  const double c00 = m[2] * m[4] - m[3] * m[3];
  const double c01 = m[2] * m[3] - m[1] * m[4];
  const double c02 = m[1] * m[3] - m[2] * m[2];
  const double determinant = m[0] * c00 + m[1] * c01 + m[2] * c02;
  if (!(determinant > 1e-12 * m[0] * m[2] * m[4])) return std::nullopt;
  return std::array{c00 / determinant, c01 / determinant, c02 / determinant};
}

Complex weighted(const std::array<double, 3>& row, const Projections& p) {
  return row[0] * p[0] + row[1] * p[1] + row[2] * p[2];
}

}  // namespace

LocalFit fit_ratio(const GatedSpectrum& linear, const std::vector<GatedSpectrum>& empty, double f0_hz,
                   double width_octaves, double lowest_hz, double highest_hz) {
  const FitBand band =
      band_of(linear.bin_hz, linear.source.size(), f0_hz, width_octaves, lowest_hz, highest_hz);
  Moments m = moments(band, linear.source);
  Projections p = projections(band, linear.source, linear.dut);
  const Moments with_noise = m;
  for (const GatedSpectrum& stretch : empty) {
    const double share = 1.0 / static_cast<double>(empty.size());
    const Moments noise_moments = moments(band, stretch.source);
    const Projections noise_projections = projections(band, stretch.source, stretch.dut);
    for (std::size_t i = 0; i < m.size(); ++i) m[i] -= share * noise_moments[i];
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= share * noise_projections[i];
  }
  const auto corrected = value_row(m);
  const auto row = corrected ? corrected : value_row(with_noise);
  if (!row) return {};
  LocalFit fit{weighted(*row, p), 0.0};
  for (const GatedSpectrum& stretch : empty) {
    const Complex error = weighted(*row, projections(band, linear.source, stretch.dut)) -
                          fit.ratio * weighted(*row, projections(band, linear.source, stretch.source));
    fit.variance += std::norm(error) / static_cast<double>(empty.size());
  }
  return fit;
}

double line_leverage(const GatedSpectrum& linear, const GateShape& shape, double f0_hz, double width_octaves,
                     double lowest_hz, double highest_hz, double line_hz) {
  const FitBand band =
      band_of(linear.bin_hz, linear.source.size(), f0_hz, width_octaves, lowest_hz, highest_hz);
  const auto row = value_row(moments(band, linear.source));
  if (!row) return 0.0;
  // The gate's transform at the line's offset: flat part and flanks together act like a gate of their mean
  // length.
  const double effective = (shape.left_flat + shape.left + shape.right_flat + shape.right) / 2;
  const double rate = linear.bin_hz * 2.0 * static_cast<double>(linear.source.size() - 1);
  Projections sums{};
  for (std::size_t k = band.begin; k < band.end; ++k) {
    const double x = std::numbers::pi * (band.hz(k) - line_hz) * effective;
    if (std::abs(x) > 3.0 * std::numbers::pi) continue;
    const double line = rate * effective * (std::abs(x) < 1e-9 ? 1.0 : std::sin(x) / x);
    const double u = band.u(k);
    Complex term = std::conj(linear.source[k]) * line / band.hz(k);
    for (Complex& sum : sums) {
      sum += term;
      term *= u;
    }
  }
  return std::abs(weighted(*row, sums));
}

}  // namespace ohmsweep
