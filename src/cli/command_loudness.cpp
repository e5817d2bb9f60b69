#include "cli/command.h"
#include "cli/loudness_json.h"
#include "cli/loudness_options.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "ohmsweep/report/loudness_table.h"
#include "ohmsweep/workflow/loudness.h"

namespace ohmsweep::cli {
namespace {

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const LoudnessRequest request{arguments.value("headphone"), arguments.value("amplifier"),
                                loudness_settings(arguments)};
  const OutputFormat format = output_format(arguments);
  const Library library(library_folder(arguments));
  const std::vector<RatedLoudness> rows = loudness_of_library(library, request);
  invocation.terminal.print(format == OutputFormat::json
                                ? loudness_json(rows, request.settings)
                                : loudness_table(rows, request.settings, table_format(format)));
  return done;
}

}  // namespace

Command loudness_command() {
  Command command{"loudness",
                  "",
                  0,
                  0,
                  "Tells how loud headphones get on outputs, what hisses, and who needs an amplifier.",
                  "ohmsweep loudness --headphone HD600 --peak 115dB",
                  {{"headphone", "NAME", "only this one"}, {"amplifier", "NAME", "only this one"}},
                  run};
  for (const OptionSpec& option : loudness_options()) command.options.push_back(option);
  command.options.push_back(format_option());
  return command;
}

}  // namespace ohmsweep::cli
