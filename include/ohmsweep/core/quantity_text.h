#pragma once
/// Quantities as people write them: "5kHz", "100ohm+-0.1%", "-12dBFS", "4mohm +- 2mohm".
/// Grammar: number, optional space, SI prefix (p n u µ m k M) with unit; "Ω" (either code point) and "R"
/// equal "ohm". Every parse function throws Error(usage) with the text, what it should be and an example,
/// when the text is not a finite number of the expected unit or falls outside the range given here. Thread
/// rule: pure functions.

#include <optional>
#include <string>
#include <string_view>

#include "ohmsweep/core/units.h"

namespace ohmsweep {

/// Frequency > 0: "20Hz", "22 kHz".
[[nodiscard]] Hertz parse_frequency(std::string_view text);
/// Duration > 0: "5s", "500ms".
[[nodiscard]] Seconds parse_duration(std::string_view text);
/// Age > 0 in days, hours or weeks: "7d", "36h", "2w".
[[nodiscard]] Seconds parse_age(std::string_view text);
/// Temperature difference > 0: "5K".
[[nodiscard]] Kelvins parse_temperature_difference(std::string_view text);
/// Temperature of the air, -40 to 60 °C: "23C", "23.5 °C".
[[nodiscard]] double parse_celsius(std::string_view text);
/// Resistance >= 0: "100ohm", "4mohm", "20kohm", "1Mohm".
[[nodiscard]] Ohms parse_resistance(std::string_view text);
/// Capacitance >= 0: "150pF".
[[nodiscard]] Farads parse_capacitance(std::string_view text);
/// Inductance >= 0: "15nH".
[[nodiscard]] Henries parse_inductance(std::string_view text);
/// Voltage > 0, as rms: "12.3Vrms", "1V", and as a meter has it, "1Vac".
[[nodiscard]] Volts parse_voltage(std::string_view text);
/// Current > 0: "50mA".
[[nodiscard]] Amperes parse_current(std::string_view text);
/// Power > 0: "1mW", "0.25W".
[[nodiscard]] Watts parse_power(std::string_view text);
/// Level relative to a peak of 1.0, at most 0: "-12dBFS".
[[nodiscard]] Decibels parse_level(std::string_view text);
/// A level in decibels, 0 to 200: "110dB", "110 dB SPL".
[[nodiscard]] Decibels parse_decibels(std::string_view text);
/// A plain fraction from "0.1%" or "50ppm" or "20ppm": 0.001, 5e-5.
[[nodiscard]] double parse_fraction(std::string_view text);
/// Relative change per kelvin: "15ppm/K" is 15e-6.
[[nodiscard]] double parse_temperature_coefficient(std::string_view text);
/// Sample rate in samples per second, a whole number of 8000 to 384000: "48kHz", "44100".
[[nodiscard]] int parse_sample_rate(std::string_view text);

/// A value and the half-width of what was stated after "+-" (or "±"), if anything was. A half-width in
/// percent or ppm is relative to the value and returned in the value's unit. The caller knows what the
/// half-width means (from_tolerance on the command line and in rigs, from_interval95 in kits).
struct StatedQuantity {
  double value = 0.0;
  std::optional<double> half_width;
};
[[nodiscard]] StatedQuantity parse_stated_resistance(std::string_view text);   ///< "100ohm+-0.1%", ohm
[[nodiscard]] StatedQuantity parse_stated_capacitance(std::string_view text);  ///< "3pF +- 1pF", farad
[[nodiscard]] StatedQuantity parse_stated_inductance(std::string_view text);   ///< "15nH +- 10nH", henry

/// Human-readable, about three to five significant digits with an SI prefix: "2.20 Ω", "4.0 mΩ", "20 kΩ".
[[nodiscard]] std::string format_ohms(double ohms);
/// "20 Hz", "1.50 kHz".
[[nodiscard]] std::string format_hz(double hz);

}  // namespace ohmsweep
