#include "cli/facts_options.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {
namespace {

double nominal_of(const std::string& text) {
  constexpr double smallest_ohm = 1.0;
  constexpr double largest_ohm = 100e3;
  const double ohm = parse_resistance(text).value();
  if (ohm >= smallest_ohm && ohm <= largest_ohm) return ohm;
  throw usage_error(fmt::format(
      "--nominal '{}' is no nominal impedance of a headphone, which is 1 Ω to 100 kΩ: write what the "
      "maker publishes, like 300ohm.",
      shown(text)));
}

}  // namespace

std::vector<OptionSpec> facts_options() {
  return {{"nominal", "IMPEDANCE", "its published nominal impedance, like 300ohm"},
          {"sensitivity", "LEVEL", "its published sensitivity, like 97dB/mW@1kHz or 102dB/V@500Hz"}};
}

HeadphoneFacts stated_facts(const Arguments& arguments, const std::string& name) {
  HeadphoneFacts facts{name};
  if (const auto nominal = arguments.value("nominal")) {
    facts.nominal_ohm = nominal_of(*nominal);
  }
  if (const auto sensitivity = arguments.value("sensitivity")) {
    facts.sensitivity = parse_sensitivity(*sensitivity);
  }
  facts.notes = arguments.value("notes").value_or("");
  return facts;
}

}  // namespace ohmsweep::cli
