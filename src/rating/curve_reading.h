#pragma once
/// Reading a curve at a frequency, for rating. Pure.

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// What a response is relative to, and where people state an impedance.
inline constexpr double reference_hz = 1000.0;

/// Whether the curve has a value at this frequency; an empty one has none.
[[nodiscard]] bool covers(const ImpedanceCurve& curve, double hz);

/// The calibration's part of the covariance, between the points beside it as at() does with the whole; that
/// of the nearest end outside the grid, and nothing where the curve has none.
[[nodiscard]] Covariance common_at(const ImpedanceCurve& curve, double hz);

}  // namespace ohmsweep
