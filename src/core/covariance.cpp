#include "ohmsweep/core/covariance.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmsweep {

namespace {

/// Larger principal variance of the ellipse.
double largest_variance(const Covariance& c) {
  const double mean = (c.re_re + c.im_im) / 2;
  const double half_difference = (c.re_re - c.im_im) / 2;
  return mean + std::hypot(half_difference, c.re_im);
}

double radians_to_degrees(double radians) { return radians * 180.0 / std::numbers::pi; }

}  // namespace

Covariance Covariance::through(Complex derivative) const {
  const double u = derivative.real();
  const double v = derivative.imag();
  return {u * u * re_re - 2 * u * v * re_im + v * v * im_im,
          u * v * (re_re - im_im) + (u * u - v * v) * re_im,
          v * v * re_re + 2 * u * v * re_im + u * u * im_im};
}

double Covariance::along(Complex direction) const {
  const Complex unit = direction / std::abs(direction);
  const double x = unit.real();
  const double y = unit.imag();
  return std::sqrt(std::max(0.0, x * x * re_re + 2 * x * y * re_im + y * y * im_im));
}

double magnitude_u95(Complex value, const Covariance& covariance) {
  if (value == Complex{}) return coverage_factor * std::sqrt(largest_variance(covariance));
  return coverage_factor * covariance.along(value);
}

double phase_u95_deg(Complex value, const Covariance& covariance) {
  if (value == Complex{}) return 180.0;
  const double tangential = covariance.along(value * Complex(0.0, 1.0));
  return std::min(180.0, radians_to_degrees(coverage_factor * tangential / std::abs(value)));
}

double phase_deg(Complex value) { return radians_to_degrees(std::arg(value)); }

}  // namespace ohmsweep
