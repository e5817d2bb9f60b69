#include "cli/loudness_options.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {
namespace {

/// "level", or a threshold like 95dB/mW.
void set_need(LoudnessSettings& settings, const std::string& text) {
  if (text == "level") return;
  if (text.find("dB") == std::string::npos) {
    throw usage_error(fmt::format(
        "--needs '{}' is no rule; write level, or a threshold of sensitivity like 95dB/mW.", shown(text)));
  }
  const Sensitivity threshold = parse_sensitivity(text);
  if (threshold.per != SensitivityPer::milliwatt || threshold.at_hz) {
    throw usage_error(
        fmt::format("--needs '{}' is no threshold: it is per milliwatt, like 95dB/mW.", shown(text)));
  }
  settings.need = NeedRule::sensitivity;
  settings.low_sensitivity_db_mw = threshold.db_spl;
}

}  // namespace

LoudnessSettings loudness_settings(const Arguments& arguments) {
  LoudnessSettings settings;
  if (const auto peak = arguments.value("peak")) settings.peak_db = parse_decibels(*peak).value();
  if (const auto hiss = arguments.value("hiss-threshold")) {
    settings.hiss_threshold_db = parse_decibels(*hiss).value();
  }
  if (const auto within = arguments.value("sensitivity-within")) {
    settings.sensitivity_u95_db = parse_decibels(*within).value();
  }
  if (const auto source = arguments.value("source")) settings.source_vrms = parse_voltage(*source).value();
  if (const auto need = arguments.value("needs")) set_need(settings, *need);
  return settings;
}

std::vector<OptionSpec> loudness_options() {
  return {{"peak", "LEVEL", "sound level that a peak must reach (default 110dB)"},
          {"hiss-threshold", "LEVEL", "noise below it counts as silent (default 20dB)"},
          {"needs", "level|THRESHOLD",
           "judge by the level reached (default), or by a sensitivity below, like 95dB/mW"},
          {"sensitivity-within", "LEVEL", "95 % half-width of published sensitivities, like 3dB"},
          {"source", "VOLTAGE", "what feeds an amplifier at full scale, for its spare gain"}};
}

}  // namespace ohmsweep::cli
