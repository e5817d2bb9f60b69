#pragma once
/// A curve whose every number is known: a resistor of 30 ohm in series with 1 mH.

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

inline ImpedanceCurve example_curve() {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid::standard(Hertz(5), Hertz(22e3));
  for (const double hz : curve.grid) {
    curve.impedance_ohm.emplace_back(30.0, angular(Hertz(hz)) * 1e-3);
    curve.covariance.push_back(Covariance::circular(2e-4));
    curve.common.push_back(Covariance::from_influence({0.003, 0.0}));
    curve.snr_db.push_back(80.5);
  }
  curve.calibrated = true;
  curve.findings = {{Severity::note, FindingCode::mains_lines, "50 Hz was removed"}};
  return curve;
}

}  // namespace ohmsweep
