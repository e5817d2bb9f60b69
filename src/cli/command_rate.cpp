#include "cli/command.h"
#include "cli/rating_options.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "ohmsweep/formats/pairing_text.h"
#include "ohmsweep/report/pairing_table.h"
#include "ohmsweep/workflow/rate.h"

namespace ohmsweep::cli {
namespace {

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const RatingChoice choice = rating_choice(arguments);
  RateRequest request{arguments.value("headphone"),
                      arguments.value("amplifier"),
                      {choice.ratios.front(), choice.from, choice.to}};
  request.further_ratios.assign(choice.ratios.begin() + 1, choice.ratios.end());
  request.adapter = choice.adapter;
  const OutputFormat format = output_format(arguments);
  const Library library(library_folder(arguments));
  const std::vector<RatedPairing> pairings = rate_library(library, request);
  invocation.terminal.print(format == OutputFormat::json  ? pairings_json(pairings)
                            : format == OutputFormat::csv ? pairings_csv(pairings)
                                                          : pairing_table(pairings, table_format(format)));
  return arguments.flag("check") && !all_pass(pairings) ? rejected : done;
}

}  // namespace

Command rate_command() {
  Command command{"rate",
                  "",
                  0,
                  0,
                  "Rates every headphone channel against every amplifier output by the 1:8 rule.",
                  "ohmsweep rate --rule 8 --rule 10 --check",
                  {{"headphone", "NAME", "only this one"}, {"amplifier", "NAME", "only this one"}},
                  run};
  for (const OptionSpec& option : rating_options()) command.options.push_back(option);
  command.options.push_back(format_option());
  command.options.push_back({"check", "", "exit 3 unless every pairing passes every rule"});
  return command;
}

}  // namespace ohmsweep::cli
