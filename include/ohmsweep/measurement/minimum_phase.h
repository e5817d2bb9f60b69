#pragma once
/// The phase that a magnitude implies. Pure; thread-safe.
///
/// An impedance without zeros or poles in the right half-plane, as every passive one, is of minimum phase,
/// and Bode's gain-phase relation gives it from |Z| alone: φ(f₀) = (1/π) ∫ (d ln|Z| / dx) ln coth(|x - x₀|/2)
/// dx, x = ln f. Source: H. W. Bode, "Network Analysis and Feedback Amplifier Design", 1945, chapter XIV.

#include <vector>

namespace ohmsweep {

/// Radians at each frequency. `frequency_hz` ascends strictly and has at least two elements, `magnitude` as
/// many, all above zero. ln|Z| is taken as straight over ln f between the points. Beyond the band it is not
/// known: above, the slope of the last third of an octave goes on, as that of a coil does; below, a falling
/// one goes on, as that of a capacitor in series, and a rising one fades within an octave, as the skirt of a
/// resonance. What lies outside costs accuracy near the ends: of dynamic headphones the phase is within 2.5°
/// from 30 Hz to 5 kHz and within 5° to 10 kHz where the band ends at 22 kHz
/// (tests/measurement/minimum_phase_test.cpp). Of more than 2048 points the phase is computed at 2048 evenly
/// spaced ones and interpolated.
[[nodiscard]] std::vector<double> minimum_phase_rad(const std::vector<double>& frequency_hz,
                                                    const std::vector<double>& magnitude);

}  // namespace ohmsweep
