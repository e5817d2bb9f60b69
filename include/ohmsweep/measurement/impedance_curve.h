#pragma once
/// Impedance over frequency with its uncertainty: the product of every measurement. Values; thread-safe to
/// share.

#include <string>
#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/frequency_grid.h"

namespace ohmsweep {

/// Complex impedance with a 2x2 covariance per point.
struct ImpedanceCurve {
  FrequencyGrid grid;
  std::vector<Complex> impedance_ohm;
  std::vector<Covariance> covariance;  ///< everything: noise, repeats, standards, contact, estimator (ohm²)
  std::vector<Covariance> common;  ///< the part of it that the calibration gives to every device alike (ohm²)
  std::vector<double> snr_db;
  std::vector<bool> upper_bound;  ///< only for outputs: |Z| is below its own 95 % uncertainty here
  bool calibrated = false;
  Findings findings;
};

/// Whether anything is known of the curve's uncertainty. Where nothing is, the covariance is zero and stands
/// for no knowledge (finding uncertainty_unknown).
[[nodiscard]] inline bool has_uncertainty(const ImpedanceCurve& curve) {
  return !has(curve.findings, FindingCode::uncertainty_unknown);
}

/// Whether a point is known by its upper bound only; never for a headphone.
[[nodiscard]] inline bool is_upper_bound(const ImpedanceCurve& curve, std::size_t point) {
  return point < curve.upper_bound.size() && curve.upper_bound[point];
}

/// The 95 % upper bound of |Z| at a point: |Z| + U95, ohm.
[[nodiscard]] double upper_bound_ohm(const ImpedanceCurve& curve, std::size_t point);

/// The curve at one frequency inside its grid, interpolated in log frequency (Re, Im and covariance
/// linearly). Throws Error(failed) outside the grid: nothing is extrapolated.
struct ImpedancePoint {
  Complex impedance_ohm;
  Covariance covariance;
  double snr_db = 0.0;
  bool upper_bound = false;
};
[[nodiscard]] ImpedancePoint at(const ImpedanceCurve& curve, Hertz frequency);

}  // namespace ohmsweep
