#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "cli/batch_talk.h"
#include "cli/command.h"
#include "cli/drift_text.h"
#include "cli/equipment.h"
#include "cli/guidance.h"
#include "cli/stimulus_choice.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "cli/text_file.h"
#include "ohmsweep/audio/attended.h"
#include "ohmsweep/audio/bench_hands.h"
#include "ohmsweep/audio/folder_takes.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {
namespace {

namespace fs = std::filesystem;

constexpr int usual_check_every = 10;
constexpr int largest_check_every = 10000;

/// A folder of takes is a collection of what is in it.
Collection collection_of_folder(const fs::path& folder) {
  Collection collection;
  collection.name = fs::absolute(folder).lexically_normal().string();
  for (const FolderTake& take : list_folder_takes(folder)) {
    check_name(take.headphone, "headphone");
    if (collection.items.empty() || collection.items.back().facts.name != take.headphone) {
      collection.items.push_back({{take.headphone}, {}, ""});
    }
    collection.items.back().channels.push_back(take.channel);
  }
  return collection;
}

/// The folder that takes come from, if they do.
std::optional<fs::path> takes_folder(const Invocation& invocation) {
  const fs::path operand = invocation.operands.front();
  if (const auto folder = invocation.arguments.value("takes")) return fs::path(*folder);
  std::error_code ignored;
  return fs::is_directory(operand, ignored) ? std::optional(operand) : std::nullopt;
}

Collection collection_of(const Invocation& invocation) {
  const fs::path operand = invocation.operands.front();
  std::error_code ignored;
  if (fs::is_directory(operand, ignored)) return collection_of_folder(operand);
  return read_collection(read_text_file(operand, "collection"), operand.string());
}

void check_options(const Invocation& invocation, bool from_folder) {
  const Arguments& arguments = invocation.arguments;
  if (from_folder) {
    for (const char* option : {"hands-free", "guided", "audio", "check-with"}) {
      if (!arguments.flag(option)) continue;
      throw usage_error(
          fmt::format("--{} needs something to record with, and a folder of takes is none: leave one "
                      "of them out.",
                      option));
    }
    if (!arguments.value("stimulus")) {
      throw usage_error("Recorded takes need the stimulus that was played: give --stimulus SWEEP.wav.");
    }
  }
  if (arguments.flag("hands-free") && arguments.flag("guided")) {
    throw usage_error(
        "--hands-free asks nothing and --guided asks before every take: leave one of them out.");
  }
  if (arguments.flag("restart") && arguments.flag("redo")) {
    throw usage_error("--restart begins anew and --redo repeats within the run: leave one of them out.");
  }
}

int check_every(const Arguments& arguments) {
  const auto text = arguments.value("check-every");
  if (!text) return usual_check_every;
  int every = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), every);
  if (problem != std::errc{} || end != text->data() + text->size() || every < 1 ||
      every > largest_check_every) {
    throw usage_error(
        fmt::format("--check-every '{}' is not a number of headphones: write a whole number from 1 to {}.",
                    shown(*text), largest_check_every));
  }
  return every;
}

std::optional<DriftCheck> drift_check_of(const Arguments& arguments, const std::vector<Standard>& kit) {
  const auto stated = arguments.value("check-with");
  if (!stated) {
    if (arguments.flag("check-every")) {
      throw usage_error(
          "--check-every says how often, and not what by: give --check-with open or a standard too.");
    }
    return std::nullopt;
  }
  (void)parse_standard_state(*stated, kit);
  return DriftCheck{check_every(arguments), *stated, kit};
}

std::unique_ptr<AudioDevice> device_for_batch(const Arguments& arguments,
                                              const std::optional<fs::path>& folder, const Rig& rig) {
  if (folder) return make_folder_takes(*folder);
  if (arguments.flag("hands-free")) {
    if (std::optional<Bench> bench = bench_of(arguments)) {
      const std::string file = arguments.value("audio").value_or("");
      return make_bench_hands(make_virtual_bench(std::move(*bench), fs::path(file).filename().string()));
    }
  }
  std::unique_ptr<AudioDevice> device = make_device(arguments, rig);
  if (arguments.flag("guided") && !device->attended()) device = make_attended(std::move(device));
  return device;
}

/// What ends a batch early costs nothing; says so.
template <typename Work>
auto saying_how_to_go_on(const Invocation& invocation, const Work& work) {
  try {
    return work();
  } catch (...) {
    invocation.terminal.complain(
        "What was stored is stored. The same command goes on from there; --restart begins anew.");
    throw;
  }
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const OutputFormat format = output_format(arguments);
  const Collection collection = collection_of(invocation);
  const std::optional<fs::path> folder = takes_folder(invocation);
  check_options(invocation, folder.has_value());
  const std::vector<Standard> kit = kit_of(arguments);
  BatchRequest request{collection.name, queue_of(collection.items)};
  request.drift_check = drift_check_of(arguments, kit);
  request.restart = arguments.flag("restart");
  request.redo = arguments.values("redo");
  (void)named_places(request.queue, request.redo);
  if (const auto chosen = arguments.value("calibration"))
    request.calibration = parse_calibration_choice(*chosen);
  Equipment equipment(invocation, device_for_batch(arguments, folder, rig_of(arguments)), kit);
  Session& session = equipment.session();
  session.temperature_c = temperature_of(invocation.arguments);
  const bool free = arguments.flag("hands-free");
  BatchHands hands = batch_hands(invocation, session, equipment.attended() && !free);
  const BatchReport report = saying_how_to_go_on(invocation, [&] {
    if (free) hands = hands_free(session, request.calibration, std::move(hands), hands_free_talk(invocation));
    return run_batch(session, request, hands);
  });
  invocation.terminal.print(format == OutputFormat::json
                                ? batch_json(session.library, request.queue, report) + "\n"
                                : batch_text(session.library, request.queue, report, table_format(format)));
  return report.complete() ? done : partly_failed;
}

}  // namespace

Command batch_command() {
  std::vector<OptionSpec> options = stimulus_options();
  options.push_back({"takes", "DIR", "from NAME.left.wav and NAME.right.wav in this folder"});
  options.push_back({"hands-free", "", "a quiet tone hears what is plugged in, and starts each take"});
  options.push_back(
      {"check-with", "open|STANDARD", "check the bench between headphones, and after the last"});
  options.push_back({"check-every", "N", "before the first of every N headphones (default 10)"});
  options.push_back({"redo", "NAME[.left]", "measure only this again", 0, true});
  options.push_back({"restart", "", "begin a new run, whatever the last one has"});
  options.push_back(
      {"calibration", "NAME[@VERSION]|none", "correct with this one (default: the newest valid)"});
  options.push_back(kit_option());
  options.push_back(temperature_option());
  options.push_back(guided_option());
  options.push_back(format_option());
  return {"batch",
          "COLLECTION.toml|FOLDER",
          1,
          1,
          "Measures a whole collection, resumable at any point; exit 4 if some are missing.",
          "ohmsweep batch shelf.toml --hands-free --check-with open",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
