#include <fmt/format.h>

#include "cli/command.h"
#include "cli/side_json.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/side_table.h"
#include "ohmsweep/workflow/match_sides.h"

namespace ohmsweep::cli {
namespace {

double limit_of(const Arguments& arguments) {
  const std::string text = arguments.value("limit").value_or("5%");
  const double limit = parse_fraction(text);
  if (limit > 0.0 && limit < 1.0) return limit;
  throw usage_error(
      fmt::format("--limit '{}' is none: write how far left and right may differ, like 5%.", shown(text)));
}

std::string text_of(const MatchedSides& sides, OutputFormat format) {
  if (format == OutputFormat::json) return sides_json(sides, true) + "\n";
  if (format == OutputFormat::csv) return side_csv(sides.mismatch);
  return side_table(sides.mismatch, table_format(format));
}

int run(const Invocation& invocation) {
  const std::string& name = invocation.operands.front();
  const double limit = limit_of(invocation.arguments);
  const OutputFormat format = output_format(invocation.arguments);
  const Library library(library_folder(invocation.arguments));
  const std::optional<MatchedSides> sides = match_sides(library, name, limit);
  if (!sides) {
    throw failure(fmt::format(
        "The library has only one side of '{}': measure the other one too, with --channel.", shown(name)));
  }
  invocation.terminal.print(text_of(*sides, format));
  const bool matched = sides->mismatch.verdict == SideVerdict::matched;
  return invocation.arguments.flag("check") && !matched ? rejected : done;
}

}  // namespace

Command match_command() {
  return {"match",
          "NAME",
          1,
          1,
          "Compares the left and right side of a headphone: matched, mismatched or undecided.",
          "ohmsweep match HD600 --limit 3% --check",
          {{"limit", "PERCENT", "how far they may differ (default 5%)"},
           format_option(),
           {"check", "", "exit 3 unless they match"}},
          run};
}

}  // namespace ohmsweep::cli
