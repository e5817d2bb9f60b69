#pragma once
/// How the terminal shows a value next to its uncertainty. Pure.

#include <string>

namespace ohmsweep {

/// "62.0 ± 0.1": decimals follow the first digit of the uncertainty, at most six of them.
[[nodiscard]] std::string with_interval(double value, double u95);
/// The same with the unit and the SI prefix that suits the value: "100.2 ± 0.9 µF", "20 ± 2 mΩ".
[[nodiscard]] std::string with_interval(double value, double u95, const std::string& unit);
/// Two significant digits, never below the value: what an upper bound may claim. "0.02"
[[nodiscard]] std::string rounded_up(double value);
/// Two significant digits, never above the value: what a lower bound may claim. "400"
[[nodiscard]] std::string rounded_down(double value);

}  // namespace ohmsweep
