/// Ages and temperatures: plain numbers with units that take no SI prefix.

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

struct Number {
  double value = 0.0;
  std::string_view unit;
};

std::optional<Number> number_and_unit(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  Number number;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  if (problem != std::errc{}) return std::nullopt;
  number.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  while (number.unit.starts_with(' ')) number.unit.remove_prefix(1);
  return number;
}

Error not_understood(std::string_view text, std::string_view what, std::string_view example) {
  return usage_error(
      fmt::format("'{}' is not {}; write for example {}", shown(std::string(text)), what, example));
}

}  // namespace

Seconds parse_age(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 3> units{
      {{"h", 3600.0}, {"d", 86400.0}, {"w", 604800.0}}};
  constexpr double longest = 100.0 * 365.25 * 86400.0;
  const std::optional<Number> number = number_and_unit(text);
  for (const auto& [unit, seconds] : units) {
    if (!number || number->unit != unit) continue;
    const double age = number->value * seconds;
    if (age > 0.0 && age <= longest) return Seconds(age);
    throw usage_error(
        fmt::format("'{}' is out of range: an age is above zero and at most 100 years, for example 7d",
                    shown(std::string(text))));
  }
  throw not_understood(text, "an age", "7d, 36h or 2w");
}

Kelvins parse_temperature_difference(std::string_view text) {
  const std::optional<Number> number = number_and_unit(text);
  if (!number || number->unit != "K" || !(number->value > 0.0 && number->value <= 1000.0)) {
    throw not_understood(text, "a temperature difference above zero", "5K");
  }
  return Kelvins(number->value);
}

double parse_celsius(std::string_view text) {
  const std::optional<Number> number = number_and_unit(text);
  const bool celsius = number && (number->unit == "C" || number->unit == "\u00B0C");
  if (!celsius) throw not_understood(text, "a temperature", "23C");
  if (number->value >= -40.0 && number->value <= 60.0) return number->value;
  throw usage_error(fmt::format("'{}' is out of range: the air at a bench has -40C to 60C, for example 23C",
                                shown(std::string(text))));
}

}  // namespace ohmsweep
