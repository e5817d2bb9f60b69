#pragma once
/// A measured curve in a few lines for the terminal. Thread rule: pure.

#include <string>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// Name and part (channel or output), |Z| at 1 kHz (or the nearest frequency the curve has) with its 95 %
/// interval, smallest and largest |Z| within 20 Hz to 20 kHz and where, the range of the phase, and every
/// finding with its severity. Where the curve is only a bound: "< 0.02 Ω (upper bound)". Of an
/// open device the findings alone: its figures would be those of the noise.
[[nodiscard]] std::string curve_summary(const std::string& name, const std::string& part,
                                        const ImpedanceCurve& curve);

}  // namespace ohmsweep
