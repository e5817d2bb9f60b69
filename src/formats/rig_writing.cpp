#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string>
#include <string_view>

#include "ohmsweep/formats/rig_file.h"

namespace ohmsweep {

namespace {

/// A TOML basic string (toml.io, "String"): quotes, backslashes and control characters escaped.
std::string quoted(const std::string& text) {
  std::string written = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      written += fmt::format("\\{}", c);
    } else if (byte < 0x20 || byte == 0x7f) {
      written += fmt::format("\\u{:04X}", static_cast<unsigned>(byte));
    } else {
      written += c;
    }
  }
  return written + "\"";
}

/// A prefix of a unit and the power of ten that it stands for.
struct Prefix {
  std::string_view text;
  int exponent;
};

constexpr std::array<Prefix, 7> prefixes{
    {{"M", 6}, {"k", 3}, {"", 0}, {"m", -3}, {"u", -6}, {"n", -9}, {"p", -12}}};

/// d.ddd · 10^exponent, as few digits as tell the double from its neighbours.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

Decimal decimal_of(double value) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  const std::string_view written(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  const auto mark = written.find('e');
  Decimal decimal{std::string(written.substr(0, mark)), 0};
  const auto exponent = written.substr(mark + (written[mark + 1] == '+' ? 2 : 1));
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
  std::erase(decimal.digits, '.');
  return decimal;
}

std::string with_point(const std::string& digits, std::size_t before_point) {
  if (digits.size() <= before_point) return digits + std::string(before_point - digits.size(), '0');
  return digits.substr(0, before_point) + "." + digits.substr(before_point);
}

/// The decimal without an exponent where one without serves.
std::string text_of(const Decimal& decimal) {
  constexpr int longest = 17;
  if (decimal.exponent < -longest || decimal.exponent > longest) {
    const std::string mantissa = with_point(decimal.digits, 1);
    return fmt::format("{}e{}", mantissa, decimal.exponent);
  }
  if (decimal.exponent >= 0)
    return with_point(decimal.digits, static_cast<std::size_t>(decimal.exponent) + 1);
  return "0." + std::string(static_cast<std::size_t>(-decimal.exponent - 1), '0') + decimal.digits;
}

/// "20kohm", "150pF": with the prefix that leaves one to three digits before the point. The point is moved in
/// the decimal and not by a division, which could round to a number that reads back as another double.
std::string with_unit(double value, std::string_view unit) {
  Decimal decimal = decimal_of(value);
  for (const Prefix& prefix : prefixes) {
    const int exponent = decimal.exponent - prefix.exponent;
    if (exponent < 0 || exponent > 2) continue;
    decimal.exponent = exponent;
    return fmt::format("{}{}{}", text_of(decimal), prefix.text, unit);
  }
  return text_of(decimal) + std::string(unit);
}

std::string percent(double fraction) {
  Decimal decimal = decimal_of(fraction);
  if (fraction != 0.0) decimal.exponent += 2;
  return text_of(decimal) + "%";
}

std::string ohms(double value) { return with_unit(value, "ohm"); }

std::string farads(double value) { return with_unit(value, "F"); }

std::string volts(double value) { return with_unit(value, "Vrms"); }

/// The shortest tolerance that gives the same uncertainty: a rig keeps the latter only.
std::string tolerance(const Uncertain& reference) {
  constexpr int most_digits = 17;
  const double half_width = reference.standard_uncertainty * std::numbers::sqrt3;
  const double fraction = half_width / reference.value;
  for (int digits = 1; digits < most_digits; ++digits) {
    const std::string text = fmt::format("{:.{}g}", fraction, digits);
    double rounded = 0.0;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    if (from_tolerance(reference.value, rounded * reference.value) == reference) return percent(rounded);
  }
  return percent(fraction);
}

/// `key = value   # comment`, the comments of a table below one another.
std::string line(std::string_view key, const std::string& value, std::string_view comment) {
  return fmt::format("{:<34} # {}\n", fmt::format("{} = {}", key, value), comment);
}

/// The same, as a comment that shows what could stand here.
std::string absent(std::string_view key, const std::string& example, std::string_view comment) {
  return fmt::format("{:<34} # {}\n", fmt::format("# {} = {}", key, quoted(example)), comment);
}

std::string text_line(std::string_view key, const std::string& text, const std::string& example,
                      std::string_view comment) {
  return text.empty() ? absent(key, example, comment) : line(key, quoted(text), comment);
}

std::string interface_table(const Rig& rig) {
  const std::string rate = rig.sample_rate ? fmt::format("{}kHz", *rig.sample_rate / 1e3) : "";
  return "[interface]\n" +
         text_line("device", rig.device, "USB Audio: Line In", "calibrations belong to it") +
         text_line("output_device", rig.output_device, "USB Dongle", "only where another device plays") +
         text_line("sample_rate", rate, "48kHz", "left out: the stimulus's") +
         line("output_channel", fmt::format("{}", rig.output_channel), "channels count from 1") +
         line("source_channel", fmt::format("{}", rig.source_channel), "the input before the resistor") +
         line("dut_channel", fmt::format("{}", rig.dut_channel), "the input after it");
}

std::string loading(std::string_view input, const InputLoading& loading) {
  const auto key = [&](std::string_view what) { return fmt::format("{}_{}", input, what); };
  const std::string resistance = loading.resistance_ohm > 0.0 ? ohms(loading.resistance_ohm) : "";
  const std::string capacitance = loading.capacitance_f > 0.0 ? farads(loading.capacitance_f) : "";
  return text_line(key("impedance"), resistance, "20kohm", "what this input loads its node with") +
         text_line(key("capacitance"), capacitance, "150pF", "with its cable");
}

std::string inputs_table(const Rig& rig) {
  const std::string mode = rig.input_mode == InputMode::unstated ? ""
                           : rig.input_mode == InputMode::line   ? "line"
                                                                 : "hi-z";
  return "\n[inputs]\n" + text_line("mode", mode, "line", "what both inputs are switched to: line or hi-z") +
         text_line("differential", rig.differential_inputs ? "yes" : "", "yes",
                   "yes where the inputs' cold contacts are not ground") +
         loading("source", rig.source_input) + loading("dut", rig.dut_input) +
         text_line("according_to", rig.inputs_according_to, "manual, page 12",
                   "where the impedances are from");
}

std::string reference_table(const Rig& rig) {
  return "\n[reference]\n" +
         line("resistance", quoted(ohms(rig.reference_ohm.value)), "the reference resistor") +
         line("tolerance", quoted(tolerance(rig.reference_ohm)), "as printed on the part: a half-width");
}

/// In whole days where it is some.
std::string age(double seconds) {
  const double days = seconds / 86400.0;
  return days == std::floor(days) ? fmt::format("{}d", days) : fmt::format("{}h", seconds / 3600.0);
}

std::string limits_table(const Rig& rig) {
  const auto scale = [](const std::optional<double>& full_scale) {
    return full_scale ? volts(*full_scale) : "";
  };
  const std::string scale_tolerance = rig.full_scale_tolerance ? percent(*rig.full_scale_tolerance) : "";
  const std::string mains = rig.mains_hz == 0.0 ? "auto" : fmt::format("{:.0f}Hz", rig.mains_hz);
  return "\n[limits]\n" +
         text_line("input_full_scale", scale(rig.input_full_scale_vrms), "4Vrms", "of a sine at 0 dBFS") +
         text_line("source_full_scale", scale(rig.source_full_scale_vrms), "4Vrms", "of this input alone") +
         text_line("dut_full_scale", scale(rig.dut_full_scale_vrms), "4Vrms", "of this input alone") +
         text_line("output_full_scale", scale(rig.output_full_scale_vrms), "2Vrms", "without load") +
         text_line("full_scale_tolerance", scale_tolerance, "2%", "of all four: a half-width") +
         line("drift", quoted(percent(rig.drift_u95)), "between two takes, 95 %") +
         line("contact", quoted(ohms(rig.contact_u95)), "of one connection, 95 %") +
         line("calibration_age", quoted(age(rig.calibration_age_s)),
              "between calibration and take; d and w too") +
         line("temperature", quoted(fmt::format("{:g}K", rig.temperature_k)), "of the air, the same") +
         line("mains", quoted(mains), "auto, 50Hz or 60Hz");
}

}  // namespace

std::string write_rig(const Rig& rig) {
  return "# A rig: the interface, its wiring and the reference resistor. Every key may be left out.\n\n" +
         interface_table(rig) + inputs_table(rig) + reference_table(rig) + limits_table(rig);
}

}  // namespace ohmsweep
