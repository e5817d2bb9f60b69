#pragma once
/// How people are shown a value next to its uncertainty, and a bound. Never an exponent, and never a zero
/// with a sign. Pure.

#include <string>

namespace ohmsweep {

/// "-0.00" is "0.00".
[[nodiscard]] std::string without_negative_zero(std::string number);
/// So many digits that count, never an exponent: "281" and "0.0000382" of 3.
[[nodiscard]] std::string significant(double value, int digits);

/// "62.0 ± 0.1": decimals follow the first digit of the uncertainty, at most six of them. Of an uncertainty
/// that is not known, NaN, nothing is said: "62.02".
[[nodiscard]] std::string with_interval(double value, double u95);
/// The same with the unit and the SI prefix that suits the value: "100.2 ± 0.9 µF", "20 ± 2 mΩ".
[[nodiscard]] std::string with_interval(double value, double u95, const std::string& unit);

/// Two significant digits, never below the value: what an upper bound may claim. "0.02"
[[nodiscard]] std::string rounded_up(double value);
/// Two significant digits, never above the value: what a lower bound may claim. "400"
[[nodiscard]] std::string rounded_down(double value);

/// Ohms and milliohms. One result is told in one unit.
struct OhmUnit {
  double ohm = 1.0;
  const char* symbol = "Ω";
};
/// Milliohms where nothing is 0.02 Ω or more.
[[nodiscard]] OhmUnit ohm_unit(double largest_ohm);
/// "502 ± 3 mΩ".
[[nodiscard]] std::string ohms_with_interval(double ohm, double u95, const OhmUnit& unit);
/// A bound, rounded up: "2.4 mΩ". The sign "<" is the caller's.
[[nodiscard]] std::string bound_ohms(double ohm, const OhmUnit& unit);
/// The same in the unit that suits it.
[[nodiscard]] std::string bound_ohms(double ohm);

}  // namespace ohmsweep
