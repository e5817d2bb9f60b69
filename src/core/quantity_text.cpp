#include "ohmsweep/core/quantity_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

/// A spelling and the power of ten that it stands for.
struct PowerOfTen {
  std::string_view text;
  int exponent;
};

/// What is being parsed, for sentences.
struct Expected {
  std::string_view what;     ///< "a frequency"
  std::string_view example;  ///< "20Hz"
};

constexpr std::array<PowerOfTen, 9> si_prefixes{{{"p", -12},
                                                 {"n", -9},
                                                 {"u", -6},
                                                 {"\u00B5", -6},  // micro sign
                                                 {"\u03BC", -6},  // Greek mu
                                                 {"m", -3},
                                                 {"k", 3},
                                                 {"M", 6},
                                                 {"", 0}}};
constexpr std::array<std::string_view, 4> ohm_units{"ohm", "\u03A9", "\u2126", "R"};
constexpr std::array<std::string_view, 1> hertz_units{"Hz"};
constexpr std::array<std::string_view, 2> rate_units{"Hz", ""};  // "192k" is how people call a rate
constexpr std::array<std::string_view, 1> second_units{"s"};
constexpr std::array<std::string_view, 1> farad_units{"F"};
constexpr std::array<std::string_view, 1> henry_units{"H"};
constexpr std::array<std::string_view, 4> volt_units{"Vrms", "Vac", "VAC", "V"};
constexpr std::array<std::string_view, 1> ampere_units{"A"};
constexpr std::array<std::string_view, 1> watt_units{"W"};
constexpr std::array<PowerOfTen, 2> relative_units{{{"%", -2}, {"ppm", -6}}};
constexpr std::array<std::string_view, 2> plus_minus_signs{"+-", "\u00B1"};
constexpr std::string_view minus_sign = "\u2212";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string quoted(std::string_view text) { return shown(std::string(text)); }

Error not_understood(std::string_view text, const Expected& expected) {
  return usage_error(
      fmt::format("'{}' is not {}; write for example {}", quoted(text), expected.what, expected.example));
}

Error out_of_range(std::string_view text, const Expected& expected, std::string_view range) {
  return usage_error(fmt::format("'{}' is out of range: {} must be {}, for example {}", quoted(text),
                                 expected.what, range, expected.example));
}

/// A number as written, split before its unit. Kept as text so that the unit's power of ten joins the decimal
/// exponent and "4mohm" is the double nearest to 0.004.
struct NumberText {
  bool negative = false;
  std::string_view mantissa;  ///< digits with at most one point
  int exponent = 0;
  std::string_view unit;  ///< what follows, trimmed
};

/// Takes "e-3" from the front of `rest`, if there is one.
int take_exponent(std::string_view& rest) {
  constexpr std::size_t most_digits = 4;
  if (!rest.starts_with('e') && !rest.starts_with('E')) return 0;
  std::string_view digits = rest.substr(1);
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  const std::size_t length = std::min(digits.find_first_not_of("0123456789"), digits.size());
  if (length == 0 || length > most_digits) return 0;
  int exponent = 0;
  std::from_chars(digits.data(), digits.data() + length, exponent);
  rest = digits.substr(length);
  return negative ? -exponent : exponent;
}

NumberText split_number(std::string_view text, const Expected& expected) {
  NumberText number;
  std::string_view rest = trimmed(text);
  for (const std::string_view minus : {std::string_view("-"), minus_sign}) {
    if (number.negative || !rest.starts_with(minus)) continue;
    number.negative = true;
    rest.remove_prefix(minus.size());
  }
  std::size_t length = 0;
  while (length < rest.size() && (is_digit(rest[length]) || rest[length] == '.')) ++length;
  number.mantissa = rest.substr(0, length);
  rest.remove_prefix(length);
  const bool has_digit = std::any_of(number.mantissa.begin(), number.mantissa.end(), is_digit);
  if (!has_digit || std::count(number.mantissa.begin(), number.mantissa.end(), '.') > 1) {
    throw not_understood(text, expected);
  }
  number.exponent = take_exponent(rest);
  number.unit = trimmed(rest);
  return number;
}

double value_of(const NumberText& number, int unit_exponent, std::string_view text,
                const Expected& expected) {
  const std::string decimal = fmt::format("{}e{}", number.mantissa, number.exponent + unit_exponent);
  double value = 0.0;
  const auto [end, error] = std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  if (error == std::errc::result_out_of_range) {
    throw out_of_range(text, expected, "a number that a double can hold");
  }
  if (error != std::errc{} || end != decimal.data() + decimal.size() || !std::isfinite(value)) {
    throw not_understood(text, expected);
  }
  return number.negative && value != 0.0 ? -value : value;
}

/// The power of ten of "kohm" for the units of resistance; nothing where the unit is another.
template <std::size_t count>
std::optional<int> prefix_exponent(std::string_view unit, const std::array<std::string_view, count>& units) {
  for (const PowerOfTen& prefix : si_prefixes) {
    if (!unit.starts_with(prefix.text)) continue;
    const auto name = unit.substr(prefix.text.size());
    if (std::find(units.begin(), units.end(), name) != units.end()) return prefix.exponent;
  }
  return std::nullopt;
}

std::optional<int> relative_exponent(std::string_view unit) {
  for (const PowerOfTen& relative : relative_units) {
    if (unit == relative.text) return relative.exponent;
  }
  return std::nullopt;
}

template <std::size_t count>
double parse_with_prefix(std::string_view text, const std::array<std::string_view, count>& units,
                         const Expected& expected) {
  const NumberText number = split_number(text, expected);
  const auto exponent = prefix_exponent(number.unit, units);
  if (!exponent) throw not_understood(text, expected);
  return value_of(number, *exponent, text, expected);
}

double at_least_zero(double value, std::string_view text, const Expected& expected) {
  if (value < 0.0) throw out_of_range(text, expected, "zero or more");
  return value;
}

double above_zero(double value, std::string_view text, const Expected& expected) {
  if (!(value > 0.0)) throw out_of_range(text, expected, "above zero");
  return value;
}

/// Where the half-width begins and how long the sign before it is.
std::pair<std::size_t, std::size_t> find_plus_minus(std::string_view text) {
  for (const std::string_view sign : plus_minus_signs) {
    const auto at = text.find(sign);
    if (at != std::string_view::npos) return {at, sign.size()};
  }
  return {std::string_view::npos, 0};
}

template <std::size_t count>
double half_width_of(std::string_view text, double value, const std::array<std::string_view, count>& units,
                     const Expected& expected) {
  const NumberText number = split_number(text, expected);
  if (const auto relative = relative_exponent(number.unit)) {
    if (value == 0.0) {
      throw usage_error(
          fmt::format("'+-{}' of zero is zero and says nothing; state it in the unit of the value, as in {}",
                      quoted(trimmed(text)), expected.example));
    }
    return at_least_zero(value_of(number, *relative, text, expected), text, expected) * value;
  }
  return at_least_zero(parse_with_prefix(text, units, expected), text, expected);
}

template <std::size_t count>
StatedQuantity parse_stated(std::string_view text, const std::array<std::string_view, count>& units,
                            const Expected& expected) {
  const auto [at, sign_size] = find_plus_minus(text);
  const std::string_view value_text = text.substr(0, at);
  const double value = at_least_zero(parse_with_prefix(value_text, units, expected), text, expected);
  if (at == std::string_view::npos) return {value, std::nullopt};
  return {value, half_width_of(text.substr(at + sign_size), value, units, expected)};
}

/// Two decimals below 10 (one where the unit is already a fine one), one above it unless the number is whole.
std::string three_digits(double scaled, bool fine) {
  const double size = std::abs(scaled);
  std::string text = fmt::format("{:.{}f}", scaled, size < 9.995 && !fine ? 2 : 1);
  if (size >= 9.95 && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::string with_prefix(double value, std::string_view unit) {
  constexpr std::array<PowerOfTen, 5> prefixes{{{"µ", -6}, {"m", -3}, {"", 0}, {"k", 3}, {"M", 6}}};
  constexpr double rounds_to_thousand = 999.95;
  if (value == 0.0 || !std::isfinite(value)) return fmt::format("{} {}", value, unit);
  for (const PowerOfTen& prefix : prefixes) {
    const double scaled = value / std::pow(10.0, prefix.exponent);
    if (std::abs(scaled) < rounds_to_thousand || prefix.exponent == prefixes.back().exponent) {
      return fmt::format("{} {}{}", three_digits(scaled, prefix.exponent < 0), prefix.text, unit);
    }
  }
  return {};
}

constexpr Expected frequency{"a frequency", "20Hz or 22kHz"};
constexpr Expected duration{"a duration", "5s or 500ms"};
constexpr Expected resistance{"a resistance", "100ohm, 4mohm or 20kohm"};
constexpr Expected capacitance{"a capacitance", "150pF"};
constexpr Expected inductance{"an inductance", "15nH"};
constexpr Expected voltage{"an rms voltage", "12.3Vrms"};
constexpr Expected current{"a current", "50mA"};
constexpr Expected power{"a power", "1mW or 0.25W"};
constexpr Expected level{"a level relative to full scale", "-12dBFS"};
constexpr Expected plain_decibels{"a level in decibels", "110dB"};
constexpr Expected fraction{"a relative quantity", "0.1% or 50ppm"};
constexpr Expected coefficient{"a temperature coefficient", "15ppm/K"};
constexpr Expected rate{"a sample rate", "48kHz, 192k or 44100"};
constexpr Expected stated_resistance{"a resistance with its uncertainty", "100ohm+-0.1% or 4mohm +- 2mohm"};
constexpr Expected stated_capacitance{"a capacitance with its uncertainty", "3pF +- 1pF"};
constexpr Expected stated_inductance{"an inductance with its uncertainty", "15nH +- 10nH"};

}  // namespace

Hertz parse_frequency(std::string_view text) {
  return Hertz(above_zero(parse_with_prefix(text, hertz_units, frequency), text, frequency));
}

Seconds parse_duration(std::string_view text) {
  return Seconds(above_zero(parse_with_prefix(text, second_units, duration), text, duration));
}

Ohms parse_resistance(std::string_view text) {
  return Ohms(at_least_zero(parse_with_prefix(text, ohm_units, resistance), text, resistance));
}

Farads parse_capacitance(std::string_view text) {
  return Farads(at_least_zero(parse_with_prefix(text, farad_units, capacitance), text, capacitance));
}

Henries parse_inductance(std::string_view text) {
  return Henries(at_least_zero(parse_with_prefix(text, henry_units, inductance), text, inductance));
}

Volts parse_voltage(std::string_view text) {
  return Volts(above_zero(parse_with_prefix(text, volt_units, voltage), text, voltage));
}

Amperes parse_current(std::string_view text) {
  return Amperes(above_zero(parse_with_prefix(text, ampere_units, current), text, current));
}

Watts parse_power(std::string_view text) {
  return Watts(above_zero(parse_with_prefix(text, watt_units, power), text, power));
}

Decibels parse_level(std::string_view text) {
  const NumberText number = split_number(text, level);
  if (number.unit != "dBFS") throw not_understood(text, level);
  const double decibels = value_of(number, 0, text, level);
  if (decibels > 0.0) throw out_of_range(text, level, "at most 0dBFS");
  return Decibels(decibels);
}

Decibels parse_decibels(std::string_view text) {
  constexpr double highest = 200.0;
  const NumberText number = split_number(text, plain_decibels);
  if (number.unit != "dB" && number.unit != "dB SPL" && number.unit != "dBSPL") {
    throw not_understood(text, plain_decibels);
  }
  const double value = value_of(number, 0, text, plain_decibels);
  if (value < 0.0 || value > highest) throw out_of_range(text, plain_decibels, "0 to 200 dB");
  return Decibels(value);
}

double parse_fraction(std::string_view text) {
  const NumberText number = split_number(text, fraction);
  const auto exponent = relative_exponent(number.unit);
  if (!exponent) throw not_understood(text, fraction);
  return at_least_zero(value_of(number, *exponent, text, fraction), text, fraction);
}

double parse_temperature_coefficient(std::string_view text) {
  const NumberText number = split_number(text, coefficient);
  const auto slash = number.unit.rfind('/');
  if (slash == std::string_view::npos || trimmed(number.unit.substr(slash + 1)) != "K") {
    throw not_understood(text, coefficient);
  }
  const auto exponent = relative_exponent(trimmed(number.unit.substr(0, slash)));
  if (!exponent) throw not_understood(text, coefficient);
  return value_of(number, *exponent, text, coefficient);
}

int parse_sample_rate(std::string_view text) {
  constexpr double lowest = 8000.0;
  constexpr double highest = 384000.0;
  const NumberText number = split_number(text, rate);
  const auto exponent = prefix_exponent(number.unit, rate_units);
  if (!exponent) throw not_understood(text, rate);
  const double hertz = value_of(number, *exponent, text, rate);
  if (hertz < lowest || hertz > highest || hertz != std::round(hertz)) {
    throw out_of_range(text, rate, "a whole number of 8000 to 384000 samples per second");
  }
  return static_cast<int>(hertz);
}

StatedQuantity parse_stated_resistance(std::string_view text) {
  return parse_stated(text, ohm_units, stated_resistance);
}

StatedQuantity parse_stated_capacitance(std::string_view text) {
  return parse_stated(text, farad_units, stated_capacitance);
}

StatedQuantity parse_stated_inductance(std::string_view text) {
  return parse_stated(text, henry_units, stated_inductance);
}

std::string format_ohms(double ohms) { return with_prefix(ohms, "Ω"); }

std::string format_hz(double hz) { return with_prefix(hz, "Hz"); }

}  // namespace ohmsweep
