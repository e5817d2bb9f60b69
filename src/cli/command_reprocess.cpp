#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/surroundings.h"
#include "cli/version.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/reprocess.h"

namespace ohmsweep::cli {
namespace {

ReprocessCalibration calibration_of(const Arguments& arguments) {
  const std::string text = arguments.value("calibration").value_or("own");
  if (text == "own") return {};
  if (text == "newest") return {false, {}};
  return {false, parse_calibration_choice(text)};
}

std::string_view outcome_text(ReprocessOutcome outcome) {
  switch (outcome) {
    case ReprocessOutcome::unchanged:
      return "unchanged";
    case ReprocessOutcome::changed:
      return "changed";
    case ReprocessOutcome::imported:
      return "imported";
    case ReprocessOutcome::impossible:
      break;
  }
  return "impossible";
}

std::string heading(const Reprocessed& one) {
  return fmt::format("{} {}{} version {}", one.kind, shown(one.name),
                     one.part.empty() ? "" : " " + shown(one.part), one.version);
}

std::string line(const Reprocessed& one) {
  if (one.outcome == ReprocessOutcome::unchanged) return fmt::format("{}: unchanged\n", heading(one));
  if (one.outcome == ReprocessOutcome::impossible || one.outcome == ReprocessOutcome::imported) {
    return fmt::format("{}: left as it is: {}\n", heading(one), one.reason);
  }
  std::string text = fmt::format("{}: ", heading(one));
  if (one.difference > 0.0) {
    text += fmt::format("{} % at {} at most", significant(100.0 * one.difference, 3),
                        format_hz(one.difference_hz));
    if (one.difference_in_u95 > 0.0)
      text += fmt::format(" ({} of its U95)", significant(one.difference_in_u95, 2));
  } else {
    text += "the same values with another interval or other findings";
  }
  return text +
         (one.new_version ? fmt::format(", stored as version {}\n", *one.new_version) : ", not stored\n");
}

std::string summary(const std::vector<Reprocessed>& all) {
  const auto count = [&](ReprocessOutcome outcome) {
    return std::count_if(all.begin(), all.end(),
                         [&](const Reprocessed& one) { return one.outcome == outcome; });
  };
  const auto imported = count(ReprocessOutcome::imported);
  return fmt::format("{} unchanged, {} changed, {} that cannot be computed again{}\n",
                     count(ReprocessOutcome::unchanged), count(ReprocessOutcome::changed),
                     count(ReprocessOutcome::impossible),
                     imported > 0 ? fmt::format(", {} imported", imported) : "");
}

std::string json(const Reprocessed& one) {
  return json_object(
      {{"kind", json_string(one.kind)},
       {"name", json_string(one.name)},
       {"part", one.part.empty() ? "null" : json_string(one.part)},
       {"version", json_number(one.version)},
       {"outcome", json_string(std::string(outcome_text(one.outcome)))},
       {"new_version", one.new_version ? json_number(*one.new_version) : "null"},
       {"largest_difference", json_number(one.difference)},
       {"largest_difference_hz", one.difference > 0.0 ? json_number(one.difference_hz) : "null"},
       {"largest_difference_in_u95",
        one.difference_in_u95 > 0.0 ? json_number(one.difference_in_u95) : "null"},
       {"reason", one.reason.empty() ? "null" : json_string(one.reason)}});
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  ReprocessRequest request;
  request.headphone = arguments.value("headphone");
  request.amplifier = arguments.value("amplifier");
  request.calibrations = arguments.flag("calibrations");
  request.calibration = calibration_of(arguments);
  request.dry_run = arguments.flag("dry-run");
  request.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  request.software = std::string(software);
  Library library(library_folder(arguments));
  Terminal& terminal = invocation.terminal;
  const auto tell = [&](const Reprocessed& one, std::size_t done, std::size_t total) {
    if (!invocation.json()) terminal.print(line(one));
    terminal.progress(heading(one), static_cast<double>(done) / static_cast<double>(total));
  };
  const std::vector<Reprocessed> all = reprocess(library, request, tell);
  if (invocation.json()) {
    std::vector<std::string> objects;
    objects.reserve(all.size());
    for (const Reprocessed& one : all) objects.push_back(json(one));
    terminal.print(json_array(objects) + "\n");
  } else {
    terminal.print(all.empty() ? "There is nothing to reprocess.\n" : summary(all));
  }
  const bool impossible = std::any_of(all.begin(), all.end(), [](const Reprocessed& one) {
    return one.outcome == ReprocessOutcome::impossible;
  });
  return impossible ? partly_failed : done;
}

}  // namespace

Command reprocess_command() {
  return {
      "reprocess",
      "",
      0,
      0,
      "Computes every curve again from its kept takes; exit 4 if some cannot be.",
      "ohmsweep reprocess --headphone HD600 --calibration newest",
      {{"headphone", "NAME", "only this one"},
       {"amplifier", "NAME", "only this one"},
       {"calibrations", "", "the calibrations too, before the curves"},
       {"calibration", "own|newest|NAME[@VERSION]|none", "correct with this one (default: each curve's own)"},
       {"dry-run", "", "tell the differences and store nothing"}},
      run};
}

}  // namespace ohmsweep::cli
