#pragma once
/// Whether two measurements of one device with one calibration agree, point by point.
/// Thread rule: values and pure functions.

#include <cstddef>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// How a stepped sine's curve compares with the sweep's, at the points that both have.
struct CurveAgreement {
  std::size_t points = 0;
  std::size_t within = 0;         ///< points whose normalised error is at most 1
  std::size_t contradicting = 0;  ///< of the others those that differ by more than negligible_difference
  double share_within = 0.0;      ///< within / points
  double required_share = 0.0;    ///< if fewer do not contradict, chance is no explanation
  bool agrees = false;
  double largest_normalised_error = 0.0;
  double largest_normalised_error_hz = 0.0;
  double difference_there = 0.0;  ///< of the impedances, relative
};

/// A relative difference that is real, where it exceeds the intervals, but of no consequence: gains drift by
/// some parts per million from take to take.
inline constexpr double negligible_difference = 2e-4;

/// The normalised error at each point is E_n = √(δᵀ (C_sweep + C_stepped)⁻¹ δ / 5.99), δ the two impedances'
/// difference and C each one's covariance less what the calibration gives to both alike. Of two parts that
/// are both Gaussian 95 % have E_n ≤ 1 (JCGM 102, 6.5); where errors are circular it is |δ| over the root of
/// the summed squares of both 95 % radii. Required is the share that chance falls short of once in a
/// thousand, by the binomial distribution of at most six independent points per octave: the sweep's own are
/// as wide. `clock_offset`: by how much the stepped tones were higher than their grid says (TakeQuality); the
/// sweep's curve is read there. Throws Error(failed) when no point is shared.
[[nodiscard]] CurveAgreement compare_curves(const ImpedanceCurve& sweep, const ImpedanceCurve& stepped,
                                            double clock_offset);

}  // namespace ohmsweep
