#include "cli/facts_options.h"

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {

std::vector<OptionSpec> facts_options() {
  return {{"nominal", "IMPEDANCE", "its published nominal impedance, like 300ohm"},
          {"sensitivity", "LEVEL", "its published sensitivity, like 97dB/mW@1kHz or 102dB/V@500Hz"}};
}

HeadphoneFacts stated_facts(const Arguments& arguments, const std::string& name) {
  HeadphoneFacts facts{name};
  if (const auto nominal = arguments.value("nominal")) {
    facts.nominal_ohm = parse_resistance(*nominal).value();
    if (*facts.nominal_ohm <= 0.0) {
      throw usage_error("--nominal must be above zero; write what the maker publishes, like 300ohm.");
    }
  }
  if (const auto sensitivity = arguments.value("sensitivity")) {
    facts.sensitivity = parse_sensitivity(*sensitivity);
  }
  facts.notes = arguments.value("notes").value_or("");
  return facts;
}

}  // namespace ohmsweep::cli
