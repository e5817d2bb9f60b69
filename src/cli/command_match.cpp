#include <fmt/format.h>

#include "cli/command.h"
#include "cli/side_json.h"
#include "cli/surroundings.h"
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

std::string format_of(const Invocation& invocation) {
  std::string format = invocation.arguments.value("format").value_or(invocation.json() ? "json" : "table");
  if (format == "table" || format == "csv" || format == "json") return format;
  throw usage_error(fmt::format("--format '{}' does not exist; write table, csv or json.", shown(format)));
}

int run(const Invocation& invocation) {
  const std::string& name = invocation.operands.front();
  const double limit = limit_of(invocation.arguments);
  const std::string format = format_of(invocation);
  const Library library(library_folder(invocation.arguments));
  const std::optional<MatchedSides> sides = match_sides(library, name, limit);
  if (!sides) {
    throw failure(fmt::format(
        "The library has only one side of '{}': measure the other one too, with --channel.", shown(name)));
  }
  const SideMismatch& mismatch = sides->mismatch;
  if (format == "json") {
    invocation.terminal.print(sides_json(*sides, true) + "\n");
  } else {
    invocation.terminal.print(format == "csv" ? side_csv(mismatch) : side_table(mismatch));
  }
  const bool matched = mismatch.verdict == SideVerdict::matched;
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
           {"format", "table|csv|json", "how to print it (default table)"},
           {"check", "", "exit 3 unless they match"}},
          run};
}

}  // namespace ohmsweep::cli
