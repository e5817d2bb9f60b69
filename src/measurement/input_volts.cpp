#include "ohmsweep/measurement/input_volts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/voltage_text.h"

namespace ohmsweep {

namespace {

constexpr double at_full_scale = 0.999;
/// A true-rms meter reads √(1 + q²) where all else is q times the tone.
constexpr double most_foreign = 0.3;
constexpr double much_foreign = 0.05;
constexpr double far_apart_db = 10.0;

void check_input(const SteadyInput& input, const char* name) {
  if (!input.heard()) {
    throw rejection(fmt::format(
        "{} hears nothing of the tone; see to its cable, its channel number in the rig and its gain.", name));
  }
  if (input.peak >= at_full_scale || input.clipped_samples > 0) {
    throw rejection(
        fmt::format("{} is cut off ({:.1f} dBFS): its volts would come out too large; play less with "
                    "--level, or turn its "
                    "gain down.",
                    name, amplitude_to_decibels(input.peak).value()));
  }
  if (input.foreign > most_foreign) {
    throw rejection(fmt::format(
        "{} hears {:.0f} % of something else beside the tone{}, which a meter reads along; {}", name,
        100.0 * input.foreign, input.hum > 0.5 * input.foreign ? ", mostly hum" : "",
        input.hum > 0.5 * input.foreign ? "connect the grounds, or use one outlet for everything."
                                        : "play louder with --level, and see to noise and distortion."));
  }
}

Uncertain full_scale_of(const SteadyInput& input, const Uncertain& reading) {
  const double vrms = reading.value / input.amplitude;
  const double meter = reading.standard_uncertainty / reading.value;
  const double noise = input.error / input.amplitude;
  const double read_along = 0.5 * input.foreign * input.foreign / std::numbers::sqrt3;
  return {vrms, vrms * std::hypot(meter, noise, read_along)};
}

void add_foreign(const SteadyInput& input, const char* name, Findings& findings) {
  if (input.foreign <= much_foreign) return;
  findings.push_back(
      {Severity::warning, FindingCode::mains_lines,
       fmt::format("{} hears {:.0f} % of something else beside the tone, hum being {:.0f} %: what the "
                   "meter reads of it widens the interval",
                   name, 100.0 * input.foreign, 100.0 * input.hum)});
}

void add_mismatch(const VoltsFound& found, Findings& findings) {
  const double apart = amplitude_to_decibels(found.dut_vrms.value / found.source_vrms.value).value();
  if (std::abs(apart) <= far_apart_db) return;
  findings.push_back(
      {Severity::warning, FindingCode::input_mismatch,
       fmt::format("the inputs' full scales are {:.1f} dB apart: one has another mode, pad or gain, or "
                   "its cable does not carry the whole voltage",
                   std::abs(apart))});
}

}  // namespace

void check_full_scale(double vrms, const char* what) {
  if (vrms >= least_full_scale.value() && vrms <= most_full_scale.value()) return;
  throw rejection(fmt::format(
      "Full scale of {} would be {}, and no interface has less than {} or more than {}: see to the "
      "unit of the reading and to the meter's AC range.",
      what, format_volts(vrms), format_volts(least_full_scale.value()),
      format_volts(most_full_scale.value())));
}

VoltsFound volts_from(const SteadyHearing& hearing, const Uncertain& reading,
                      std::optional<Decibels> played) {
  check_input(hearing.source, "The source channel");
  check_input(hearing.dut, "The dut channel");
  VoltsFound found;
  found.source_vrms = full_scale_of(hearing.source, reading);
  found.dut_vrms = full_scale_of(hearing.dut, reading);
  check_full_scale(found.source_vrms.value, "the source channel");
  check_full_scale(found.dut_vrms.value, "the dut channel");
  if (played) {
    const double vrms = reading.value / decibels_to_amplitude(*played);
    check_full_scale(vrms, "the output");
    const double relative = std::max(found.source_vrms.standard_uncertainty / found.source_vrms.value,
                                     found.dut_vrms.standard_uncertainty / found.dut_vrms.value);
    found.output_vrms = Uncertain{vrms, vrms * relative};
  }
  add_foreign(hearing.source, "the source channel", found.findings);
  add_foreign(hearing.dut, "the dut channel", found.findings);
  add_mismatch(found, found.findings);
  return found;
}

}  // namespace ohmsweep
