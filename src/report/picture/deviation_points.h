#pragma once
/// D(f) of a pairing, point by point. Pure.

#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep::picture {

/// 20 lg |Z/(Z + Zo)| relative to 1 kHz. Where the output is known by a bound, here or at 1 kHz, `db` is the
/// middle of what passive outputs within the bound make of it, and `bound` is true.
struct DeviationPoint {
  double hz = 0.0;
  double db = 0.0;
  double low_db = 0.0;
  double high_db = 0.0;
  bool bound = false;
};

/// On the headphone's points from 20 Hz to 20 kHz that the output covers; nothing where either does not cover
/// 1 kHz.
[[nodiscard]] std::vector<DeviationPoint> deviation_points(const ImpedanceCurve& headphone,
                                                           const ImpedanceCurve& output);

}  // namespace ohmsweep::picture
