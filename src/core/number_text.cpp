#include "ohmsweep/core/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ohmsweep {

namespace {

/// A last-digit difference of rounding noise is none.
constexpr double tolerance = 1e-9;
/// Of a value whose uncertainty nobody stated.
constexpr int digits_without_interval = 4;

int decade(double value) { return static_cast<int>(std::floor(std::log10(std::abs(value)))); }

std::string two_digits(double value, double (*round)(double), double nudge) {
  if (!std::isfinite(value)) return fmt::format("{}", value);
  if (value <= 0.0) return "0";
  const double unit = std::pow(10.0, decade(value) - 1);
  const double rounded = round(value / unit + nudge) * unit;
  return fmt::format("{:.{}f}", rounded, std::max(0, 1 - decade(value)));
}

/// "0.020" says no more than "0.02".
std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string without_negative_zero(std::string number) {
  if (number.starts_with('-') && number.find_first_of("123456789") == std::string::npos) number.erase(0, 1);
  return number;
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value) || value == 0.0) return value == 0.0 ? "0" : fmt::format("{}", value);
  // What rounds up to the next power of ten has a digit more.
  const double unit = std::pow(10.0, decade(value) + 1 - digits);
  const double rounded = std::round(value / unit) * unit;
  return without_trailing_zeros(fmt::format("{:.{}f}", rounded, std::max(0, digits - 1 - decade(rounded))));
}

std::string with_interval(double value, double u95) {
  if (std::isnan(u95)) return significant(value, digits_without_interval);
  const bool known = std::isfinite(u95) && u95 > 0.0;
  const int decimals = known ? std::clamp(-decade(u95), 0, 6) : 1;
  return fmt::format("{} ± {:.{}f}", without_negative_zero(fmt::format("{:.{}f}", value, decimals)), u95,
                     decimals);
}

std::string with_interval(double value, double u95, const std::string& unit) {
  constexpr std::array<std::pair<double, const char*>, 6> prefixes{
      {{1e3, "k"}, {1.0, ""}, {1e-3, "m"}, {1e-6, "µ"}, {1e-9, "n"}, {1e-12, "p"}}};
  // What rounds to a thousand takes the next prefix.
  const double size = 1.0005 * std::max(std::abs(value), u95);
  const auto* prefix = std::find_if(prefixes.begin(), prefixes.end() - 1,
                                    [&](const auto& each) { return size >= each.first; });
  return fmt::format("{} {}{}", with_interval(value / prefix->first, u95 / prefix->first), prefix->second,
                     unit);
}

std::string rounded_up(double value) {
  return without_trailing_zeros(two_digits(
      value, [](double x) { return std::ceil(x); }, -tolerance));
}

std::string rounded_down(double value) {
  return without_trailing_zeros(two_digits(
      value, [](double x) { return std::floor(x); }, tolerance));
}

OhmUnit ohm_unit(double largest_ohm) {
  constexpr double in_ohms_from = 0.02;
  return largest_ohm < in_ohms_from ? OhmUnit{1e-3, "mΩ"} : OhmUnit{};
}

std::string ohms_with_interval(double ohm, double u95, const OhmUnit& unit) {
  return fmt::format("{} {}", with_interval(ohm / unit.ohm, u95 / unit.ohm), unit.symbol);
}

std::string bound_ohms(double ohm, const OhmUnit& unit) {
  return fmt::format("{} {}", rounded_up(ohm / unit.ohm), unit.symbol);
}

std::string bound_ohms(double ohm) { return bound_ohms(ohm, ohm_unit(ohm)); }

}  // namespace ohmsweep
