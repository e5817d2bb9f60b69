#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>

#include "ohmsweep/core/quantity_text.h"
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

/// A prefix of a unit and what it multiplies by.
struct Prefix {
  std::string_view text;
  double factor;
};

constexpr std::array<Prefix, 7> prefixes{
    {{"M", 1e6}, {"k", 1e3}, {"", 1.0}, {"m", 1e-3}, {"u", 1e-6}, {"n", 1e-9}, {"p", 1e-12}}};

constexpr int most_digits = 17;

using ReadsBack = std::function<bool(const std::string&)>;

/// The shortest number that reads back once `unit` follows, without an exponent where one without serves.
std::string shortest(double scaled, std::string_view unit, const ReadsBack& reads_back) {
  std::string text;
  for (int digits = 1; digits <= most_digits; ++digits) {
    const std::string number = fmt::format("{:.{}g}", scaled, digits);
    std::string tried = fmt::format("{}{}", number, unit);
    const bool plain = number.find('e') == std::string::npos;
    if (!reads_back(tried) && digits < most_digits) continue;
    if (plain) return tried;
    if (text.empty()) text = tried;
  }
  return text;
}

/// "20kohm", "150pF": with the prefix that leaves one to three digits before the point.
std::string with_unit(double value, std::string_view unit,
                      const std::function<double(const std::string&)>& read) {
  const auto same = [&](const std::string& text) { return read(text) == value; };
  for (const Prefix& prefix : prefixes) {
    const double scaled = value / prefix.factor;
    if (scaled < 1.0 || scaled >= 1e3) continue;
    return shortest(scaled, fmt::format("{}{}", prefix.text, unit), same);
  }
  return shortest(value, unit, same);
}

std::string ohms(double value) {
  return with_unit(value, "ohm", [](const std::string& text) { return parse_resistance(text).value(); });
}

std::string farads(double value) {
  return with_unit(value, "F", [](const std::string& text) { return parse_capacitance(text).value(); });
}

std::string volts(double value) {
  return with_unit(value, "Vrms", [](const std::string& text) { return parse_voltage(text).value(); });
}

std::string percent(double fraction, const std::function<bool(double)>& matches) {
  return shortest(100.0 * fraction, "%",
                  [&](const std::string& text) { return matches(parse_fraction(text)); });
}

std::string tolerance(const Uncertain& reference) {
  const double half_width = reference.standard_uncertainty * std::numbers::sqrt3;
  return percent(half_width / reference.value, [&](double fraction) {
    return from_tolerance(reference.value, fraction * reference.value) == reference;
  });
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

std::string limits_table(const Rig& rig) {
  const auto scale = [](const std::optional<double>& full_scale) {
    return full_scale ? volts(*full_scale) : "";
  };
  const std::string scale_tolerance =
      rig.full_scale_tolerance
          ? percent(*rig.full_scale_tolerance, [&](double f) { return f == *rig.full_scale_tolerance; })
          : "";
  const std::string mains = rig.mains_hz == 0.0 ? "auto" : fmt::format("{:.0f}Hz", rig.mains_hz);
  return "\n[limits]\n" +
         text_line("input_full_scale", scale(rig.input_full_scale_vrms), "4Vrms", "of a sine at 0 dBFS") +
         text_line("source_full_scale", scale(rig.source_full_scale_vrms), "4Vrms", "of this input alone") +
         text_line("dut_full_scale", scale(rig.dut_full_scale_vrms), "4Vrms", "of this input alone") +
         text_line("output_full_scale", scale(rig.output_full_scale_vrms), "2Vrms", "without load") +
         text_line("full_scale_tolerance", scale_tolerance, "2%", "of all four: a half-width") +
         line("drift", quoted(percent(rig.drift_u95, [&](double f) { return f == rig.drift_u95; })),
              "between two takes, 95 %") +
         line("contact", quoted(ohms(rig.contact_u95)), "of one connection, 95 %") +
         line("mains", quoted(mains), "auto, 50Hz or 60Hz");
}

}  // namespace

std::string write_rig(const Rig& rig) {
  return "# A rig: the interface, its wiring and the reference resistor. Every key may be left out.\n\n" +
         interface_table(rig) + inputs_table(rig) + reference_table(rig) + limits_table(rig);
}

}  // namespace ohmsweep
