#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "cli/command.h"
#include "cli/equipment.h"
#include "cli/guidance.h"
#include "cli/level_drawings.h"
#include "cli/output_level_json.h"
#include "cli/output_questions.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "cli/text_file.h"
#include "cli/version.h"
#include "ohmsweep/audio/attended.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/output_level_table.h"
#include "ohmsweep/report/output_quantities.h"
#include "ohmsweep/workflow/measure_level.h"
#include "ohmsweep/workflow/rig_check.h"

namespace ohmsweep::cli {
namespace {

std::string named(const Arguments& arguments, const std::string& option, const std::string& what) {
  const std::optional<std::string> name = arguments.value(option);
  if (name) check_name(*name, what);
  return name.value_or("");
}

std::vector<LevelTake> takes_of(const Arguments& arguments, const Rig& rig) {
  std::vector<LevelTake> takes;
  for (const std::string& text : arguments.values("take")) {
    const TakeArgument take = parse_take_argument(text);
    const LevelStage stage = recorded_stage(take.state);
    if (take.file.empty()) {
      throw usage_error(
          fmt::format("--take '{}' has no file; write --take {}=FILE, or leave it out to record it.",
                      shown(text), shown(take.state)));
    }
    takes.push_back({stage, read_take(take.file, rig.source_channel, rig.dut_channel)});
  }
  return takes;
}

OutputWiring wiring_of(const Arguments& arguments) {
  const std::string text = arguments.value("wiring").value_or("looped");
  if (text == "looped") return OutputWiring::looped;
  if (text == "player") return OutputWiring::player;
  if (text == "balanced") return OutputWiring::balanced;
  throw usage_error(
      fmt::format("--wiring '{}' is not offered: write looped, player or balanced.", shown(text)));
}

LevelRequest request_of(const Invocation& invocation, const Rig& rig) {
  const Arguments& arguments = invocation.arguments;
  LevelRequest request;
  request.amplifier = invocation.operands.front();
  check_name(request.amplifier, "amplifier");
  request.output = named(arguments, "output", "output");
  if (request.output.empty()) {
    throw usage_error("'measure level' needs --output OUTPUT: the name of the socket, like --output front.");
  }
  request.setting = named(arguments, "setting", "setting");
  request.wiring = wiring_of(arguments);
  request.loads = arguments.values("load");
  if (const auto level = arguments.value("max-level")) request.highest = parse_level(*level);
  if (const auto voltage = arguments.value("max-voltage")) request.most_voltage = parse_voltage(*voltage);
  request.clean = !arguments.flag("no-clean");
  request.noise = !arguments.flag("no-noise");
  request.balance = arguments.flag("balance");
  if (!request.clean && !request.loads.empty()) {
    throw usage_error("--load is for the clean voltage, and --no-clean leaves that out: give one of them.");
  }
  request.takes = takes_of(arguments, rig);
  return request;
}

/// Takes alone need no device.
bool recorded_only(const Arguments& arguments) { return arguments.flag("take") && !arguments.flag("audio"); }

std::unique_ptr<AudioDevice> device_for(const Arguments& arguments, const Rig& rig) {
  const bool recorded = recorded_only(arguments);
  if (recorded && arguments.flag("guided")) {
    throw usage_error(
        "--guided has nobody to ask: takes alone are given; give --audio too, or leave it out.");
  }
  if (recorded) return nullptr;
  std::unique_ptr<AudioDevice> device = make_device(arguments, rig);
  if (arguments.flag("guided") && !device->attended()) return make_attended(std::move(device));
  return device;
}

class Hands {
 public:
  Hands(const Invocation& invocation, const Rig& rig, OutputWiring wiring)
      : terminal_(invocation.terminal),
        wiring_(wiring),
        labels_{rig.source_channel, rig.dut_channel, shown(invocation.operands.front()), {}} {}

  [[nodiscard]] Preparation connect(const LevelPlace& place) const {
    terminal_.tell(fmt::format("\nStep {} of {}: {}\n\n{}\n", place.number, place.total,
                               level_sentence(place, wiring_, labels_),
                               level_drawing(place, wiring_, labels_)));
    while (!terminal_.assuming()) {
      const std::string answer = terminal_.ask("Enter to go on, s to skip, q to stop", "");
      if (answer.empty()) break;
      if (answer == "s" || answer == "S") return Preparation::skip;
      if (answer == "q" || answer == "Q") return Preparation::quit;
      terminal_.complain(fmt::format("'{}' is none of these.", shown(answer)));
    }
    return Preparation::go;
  }

  [[nodiscard]] bool try_again(const std::string& fault) const {
    if (terminal_.assuming()) return false;
    terminal_.complain(fault);
    return terminal_.confirm("Try again?", true);
  }

 private:
  Terminal& terminal_;
  OutputWiring wiring_;
  WiringLabels labels_;
};

LevelHands hands_on(const Invocation& invocation, const Rig& rig, OutputWiring wiring) {
  const auto hands = std::make_shared<Hands>(invocation, rig, wiring);
  return {[hands](const LevelPlace& place) { return hands->connect(place); },
          [hands](const std::string& fault) { return hands->try_again(fault); }};
}

/// Comes before the first sound, quiet or not.
void warn(const Invocation& invocation, const LevelRequest& request) {
  const bool compares_inputs = request.wiring == OutputWiring::balanced;
  if (!request.clean && !request.balance && !compares_inputs) return;
  if (request.clean) {
    invocation.terminal.say(fmt::format(
        "The output is driven until it distorts: sound begins at -50 dBFS and rises to {:g} dBFS at most.",
        request.highest.value()));
  }
  if (!invocation.terminal.confirm("Is every headphone unplugged from the amplifier, loudspeakers too?",
                                   true)) {
    throw failure("Nothing was played: unplug the headphones and start again.");
  }
}

MeasuredLevel measured(const Invocation& invocation, LevelSitting& sitting, const LevelRequest& request) {
  try {
    return measure_level(sitting, request);
  } catch (...) {
    if (!sitting.kept.empty()) {
      invocation.terminal.complain(kept_takes_sentence(invocation.arguments, {sitting.kept, {}}));
    }
    throw;
  }
}

Provenance provenance_of(const LevelSitting& sitting, const MeasuredLevel& measured,
                         const std::string& rig_text) {
  Provenance origin;
  origin.takes = measured.takes;
  origin.rig = rig_text;
  origin.device = sitting.device == nullptr ? "takes" : sitting.device->name();
  origin.software = std::string(software);
  origin.recorded_at = current_time();
  return origin;
}

std::string printed(const StoredLevel& stored, OutputFormat format) {
  if (format == OutputFormat::json) return stored_level_json(stored) + "\n";
  if (format == OutputFormat::table) return output_level_table(stored.amplifier, stored.output, stored.level);
  return output_quantities(stored.amplifier, {}, {{stored.output, stored.level}}, table_format(format));
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const OutputFormat format = output_format(arguments);
  const Rig rig = rig_of(arguments);
  const auto rig_file = arguments.value("rig");
  const std::string rig_text = rig_file ? read_text_file(*rig_file, "rig") : "";
  const LevelRequest request = decided(request_of(invocation, rig), recorded_only(arguments));
  check_output_ground_options(arguments, request.wiring);
  check_level_request(rig, request, recorded_only(arguments));
  const std::unique_ptr<AudioDevice> device = device_for(arguments, rig);
  const std::filesystem::path folder = library_folder(arguments);
  Library library(folder);
  const TakesLock lock(folder, TakesUse::keeping);
  LevelSitting sitting{
      device.get(), level_format(rig, rig.sample_rate.value_or(usual_sample_rate), request.wiring),
      rig,          invocation.terminal.narrator(),
      {},           folder / "takes"};
  if (device && device->attended()) {
    (void)settle_output_ground(invocation, rig, request.wiring);
    sitting.hands = hands_on(invocation, rig, request.wiring);
  }
  if (device) warn(invocation, request);
  const MeasuredLevel result = measured(invocation, sitting, request);
  StoredLevel stored{request.amplifier, request.output, 1, result.level,
                     provenance_of(sitting, result, rig_text)};
  stored.version = library.add(stored.amplifier, stored.output, stored.level, stored.provenance);
  invocation.terminal.say(fmt::format("Stored the level of {} {} version {} in '{}'.",
                                      shown(stored.amplifier), shown(stored.output), stored.version,
                                      shown(library.file().string())));
  invocation.terminal.print(printed(stored, format));
  return has_blocking(stored.level.findings) ? rejected : done;
}

}  // namespace

Command measure_level_command() {
  std::vector<OptionSpec> options{
      {"output", "OUTPUT", "the output's name, like front"},
      {"setting", "SETTING", "the gain setting, like high, where the output has more than one"},
      {"wiring", "looped|player|balanced",
       "channel 1 is its input, its other channel, or its hot side (default looped)"},
      {"load", "LOAD", "also the clean voltage into a resistor, 33ohm+-0.1%/0.5W (default 0.25W)", 0, true},
      {"balance", "", "also the channels' balance at three positions of the volume control"},
      {"no-clean", "", "leave the clean voltage out"},
      {"no-noise", "", "leave the noise out"},
      {"max-level", "LEVEL", "play no louder (default 0dBFS)"},
      {"max-voltage", "VOLTAGE", "drive the output no further"},
      {"take", "STATE=FILE", "a recording; STATE is noise, shorted, common, full, middle or low", 0, true},
      guided_option(),
      format_option()};
  for (OptionSpec& option : output_ground_options()) options.push_back(std::move(option));
  return {"measure level",
          "NAME",
          1,
          1,
          "Measures how loud an output gets, how much it hisses, and the balance of its channels.",
          "ohmsweep measure level O2 --output front --setting high --load 33ohm/0.5W --rig desk.toml",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
