#pragma once
/// How a result that was computed again differs from the stored one.

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

struct ResultDifference {
  bool identical = true;  ///< every bit of every number, and every finding
  double relative = 0.0;  ///< largest |ΔZ|/|Z|, at the stored points that both have
  double at_hz = 0.0;
  double in_u95 = 0.0;  ///< |ΔZ| there over the stored 95 % uncertainty
};

[[nodiscard]] ResultDifference difference_of(const ImpedanceCurve& stored, const OutputTraits& stored_traits,
                                             const ImpedanceCurve& now, const OutputTraits& traits);
/// Of a device as large as the reference resistor, seen through both.
[[nodiscard]] ResultDifference difference_of(const Calibration& stored, const Calibration& now);

/// A batch adds findings of its own, by what was measured before and after: they go with the takes.
void keep_identity_findings(const Findings& stored, Findings& now);

}  // namespace ohmsweep
