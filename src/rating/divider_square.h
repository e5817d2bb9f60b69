#pragma once
/// What is left of a voltage behind an output's impedance. Pure.

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// |Z/(Z + Zo)|² between its ends: of a known output both are one.
struct DividerSquare {
  double smallest = 0.0;
  double largest = 0.0;
};

/// Of a bound, over all outputs of at most that magnitude with a resistance of at least zero: one in phase
/// with the headphone takes most off, one that cancels its reactance takes least, or adds.
[[nodiscard]] inline DividerSquare divider_square(Complex z, Complex zo, bool upper_bound) {
  const double size = std::norm(z);
  if (!upper_bound) {
    const double square = size / std::norm(z + zo);
    return {square, square};
  }
  const double left = std::abs(z.imag()) - std::min(std::abs(zo), std::abs(z.imag()));
  const double sum = std::abs(z) + std::abs(zo);
  return {size / (sum * sum), size / (z.real() * z.real() + left * left)};
}

}  // namespace ohmsweep
