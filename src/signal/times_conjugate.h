#pragma once
/// The product that phase differences and cross spectra are made of.

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// a · b*, written out: std::complex's own check for infinities costs more than the fits that need it.
[[nodiscard]] inline Complex times_conjugate(Complex a, Complex b) {
  return {a.real() * b.real() + a.imag() * b.imag(), a.imag() * b.real() - a.real() * b.imag()};
}

}  // namespace ohmsweep
