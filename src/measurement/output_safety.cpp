#include "ohmsweep/measurement/output_safety.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/number_text.h"

namespace ohmsweep {

namespace {

constexpr std::array<std::pair<OutputGround, std::string_view>, 3> ground_texts{
    {{OutputGround::grounded, "grounded"},
     {OutputGround::balanced, "balanced"},
     {OutputGround::active, "active"}}};

/// What stays free below full scale: a load may ring, and the level of a sweep is not flat behind every
/// amplifier.
constexpr double headroom_db = 0.5;

/// By this factor, 1 dB, no load raises a voltage: somebody did.
constexpr double clearly_raised = 1.122;

/// Levels are said in whole tenths, rounded down.
double tenths_down(double db) { return std::floor(10.0 * db) / 10.0; }

/// "12 mW", "1.5 W".
std::string watts(double w) {
  if (w < 1e-3) return significant(1e6 * w, 2) + " µW";
  if (w < 1.0) return significant(1e3 * w, 3) + " mW";
  return significant(w, 3) + " W";
}

std::string volts(double v) { return v < 1.0 ? significant(1e3 * v, 3) + " mV" : significant(v, 3) + " V"; }

bool exceeds_unstated(const LoadPower& power) {
  return !power.rated_w && power.unstated_w && power.power_w() > *power.unstated_w;
}

/// "33ohm" of "33ohm@-24dBFS": a rating stands before the level.
std::string load_without_level(const std::string& load) { return load.substr(0, load.rfind('@')); }

/// The next of 1, 2, 5, 10 ... above a power, as a rating is written: "20mW", "1W".
std::string rating_above(double power_w) {
  double rating = 1e-3;
  while (rating < power_w) {
    for (const double step : {2.0, 2.5, 2.0}) {
      if (rating < power_w) rating *= step;
    }
  }
  return rating < 0.999 ? fmt::format("{:.0f}mW", 1e3 * rating) : fmt::format("{:.0f}W", rating);
}

std::string_view contact_of(OutputGround ground) {
  return ground == OutputGround::balanced ? "cold contact" : "sleeve";
}

}  // namespace

std::string_view to_string(OutputGround ground) {
  for (const auto& [each, text] : ground_texts) {
    if (each == ground) return text;
  }
  return "grounded";
}

OutputGround output_ground_from(std::string_view text) {
  for (const auto& [ground, name] : ground_texts) {
    if (text == name) return ground;
  }
  throw usage_error(fmt::format(
      "'{}' is not what an output's sleeve can be: write grounded, balanced (also bridged) or active.",
      text));
}

void check_wiring(OutputGround ground, OutputWiring wiring, bool floating_inputs) {
  if (ground == OutputGround::grounded && wiring == OutputWiring::balanced) {
    throw usage_error(
        "A grounded output and --wiring balanced contradict each other: that wiring is for hot and cold that "
        "are both driven. Write --ground balanced, or measure the output with --wiring looped or player.");
  }
  if (ground == OutputGround::grounded) return;
  if (ground == OutputGround::balanced && wiring != OutputWiring::balanced) {
    throw usage_error(
        "A balanced or bridged output has no contact that may meet the interface's ground: measure it with "
        "--wiring balanced, hot and cold each on an input.");
  }
  if (floating_inputs) return;
  throw usage_error(
      fmt::format("The {} of this output is driven and must not meet the interface's ground, and the rig "
                  "does not say that its inputs "
                  "are differential. With differential inputs write differential = \"yes\" under [inputs] of "
                  "the rig file, wire the "
                  "input's cold contact and leave its shield open; without them this output cannot be "
                  "measured on this interface.",
                  contact_of(ground)));
}

void check_sleeve(OutputGround ground, const SleeveCheck& check) {
  if (ground == OutputGround::grounded) return;
  if (std::abs(check.dc_v) >= most_sleeve_dc_v) {
    throw rejection(
        fmt::format("There are {} of DC between the {} and the input's shell, and less than {} may "
                    "be: do not connect it. "
                    "Look for a missing common ground or a broken output.",
                    volts(std::abs(check.dc_v)), contact_of(ground), volts(most_sleeve_dc_v)));
  }
  if (check.resistance_ohm < least_sleeve_ohm) {
    throw rejection(
        fmt::format("Only {:.3g} ohm lie between the {} and the input's shell: something joins them already, "
                    "a USB or mains "
                    "ground, and a driven contact would work into it. Part them, or measure the output as "
                    "grounded if it is.",
                    check.resistance_ohm, contact_of(ground)));
  }
}

double upper_end(const Uncertain& value) { return value.value + std::sqrt(3.0) * value.standard_uncertainty; }

double lower_end(const Uncertain& value) {
  constexpr double least_part = 0.01;
  return std::max(value.value - std::sqrt(3.0) * value.standard_uncertainty, least_part * value.value);
}

bool needs_rating(const LoadPower& power) {
  return exceeds_unstated(power) && (power.full_scale_known || power.delicate);
}

std::string power_sentence(const std::string& load, const LoadPower& power) {
  const std::string rated = power.rated_w ? fmt::format(" of its {}", watts(*power.rated_w)) : "";
  const std::string basis =
      power.full_scale_known
          ? ""
          : fmt::format(", if full scale of the input is {} V rms; state input_full_scale to know",
                        unknown_full_scale_vrms);
  const std::string input =
      power.shown_by_input == 0
          ? ""
          : fmt::format(", as input {} shows, the louder one: the channels may be exchanged",
                        power.shown_by_input);
  std::string sentence = fmt::format("{} will take at most {}{} (at most {} unloaded{}{}).", load,
                                     watts(power.power_w()), rated, volts(power.unloaded_vrms), input, basis);
  if (exceeds_unstated(power)) {
    sentence += fmt::format(" Without a stated rating it is taken to stand {}{}.", watts(*power.unstated_w),
                            needs_rating(power) ? "" : ": put it on only if it stands what it will take");
  }
  return sentence;
}

void check_power(const std::string& load, const LoadPower& power, double level_dbfs) {
  const bool unrated = needs_rating(power);
  if (!unrated && (!power.rated_w || power.power_w() <= *power.rated_w)) return;
  const double stands = unrated ? *power.unstated_w : *power.rated_w;
  const double usable = tenths_down(level_dbfs - 10.0 * std::log10(power.power_w() / stands));
  const std::string state_it = unrated
                                   ? fmt::format("State what it stands, as {}/{}, if it stands that; or play",
                                                 load_without_level(load), rating_above(power.power_w()))
                                   : "Play";
  throw rejection(
      fmt::format("{} It must not go on. {} at {:.1f} dBFS or less, as with --level {:.1f}dBFS, turn the "
                  "volume down, or take a "
                  "load that stands more.",
                  power_sentence(load, power), state_it, usable, usable));
}

void check_loaded_voltage(const std::string& load, const LoadPower& foretold, double loaded_vrms) {
  LoadPower found = foretold;
  found.unloaded_vrms = loaded_vrms;
  const bool too_much = needs_rating(found) || (found.rated_w && found.power_w() > *found.rated_w);
  if (loaded_vrms <= clearly_raised * foretold.unloaded_vrms && !too_much) return;
  throw rejection(fmt::format(
      "With {} on, the sweep would reach {} and put {} into it, as a quiet probe shows; without it "
      "the output reached {} at most. The volume or a gain has been turned up since: take the load "
      "off, leave the volume alone, and begin again with an unloaded take.",
      load, volts(loaded_vrms), watts(found.power_w()), volts(foretold.unloaded_vrms)));
}

void check_input_peak(double predicted_dbfs, double level_dbfs, int input) {
  if (predicted_dbfs <= -headroom_db) return;
  const double usable = tenths_down(level_dbfs - predicted_dbfs - headroom_db);
  throw rejection(fmt::format(
      "At {:.1f} dBFS the output would reach {:+.1f} dBFS at input {}, as a quiet probe shows, and be cut "
      "off: play at "
      "{:.1f} dBFS or less, as with --level {:.1f}dBFS, or turn the volume or the input's gain down.",
      level_dbfs, predicted_dbfs, input, usable, usable));
}

}  // namespace ohmsweep
