#include "cli/rating_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/rule_option.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {
namespace {

void set_band(RatingChoice& choice, const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) {
    throw usage_error(fmt::format("--band '{}' is no band; write its ends, like 20Hz:20kHz.", shown(text)));
  }
  choice.from = parse_frequency(text.substr(0, colon));
  choice.to = parse_frequency(text.substr(colon + 1));
  if (choice.from < choice.to) return;
  throw usage_error(fmt::format(
      "--band '{}' ends before it begins; write the lower end first, like 20Hz:20kHz.", shown(text)));
}

/// 8 where it is not given; each above zero, none twice.
std::vector<double> rule_ratios(const Arguments& arguments) {
  std::vector<double> ratios;
  for (const std::string& text : arguments.values("rule")) {
    const double ratio = parse_rule(text);
    if (std::find(ratios.begin(), ratios.end(), ratio) != ratios.end()) {
      throw usage_error(fmt::format("--rule {} is given twice; give each rule once.", shown(text)));
    }
    ratios.push_back(ratio);
  }
  return ratios.empty() ? std::vector<double>{8.0} : ratios;
}

}  // namespace

OptionSpec rule_option() {
  return {"rule", "RATIO", "smallest |Z|/|Zo| that passes (default 8); may be given more than once", 0, true};
}

OptionSpec band_option() {
  return {"band", "FROM:TO", "rate between these frequencies (default 20Hz:20kHz)"};
}

std::vector<OptionSpec> rating_options() {
  return {rule_option(),
          band_option(),
          {"series", "RESISTANCE", "as if this resistor were in series with every output"},
          {"parallel", "RESISTANCE", "as if this resistor were across every headphone"}};
}

RatingChoice rating_choice(const Arguments& arguments) {
  RatingChoice choice;
  choice.ratios = rule_ratios(arguments);
  if (const auto band = arguments.value("band")) set_band(choice, *band);
  if (const auto series = arguments.value("series")) choice.adapter.series = parse_resistance(*series);
  if (const auto parallel = arguments.value("parallel"))
    choice.adapter.parallel = parse_resistance(*parallel);
  return choice;
}

}  // namespace ohmsweep::cli
