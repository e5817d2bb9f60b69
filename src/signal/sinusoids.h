#pragma once
// Weighted linear least squares of a few real columns, and sines and cosines to fill them.

#include <cstddef>
#include <vector>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

using Column = std::vector<double>;

/// The coefficients c that make Σ w (y − Σ c_k column_k)² least, for each y. All have one length.
[[nodiscard]] std::vector<Column> least_squares(const std::vector<Column>& columns, const Column& weights,
                                                const std::vector<const Column*>& ys);

/// cos and sin of 2π·cycles·(n − centre) for n = 0 … size − 1.
struct Wave {
  Column cosine;
  Column sine;
};
[[nodiscard]] Wave wave(double cycles_per_sample, double centre, std::size_t size);

/// The sample in the middle of so many, the later one of two.
[[nodiscard]] inline double middle_of(std::size_t size) {
  const std::size_t half = size / 2;
  return static_cast<double>(half);
}

/// Raised cosine, 1 at the centre and 0 one sample beyond either end.
[[nodiscard]] Column hann(std::size_t size);

/// 2 Σ w x e^{-2πi·cycles·(n − centre)} / Σ w: the amplitude A of a wave Re(A e^{…}) in x, from `first` on.
[[nodiscard]] Complex amplitude(const Column& x, std::size_t first, const Column& weights,
                                double cycles_per_sample, double centre);

}  // namespace ohmsweep
