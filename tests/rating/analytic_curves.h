#pragma once
/// Curves from component values, with a stated relative uncertainty.

#include <functional>
#include <random>

#include "ohmsweep/rating/pairing.h"

namespace ohmsweep::testing_support {

/// A series resistance and a parallel resonance: what a dynamic driver shows its amplifier.
struct Resonance {
  double series_ohm = 8.0;
  double peak_ohm = 40.0;  ///< |Z| at resonance
  double hz = 100.0;
  double quality = 1.0;
};

inline Complex impedance_of(const Resonance& r, double hz) {
  const double detuning = r.quality * (hz / r.hz - r.hz / hz);
  return r.series_ohm + (r.peak_ohm - r.series_ohm) / Complex(1.0, detuning);
}

inline ImpedanceCurve curve_from(const std::function<Complex(double)>& impedance, double relative_u95 = 0.0,
                                 const FrequencyGrid& grid = FrequencyGrid::standard(audible_from,
                                                                                     audible_to)) {
  ImpedanceCurve curve;
  curve.grid = grid;
  for (const double hz : grid) {
    const Complex z = impedance(hz);
    const double u = relative_u95 / coverage_factor * std::abs(z);
    curve.impedance_ohm.push_back(z);
    curve.covariance.push_back({u * u, 0.0, u * u});
    curve.snr_db.push_back(90.0);
    curve.upper_bound.push_back(false);
  }
  curve.common.assign(grid.size(), Covariance{});
  curve.calibrated = true;
  return curve;
}

inline ImpedanceCurve flat(double ohm, double relative_u95 = 0.0) {
  return curve_from([ohm](double) { return Complex(ohm, 0.0); }, relative_u95);
}

inline ImpedanceCurve resonant(const Resonance& r, double relative_u95 = 0.0) {
  return curve_from([r](double hz) { return impedance_of(r, hz); }, relative_u95);
}

/// An output known to be below value + u95 only.
inline ImpedanceCurve bounded(double value_ohm, double u95_ohm) {
  ImpedanceCurve curve = flat(value_ohm, u95_ohm / value_ohm);
  curve.upper_bound.assign(curve.grid.size(), true);
  return curve;
}

/// A curve as a measurement would give it: noise of its own at each point, and one error of its calibration.
inline ImpedanceCurve measured(const ImpedanceCurve& truth, double own, double shared, std::mt19937& random) {
  std::normal_distribution<double> normal(0.0, 1.0);
  const Complex common(shared * normal(random), shared * normal(random));
  ImpedanceCurve curve = truth;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Complex noise(own * normal(random), own * normal(random));
    const double size = std::abs(truth.impedance_ohm[i]);
    curve.impedance_ohm[i] += size * (noise + common);
    curve.common[i] = {size * size * shared * shared, 0.0, size * size * shared * shared};
    curve.covariance[i] = {size * size * (own * own + shared * shared), 0.0,
                           size * size * (own * own + shared * shared)};
  }
  return curve;
}

}  // namespace ohmsweep::testing_support
