#pragma once
/// The resonance that a headphone's impedance shows, and what an output's resistance does to it. Source:
/// A. N. Thiele, "Loudspeakers in Vented Boxes", JAES 19 (1971); R. H. Small, "Direct-Radiator Loudspeaker
/// System Analysis", JAES 20 (1972): Qms and Qes from the width of the impedance peak at √(Re Zmax).
/// Thread rule: pure functions.

#include <optional>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// Plain values, all above zero.
struct DriverResonance {
  double hz = 0.0;              ///< where |Z| is largest below 1 kHz
  double peak_ohm = 0.0;        ///< |Z| there
  double resistance_ohm = 0.0;  ///< Re: the smallest |Z| below and just above the peak
  double mechanical_q = 0.0;    ///< Qms
  double electrical_q = 0.0;    ///< Qes, on an output without impedance
  double total_q = 0.0;         ///< Qts, likewise
};

/// Nothing where |Z| has no peak below 1 kHz that is at least 5 % above its foot and falls to √(Re Zmax) on
/// both sides: planar and multi-way headphones.
[[nodiscard]] std::optional<DriverResonance> resonance_of(const ImpedanceCurve& headphone);

/// On an output of this resistance: Qes' = Qes (1 + Zo/Re), 1/Qts' = 1/Qms + 1/Qes'. At 1:8 of Re, Qes is
/// 12.5 % larger.
struct DampedResonance {
  double electrical_q = 0.0;
  double total_q = 0.0;
};
[[nodiscard]] DampedResonance damped_by(const DriverResonance& resonance, Ohms output_resistance);

}  // namespace ohmsweep
