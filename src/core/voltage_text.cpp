#include "ohmsweep/core/voltage_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"

namespace ohmsweep {

namespace {

constexpr std::array<std::string_view, 2> plus_minus_signs{"+-", "\u00B1"};
/// Beyond it a voltage is no audio level, and a power of ten may leave a double's range.
constexpr double most_decibels = 120.0;

/// A unit of decibels and what 0 dB of it is.
struct DecibelScale {
  std::string_view text;
  double volts;
};
constexpr std::array<DecibelScale, 2> decibel_scales{{{"dBu", dbu_reference_v}, {"dBV", 1.0}}};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Error not_understood(std::string_view text) {
  return usage_error(fmt::format("'{}' is not an rms voltage; write for example 1.234V, 1.234V+-1% or +24dBu",
                                 shown(std::string(text))));
}

/// The number of decibels; nothing where the text has another unit.
std::optional<double> decibels_of(std::string_view text, std::string_view unit) {
  if (!text.ends_with(unit)) return std::nullopt;
  std::string_view number = trimmed(text.substr(0, text.size() - unit.size()));
  if (number.starts_with('+')) number.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc{} || end != number.data() + number.size() || !(std::abs(value) <= most_decibels)) {
    throw not_understood(text);
  }
  return value;
}

/// A meter on its DC range, or a peak value of an oscilloscope, is a frequent slip.
void refuse_other_kinds(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  const auto ends = [&](std::initializer_list<std::string_view> units) {
    return std::ranges::any_of(units, [&](std::string_view unit) { return lower.ends_with(unit); });
  };
  if (ends({"vdc", "v dc", "v=", "\u23D3"})) {
    throw usage_error(
        fmt::format("'{}' is a direct voltage: a tone has none; switch the meter to AC volts (V~).",
                    shown(std::string(text))));
  }
  if (ends({"vpp", "vp", "vpk", "vp-p"})) {
    throw usage_error(fmt::format(
        "'{}' is a peak value: state the rms voltage, for a sine the peak divided by 1.414 or the "
        "peak-to-peak value divided by 2.828.",
        shown(std::string(text))));
  }
}

/// Volts, and whether they were stated in decibels.
std::pair<double, bool> voltage_of(std::string_view text) {
  for (const DecibelScale& unit : decibel_scales) {
    if (const auto decibels = decibels_of(text, unit.text)) {
      return {unit.volts * std::pow(10.0, *decibels / 20.0), true};
    }
  }
  refuse_other_kinds(text);
  if (text.ends_with("V~")) text.remove_suffix(1);
  return {parse_voltage(text).value(), false};
}

double half_width_of(std::string_view text, double volts, bool in_decibels) {
  if (in_decibels) {
    if (const auto decibels = decibels_of(text, "dB")) {
      if (*decibels < 0.0) throw not_understood(text);
      return volts * (std::pow(10.0, *decibels / 20.0) - 1.0);
    }
  }
  if (text.ends_with('%') || text.ends_with("ppm")) return volts * parse_fraction(text);
  return parse_voltage(text).value();
}

}  // namespace

StatedQuantity parse_stated_voltage(std::string_view text) {
  for (const std::string_view sign : plus_minus_signs) {
    const auto at = text.find(sign);
    if (at == std::string_view::npos) continue;
    const auto [volts, in_decibels] = voltage_of(trimmed(text.substr(0, at)));
    return {volts, half_width_of(trimmed(text.substr(at + sign.size())), volts, in_decibels)};
  }
  return {voltage_of(trimmed(text)).first, std::nullopt};
}

std::string format_volts(double volts) {
  struct Prefix {
    double factor;
    std::string_view unit;
  };
  constexpr std::array<Prefix, 4> prefixes{{{1e3, "kV"}, {1.0, "V"}, {1e-3, "mV"}, {1e-6, "\u00B5V"}}};
  constexpr double rounds_up = 0.9995;
  const Prefix* chosen = &prefixes.back();
  for (const Prefix& prefix : prefixes) {
    if (std::abs(volts) >= rounds_up * prefix.factor) {
      chosen = &prefix;
      break;
    }
  }
  return fmt::format("{} {}", significant(volts / chosen->factor, 3), chosen->unit);
}

}  // namespace ohmsweep
