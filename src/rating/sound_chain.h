#pragma once
/// From volts to decibels of sound: a headphone's sensitivity both ways, and the divider before it. Pure.

#include <optional>

#include "ohmsweep/rating/loudness.h"

namespace ohmsweep {

/// The headphone where its sensitivity is stated.
struct SoundReference {
  double hz = 1000.0;
  Complex impedance_ohm;
  Covariance covariance;
  /// Rectangular half-width of 10 lg|Z|, where the frequency is one of two.
  double spread_db = 0.0;
};

/// dB and standard uncertainty of `sensitivity` at 1 mW and at 1 V.
struct BothSensitivities {
  Uncertain db_mw;
  Uncertain db_v;
};
[[nodiscard]] BothSensitivities both_sensitivities(const Sensitivity& sensitivity, double u_db,
                                                   const SoundReference& reference);

/// dB SPL at an EMF of 1 V behind an output impedance, with what both have in common counted once. Without an
/// output impedance it is an upper bound: that of a perfect output.
[[nodiscard]] Bounded sound_per_volt(const Sensitivity& sensitivity, double u_db,
                                     const SoundReference& reference,
                                     const std::optional<ImpedancePoint>& output);

/// A relative standard uncertainty in dB.
[[nodiscard]] double in_db(double relative_uncertainty);

}  // namespace ohmsweep
