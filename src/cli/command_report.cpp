#include <fmt/format.h>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/loudness_options.h"
#include "cli/rating_options.h"
#include "cli/surroundings.h"
#include "cli/text_file.h"
#include "cli/version.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/gather_report.h"

namespace ohmsweep::cli {
namespace {

std::string counted(std::size_t count, const char* one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const std::string& file = invocation.operands.front();
  const RatingChoice choice = rating_choice(arguments);
  ReportRequest request{arguments.value("headphone"),
                        arguments.value("amplifier"),
                        {choice.ratios.front(), choice.from, choice.to},
                        std::string(software)};
  request.further_ratios.assign(choice.ratios.begin() + 1, choice.ratios.end());
  request.loudness = loudness_settings(arguments);
  const Library library(library_folder(arguments));
  const ReportContent content = gather_report(library, request);
  write_text_file(file, html_report(content));
  const std::string what = fmt::format("{} and {}", counted(content.headphones.size(), "headphone"),
                                       counted(content.outputs.size(), "output"));
  if (invocation.json()) {
    invocation.terminal.print(json_object({{"file", json_string(shown(file))},
                                           {"headphones", fmt::format("{}", content.headphones.size())},
                                           {"outputs", fmt::format("{}", content.outputs.size())},
                                           {"pairings", fmt::format("{}", content.pairings.size())}}) +
                              "\n");
  }
  invocation.terminal.say(fmt::format("Wrote {} to '{}'; open it in a browser.", what, shown(file)));
  return done;
}

}  // namespace

Command report_command() {
  Command command{"report",
                  "FILE.html",
                  1,
                  1,
                  "Writes the library as one web page: matrix, levels, advice, curves, calibrations.",
                  "ohmsweep report collection.html --rule 8 --rule 10",
                  {{"headphone", "NAME", "only this one"},
                   {"amplifier", "NAME", "only this one"},
                   rule_option(),
                   band_option()},
                  run};
  for (const OptionSpec& option : loudness_options()) command.options.push_back(option);
  return command;
}

}  // namespace ohmsweep::cli
