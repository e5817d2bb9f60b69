#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "cli/command.h"
#include "cli/surroundings.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/pairing_text.h"
#include "ohmsweep/report/pairing_table.h"
#include "ohmsweep/workflow/rate.h"

namespace ohmsweep::cli {
namespace {

double parse_rule(const std::string& text) {
  double ratio = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), ratio);
  if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(ratio) || ratio <= 0.0) {
    throw usage_error(
        fmt::format("--rule '{}' is not a ratio above zero; write a number, like --rule 8.", shown(text)));
  }
  return ratio;
}

std::string format_of(const Arguments& arguments) {
  std::string format = arguments.value("format").value_or(arguments.flag("json") ? "json" : "table");
  if (format != "table" && format != "csv" && format != "json") {
    throw usage_error(fmt::format("--format '{}' does not exist; write table, csv or json.", shown(format)));
  }
  return format;
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  RateRequest request{arguments.value("headphone"), arguments.value("amplifier"), {}};
  if (const auto rule = arguments.value("rule")) request.rule.ratio = parse_rule(*rule);
  const std::string format = format_of(arguments);
  const Library library(library_folder(arguments));
  const std::vector<RatedPairing> pairings = rate_library(library, request);
  invocation.terminal.print(format == "csv"    ? pairings_csv(pairings)
                            : format == "json" ? pairings_json(pairings)
                                               : pairing_table(pairings));
  return arguments.flag("check") && !all_pass(pairings) ? rejected : done;
}

}  // namespace

Command rate_command() {
  return {"rate",
          "",
          0,
          0,
          "Rates every headphone channel against every amplifier output by the 1:8 rule.",
          "ohmsweep rate --format csv --check",
          {{"headphone", "NAME", "only this one"},
           {"amplifier", "NAME", "only this one"},
           {"rule", "RATIO", "smallest |Z|/|Zo| that passes (default 8)"},
           {"format", "table|csv|json", "how to print it (default table)"},
           {"check", "", "exit 3 unless every pairing passes"}},
          run};
}

}  // namespace ohmsweep::cli
