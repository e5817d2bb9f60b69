/// library check, library backup.

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <thread>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/surroundings.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/takes_upkeep.h"

namespace ohmsweep::cli {
namespace {

std::string size_text(std::uintmax_t bytes) {
  const double mebibytes = static_cast<double>(bytes) / (1024.0 * 1024.0);
  return fmt::format("{:.1f} MiB", mebibytes);
}

std::uintmax_t size_of(const std::vector<UnusedTake>& unused) {
  return std::accumulate(unused.begin(), unused.end(), std::uintmax_t{0},
                         [](std::uintmax_t sum, const UnusedTake& one) { return sum + one.bytes; });
}

std::string check_text(const std::vector<std::string>& faults, const TakesCheck& takes, bool removed) {
  std::string text;
  for (const std::string& fault : faults) text += fault + "\n";
  text += fmt::format("Takes that are kept and sound: {}\n", takes.kept);
  if (!takes.unused.empty()) {
    text += fmt::format("Takes that no result refers to: {}, {}{}\n", takes.unused.size(),
                        size_text(size_of(takes.unused)), removed ? ", removed" : "");
    if (!removed) {
      for (const UnusedTake& one : takes.unused) {
        text += fmt::format("  {}  {}\n", shown(one.file.filename().string()), size_text(one.bytes));
      }
      text += faults.empty() ? "--remove-unused removes them.\n" : "They stay while anything is wrong.\n";
    }
  }
  if (takes.results_before_keeping > 0) {
    text += fmt::format("Results from before takes were kept: {}\n", takes.results_before_keeping);
  }
  return text + (faults.empty() ? "The library is sound.\n"
                                : fmt::format("What is wrong with the library: {}, above.\n", faults.size()));
}

std::string check_json(const std::vector<std::string>& faults, const TakesCheck& takes, bool removed) {
  std::vector<std::string> sentences;
  sentences.reserve(faults.size());
  for (const std::string& fault : faults) sentences.push_back(json_string(fault));
  std::vector<std::string> unused;
  unused.reserve(takes.unused.size());
  for (const UnusedTake& one : takes.unused)
    unused.push_back(json_string(shown(one.file.filename().string())));
  return json_object(
      {{"sound", json_bool(faults.empty())},
       {"faults", json_array(sentences)},
       {"takes", json_number(static_cast<double>(takes.kept))},
       {"unused", json_array(unused)},
       {"unused_bytes", json_number(static_cast<double>(size_of(takes.unused)))},
       {"unused_removed", json_bool(removed)},
       {"results_before_keeping", json_number(static_cast<double>(takes.results_before_keeping))}});
}

int run_check(const Invocation& invocation) {
  Library library(library_folder(invocation.arguments));
  Terminal& terminal = invocation.terminal;
  std::vector<std::string> faults = library.check();
  TakesCheck takes;
  try {
    takes = check_takes(library, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())),
                        [&](std::size_t done, std::size_t total) {
                          terminal.progress("reading kept takes",
                                            static_cast<double>(done) / static_cast<double>(total));
                        });
  } catch (const Error& error) {
    faults.emplace_back(error.what());
  }
  faults.insert(faults.end(), takes.faults.begin(), takes.faults.end());
  const bool removes = invocation.arguments.flag("remove-unused") && faults.empty();
  if (removes) takes.unused = remove_unused(library);
  terminal.print(invocation.json() ? check_json(faults, takes, removes) + "\n"
                                   : check_text(faults, takes, removes));
  return faults.empty() ? done : failed;
}

int run_backup(const Invocation& invocation) {
  const std::filesystem::path copy = invocation.operands.front();
  const Library library(library_folder(invocation.arguments));
  const TakesCopied copied = back_up(library, copy);
  invocation.terminal.say(fmt::format("Copied the library to '{}' and its {} takes to '{}', {} of them new.",
                                      shown(copy.string()), copied.all, shown(takes_of_backup(copy).string()),
                                      copied.copied));
  if (copied.missing.empty()) return done;
  invocation.terminal.complain(fmt::format(
      "{} takes are missing from the library and from its copy: 'ohmsweep library check' names them.",
      copied.missing.size()));
  return failed;
}

}  // namespace

Command library_check_command() {
  return {"library check",
          "",
          0,
          0,
          "Reads the whole library and its takes: what is damaged, missing, or not used; exit 1 if something "
          "is wrong.",
          "ohmsweep library check",
          {{"remove-unused", "", "remove takes that no result refers to, where all else is sound"}},
          run_check};
}

Command library_backup_command() {
  return {"library backup",
          "FILE",
          1,
          1,
          "Copies the library to FILE and its takes to FILE.takes, while it may be in use.",
          "ohmsweep library backup ~/ohmsweep-2026.sqlite3",
          {},
          run_backup};
}

}  // namespace ohmsweep::cli
