#pragma once
/// Voltages as meters and makers state them, always the rms value of a sine: "1.234V", "1.234V+-1%",
/// "+24dBu", "13dBV+-0.5dB". Every parse function throws Error(usage) with the text and what it should be.
/// Thread rule: pure functions.

#include <string>
#include <string_view>

#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

/// 0 dBu: the voltage that puts 1 mW into 600 ohm, √0.6 V.
inline constexpr double dbu_reference_v = 0.7745966692414834;

/// Above zero; prefixes as everywhere, and dBu or dBV. What follows "+-" is a percentage, a voltage, or
/// decibels after decibels. Refuses direct voltages ("1.2VDC") and peak values ("3Vpp") by their names.
[[nodiscard]] StatedQuantity parse_stated_voltage(std::string_view text);

/// "2.31 V", "12.3 mV", "3.1 µV".
[[nodiscard]] std::string format_volts(double volts);

}  // namespace ohmsweep
