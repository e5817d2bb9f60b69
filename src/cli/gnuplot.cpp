#include "cli/gnuplot.h"

#include <fmt/format.h>

#include "cli/child_process.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

/// The last line that says something.
std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \n\t");
  if (end == std::string::npos) return "without a word";
  const std::size_t before = text.find_last_of('\n', end);
  const std::size_t begin = text.find_first_not_of(" \t", before == std::string::npos ? 0 : before + 1);
  return shown(text.substr(begin, end + 1 - begin));
}

}  // namespace

std::string drawn_by_gnuplot(const std::string& script) {
  // With -d nobody's start-up files have a say, and "-" is standard input.
  const std::optional<ChildOutcome> outcome = run_child({"gnuplot", "-d", "-"}, script);
  if (!outcome) {
    throw failure(
        "Pictures are drawn by gnuplot, which is not installed: install the package gnuplot-nox, or use "
        "'export' and draw the numbers elsewhere.");
  }
  if (outcome->exit_code != 0 || outcome->out.empty()) {
    throw failure(
        fmt::format("gnuplot failed (exit code {}: {}); it must be version 5 with the terminals svg and "
                    "pngcairo, as in the "
                    "package gnuplot-nox.",
                    outcome->exit_code, last_line(outcome->err)));
  }
  return outcome->out;
}

std::optional<std::string> letters_of_fonts() {
  const std::optional<ChildOutcome> outcome = run_child({"fc-list", "--format=%{charset}\n"}, "");
  if (!outcome || outcome->exit_code != 0) return std::nullopt;
  return outcome->out;
}

}  // namespace ohmsweep::cli
