#pragma once
/// How loud a rig may be played without harm to what is connected. Levels are peaks relative to full scale.
///
/// The interface puts out at most V = V_fs · 10^(L/20) (rms of a sine of level L), and the reference resistor
/// R stands between it and the device Z: |V_Z| = V |Z/(R + Z)|, P = V² Re Z / |R + Z|². What is connected is
/// not known before it is measured, and a headphone's impedance changes over frequency, so the worst case
/// over every passive Z counts: |V_Z| <= V (nothing drawn) and P <= V²/(4R) (Z = R, matched). Both hold for
/// the lowest impedance seen so far and for every other; an output resistance makes both smaller. Where an
/// amplifier follows the interface, its gain is not in this: bound the level itself then. Thread rule: values
/// and pure functions. No function here fails.

#include <optional>
#include <string>

#include "ohmsweep/core/units.h"

namespace ohmsweep {

/// Without volts, and without a word from the person: the usual level of a sweep.
inline constexpr Decibels usual_max_level{-12.0};
inline constexpr double usual_max_power_w = 1e-3;

/// What a level is in volts.
struct OutputVoltage {
  double full_scale_vrms = 1.0;  ///< of a sine of level 0 dBFS, unloaded
  double reference_ohm = 100.0;  ///< the least that it may be
};

struct LevelLimits {
  std::optional<Decibels> max_level;       ///< as the person stated it
  std::optional<double> max_voltage_vrms;  ///< at the device; needs volts
  double max_power_w = usual_max_power_w;  ///< into the device; needs volts
  std::optional<OutputVoltage> volts;      ///< nothing: unknown
};

enum class LevelBoundKind { level, full_scale, voltage, power };

/// The highest level that all limits allow, and which of them it is.
struct LevelBound {
  Decibels level{0.0};
  LevelBoundKind kind = LevelBoundKind::level;
};

/// The least of: max_level (without volts usual_max_level where none is stated), full scale, and with volts
/// max_voltage_vrms and max_power_w.
[[nodiscard]] LevelBound highest_level(const LevelLimits& limits);

/// Why the bound is where it is, to follow "because": "1 mW is the most that may go into a device behind
/// 100 Ω".
[[nodiscard]] std::string reason(const LevelBound& bound, const LevelLimits& limits);

/// Rms volts of a sine of this level, open.
[[nodiscard]] double open_voltage(const OutputVoltage& volts, Decibels level);
/// Watts into a resistive device behind the reference resistor.
[[nodiscard]] double power_into(const OutputVoltage& volts, Decibels level, double device_ohm);
/// Watts into the device that takes the most.
[[nodiscard]] double highest_power(const OutputVoltage& volts, Decibels level);

}  // namespace ohmsweep
