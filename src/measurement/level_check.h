#pragma once
/// Whether a take's level is the one that its calibration expects for this device.

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// The finding gain_changed, or nothing. The gain of one input changes the ratio and goes unnoticed in it;
/// the level of the source channel shows it, though it cannot tell an input's gain from the playback volume.
[[nodiscard]] Findings level_findings(const RatioCurve& ratio, const ImpedanceCurve& curve,
                                      const Calibration& calibration);

}  // namespace ohmsweep
