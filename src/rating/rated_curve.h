#pragma once
/// A curve made ready for rating: magnitudes and relative intervals worked out once. Pure.

#include <vector>

#include "ohmsweep/rating/pairing.h"

namespace ohmsweep {

/// One curve within a band. All arrays have the grid's length.
struct RatedCurve {
  std::vector<double> hz;
  std::vector<Complex> impedance_ohm;  ///< where the curve is only a bound: that bound, as a resistance
  std::vector<double> magnitude_ohm;
  std::vector<double> relative_u95;       ///< U95(|Z|)/|Z|; 0 where the curve is only a bound
  std::vector<double> inverse_magnitude;  ///< 1/|Z|, 1/ohm
  bool bounded_somewhere = false;
  std::vector<bool> upper_bound;
  std::optional<Complex> at_1khz;  ///< absent where 1 kHz is not covered
  bool bound_at_1khz = false;
  Findings findings;
};

/// The points of the curve within [from, to].
[[nodiscard]] RatedCurve prepare(const ImpedanceCurve& curve, Hertz from, Hertz to);
/// The curve at these frequencies, all inside its grid.
[[nodiscard]] RatedCurve prepare_at(const ImpedanceCurve& curve, const std::vector<double>& hz);

}  // namespace ohmsweep
