#pragma once
// Distortion spectra: harmonic k of the exponential sweep arrives L ln k before the linear response (Farina
// 2000; Novak 2015), so that a gate there holds it alone.

#include <vector>

#include "ohmsweep/signal/ratio.h"
#include "signal/gate.h"

namespace ohmsweep {

/// Orders 2 to 5 on sixth-octave fundamentals, from 20 Hz up or from where the orders can be told apart.
/// Ratios that do not rise above the noise are 0.
[[nodiscard]] std::vector<HarmonicCurve> harmonic_curves(const Responses& responses);

}  // namespace ohmsweep
