#include "cli/rig_text.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "cli/json_text.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {
namespace {

double tolerance(const Rig& rig) {
  return rig.reference_ohm.standard_uncertainty * std::numbers::sqrt3 / rig.reference_ohm.value;
}

std::string line(const std::string& what, const std::string& words) {
  return fmt::format("{:<10} {}\n", what, words);
}

std::string interface_words(const Rig& rig) {
  return fmt::format("{}, {}", rig.device.empty() ? "not named" : shown(rig.device),
                     rig.sample_rate ? format_hz(*rig.sample_rate) : "the stimulus's rate");
}

std::string output_words(const Rig& rig) {
  const std::string of = rig.output_device.empty() ? "" : fmt::format(" of {}", shown(rig.output_device));
  return fmt::format("channel {}{}", rig.output_channel, of);
}

std::string input_words(int channel, const std::string& place, const InputLoading& loading) {
  std::string words = fmt::format("channel {}, {} the reference resistor; ", channel, place);
  words += loading.resistance_ohm > 0.0 ? format_ohms(loading.resistance_ohm) : "impedance unknown";
  if (loading.capacitance_f > 0.0) words += fmt::format(" and {:.4g} pF", 1e12 * loading.capacitance_f);
  return words;
}

std::string inputs_words(const Rig& rig) {
  std::string mode = rig.input_mode == InputMode::unstated ? "mode not stated"
                     : rig.input_mode == InputMode::line   ? "both line"
                                                           : "both Hi-Z";
  if (rig.differential_inputs) mode += ", differential";
  if (rig.inputs_according_to.empty()) return mode;
  return fmt::format("{}; impedances: {}", mode, shown(rig.inputs_according_to));
}

std::string limits_words(const Rig& rig) {
  std::string words =
      fmt::format("drift {:.4g} %, contact {}, mains {}", 100.0 * rig.drift_u95, format_ohms(rig.contact_u95),
                  rig.mains_hz == 0.0 ? "auto" : format_hz(rig.mains_hz));
  if (rig.input_full_scale_vrms)
    words += fmt::format(", input full scale {:.4g} Vrms", *rig.input_full_scale_vrms);
  if (rig.source_full_scale_vrms)
    words += fmt::format(", source full scale {:.4g} Vrms", *rig.source_full_scale_vrms);
  if (rig.dut_full_scale_vrms) words += fmt::format(", dut full scale {:.4g} Vrms", *rig.dut_full_scale_vrms);
  if (rig.output_full_scale_vrms)
    words += fmt::format(", output full scale {:.4g} Vrms", *rig.output_full_scale_vrms);
  if (rig.full_scale_tolerance) words += fmt::format(" ± {:.4g} %", 100.0 * *rig.full_scale_tolerance);
  return words;
}

std::string stated(const std::string& text) { return text.empty() ? "null" : json_string(text); }
std::string stated(double value) { return value > 0.0 ? json_number(value) : "null"; }

}  // namespace

std::string reference_text(const Rig& rig) {
  return fmt::format("{:.12g}ohm+-{:.6g}%", rig.reference_ohm.value, 100.0 * tolerance(rig));
}

std::string mode_text(const Rig& rig) {
  if (rig.input_mode == InputMode::unstated) return {};
  return rig.input_mode == InputMode::line ? "line" : "hi-z";
}

std::string impedance_text(const InputLoading& loading) {
  return loading.resistance_ohm > 0.0 ? fmt::format("{:.12g}ohm", loading.resistance_ohm) : "unknown";
}

std::string rig_words(const Rig& rig) {
  return line("interface", interface_words(rig)) + line("output", output_words(rig)) +
         line("source", input_words(rig.source_channel, "before", rig.source_input)) +
         line("dut", input_words(rig.dut_channel, "after", rig.dut_input)) +
         line("inputs", inputs_words(rig)) +
         line("reference",
              fmt::format("{} ± {:.4g} %", format_ohms(rig.reference_ohm.value), 100.0 * tolerance(rig))) +
         line("limits", limits_words(rig));
}

std::string rig_json(const Rig& rig) {
  return json_object(
      {{"device", stated(rig.device)},
       {"output_device", stated(rig.output_device)},
       {"sample_rate_hz", rig.sample_rate ? json_number(*rig.sample_rate) : "null"},
       {"output_channel", json_number(rig.output_channel)},
       {"source_channel", json_number(rig.source_channel)},
       {"dut_channel", json_number(rig.dut_channel)},
       {"input_mode", stated(mode_text(rig))},
       {"source_impedance_ohm", stated(rig.source_input.resistance_ohm)},
       {"source_capacitance_f", stated(rig.source_input.capacitance_f)},
       {"dut_impedance_ohm", stated(rig.dut_input.resistance_ohm)},
       {"dut_capacitance_f", stated(rig.dut_input.capacitance_f)},
       {"inputs_according_to", stated(rig.inputs_according_to)},
       {"reference_ohm", json_number(rig.reference_ohm.value)},
       {"reference_tolerance", json_number(tolerance(rig))},
       {"input_full_scale_vrms", stated(rig.input_full_scale_vrms.value_or(0.0))},
       {"source_full_scale_vrms", stated(rig.source_full_scale_vrms.value_or(0.0))},
       {"dut_full_scale_vrms", stated(rig.dut_full_scale_vrms.value_or(0.0))},
       {"output_full_scale_vrms", stated(rig.output_full_scale_vrms.value_or(0.0))},
       {"full_scale_tolerance", rig.full_scale_tolerance ? json_number(*rig.full_scale_tolerance) : "null"},
       {"drift", json_number(rig.drift_u95)},
       {"contact_ohm", json_number(rig.contact_u95)},
       {"calibration_age_s", json_number(rig.calibration_age_s)},
       {"temperature_k", json_number(rig.temperature_k)},
       {"mains_hz", stated(rig.mains_hz)}});
}

}  // namespace ohmsweep::cli
