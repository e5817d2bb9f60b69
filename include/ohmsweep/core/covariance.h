#pragma once
/// The 2x2 covariance of the real and imaginary part of one complex quantity (GUM, JCGM 100 and JCGM 102).

#include <complex>

namespace ohmsweep {

using Complex = std::complex<double>;

/// Coverage factor of every expanded uncertainty that is stated: k = 2, 95 % (JCGM 100, 6.2).
inline constexpr double coverage_factor = 2.0;

/// Covariance of (Re, Im), in the square of the quantity's unit. Positive semidefinite by construction.
struct Covariance {
  double re_re = 0.0;
  double re_im = 0.0;
  double im_im = 0.0;

  /// Circular noise: E|δ|² = variance, half of it in each part.
  static constexpr Covariance circular(double variance) { return {variance / 2, 0.0, variance / 2}; }
  /// A real-valued source that moves the quantity by `influence` per standard deviation: an outer product.
  static constexpr Covariance from_influence(Complex influence) {
    return {influence.real() * influence.real(), influence.real() * influence.imag(),
            influence.imag() * influence.imag()};
  }

  friend constexpr Covariance operator+(const Covariance& a, const Covariance& b) {
    return {a.re_re + b.re_re, a.re_im + b.re_im, a.im_im + b.im_im};
  }
  friend constexpr Covariance operator*(double factor, const Covariance& c) {
    return {factor * c.re_re, factor * c.re_im, factor * c.im_im};
  }
  friend bool operator==(const Covariance&, const Covariance&) = default;

  /// E|δ|²: the trace.
  [[nodiscard]] constexpr double total() const { return re_re + im_im; }
  /// Covariance of g·δ for the derivative g of an analytic function: first-order propagation.
  [[nodiscard]] Covariance through(Complex derivative) const;
  /// Standard uncertainty of Re(direction*·δ)/|direction|: along `direction` in the complex plane.
  [[nodiscard]] double along(Complex direction) const;
};

/// 95 % expanded uncertainty of |value|, in the value's unit. For value = 0 the larger axis of the ellipse.
[[nodiscard]] double magnitude_u95(Complex value, const Covariance& covariance);
/// 95 % expanded uncertainty of the phase, degrees, at most 180.
[[nodiscard]] double phase_u95_deg(Complex value, const Covariance& covariance);
/// Phase in degrees, (-180, 180].
[[nodiscard]] double phase_deg(Complex value);

}  // namespace ohmsweep
