#include "rating/divider_square.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

DividerSquare divider_square(Complex z, Complex zo, bool upper_bound) {
  if (!upper_bound) {
    const double square = std::norm(z) / std::norm(z + zo);
    return {square, square};
  }
  const double left = std::abs(z.imag()) - std::min(std::abs(zo), std::abs(z.imag()));
  const double largest = std::norm(z) / (z.real() * z.real() + left * left);
  return {std::norm(z) / std::pow(std::abs(z) + std::abs(zo), 2), largest};
}

}  // namespace ohmsweep
