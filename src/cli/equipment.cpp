#include "cli/equipment.h"

#include <fmt/format.h>

#include "cli/surroundings.h"
#include "cli/text_file.h"
#include "cli/version.h"
#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/audio/recorded_takes.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/formats/kit_file.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/workflow/sweep_file.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {
namespace {

constexpr std::string_view bench_prefix = "bench:";

/// --stimulus FILE, else the default sweep at the rig's rate.
Stimulus stimulus_of(const Arguments& arguments, const Rig& rig) {
  if (const auto file = arguments.value("stimulus")) return read_stimulus(*file);
  SweepRequest request;
  if (rig.sample_rate) request.rate = fmt::format("{}", *rig.sample_rate);
  return render(sweep_from(request));
}

std::unique_ptr<AudioDevice> recorded_device(const StatedTakes& takes, const std::vector<Standard>& kit) {
  std::vector<RecordedTake> recorded;
  for (std::size_t i = 0; i < takes.states.size(); ++i) {
    recorded.push_back({device_state(takes.states[i], kit), takes.files[i]});
  }
  return make_recorded_takes(std::move(recorded));
}

}  // namespace

std::unique_ptr<AudioDevice> make_device(const Arguments& arguments, const Rig& rig) {
  const std::string audio = arguments.value("audio").value_or("portaudio");
  if (audio.substr(0, bench_prefix.size()) == bench_prefix) {
    const std::string file = audio.substr(bench_prefix.size());
    return make_virtual_bench(parse_bench(read_text_file(file, "bench"), file),
                              std::filesystem::path(file).filename().string());
  }
  if (audio != "portaudio") {
    throw usage_error(
        fmt::format("--audio '{}' is not offered: write portaudio or bench:FILE.toml.", shown(audio)));
  }
  LiveAudioOptions options;
  options.device = rig.device;
  options.output_device = rig.output_device;
  return make_live_audio(options);
}

std::vector<OptionSpec> take_options(const std::string& states) {
  return {{"stimulus", "SWEEP.wav", "what was played, or is to be played"},
          {"take", "STATE=FILE", "a recording; STATE is " + states, 0, true},
          {"step", "STATE", "a state to record on a bench, in place of the usual ones", 0, true}};
}

OptionSpec kit_option() { return {"kit", "FILE", "your standards as a TOML file; a STATE may name one"}; }

std::vector<Standard> kit_of(const Arguments& arguments) {
  const std::optional<std::string> file = arguments.value("kit");
  return file ? read_kit(read_text_file(*file, "kit"), *file) : std::vector<Standard>{};
}

StatedTakes stated_takes(const Arguments& arguments) {
  StatedTakes takes;
  for (const std::string& text : arguments.values("take")) {
    TakeArgument take = parse_take_argument(text);
    takes.states.push_back(std::move(take.state));
    if (!take.file.empty()) takes.files.push_back(std::move(take.file));
  }
  for (const std::string& step : arguments.values("step")) takes.states.push_back(step);
  if (!takes.files.empty() && takes.files.size() != takes.states.size()) {
    throw usage_error(
        "Takes with a file and states to be recorded are mixed: give each --take its FILE, or none.");
  }
  if (!takes.files.empty() && !arguments.value("stimulus")) {
    throw usage_error("Recorded takes need the stimulus that was played: give --stimulus SWEEP.wav.");
  }
  if (!takes.files.empty() && arguments.value("audio")) {
    throw usage_error("Takes with a file and --audio exclude each other: give one of them.");
  }
  return takes;
}

Equipment::Equipment(const Invocation& invocation, const std::vector<std::string>& default_states,
                     const std::vector<Standard>& kit) {
  const Arguments& arguments = invocation.arguments;
  const StatedTakes takes = stated_takes(arguments);
  states_ = takes.states.empty() ? default_states : takes.states;
  if (const auto file = arguments.value("rig")) {
    rig_text_ = read_text_file(*file, "rig");
    rig_ = read_rig(rig_text_, *file);
  }
  if (takes.files.empty()) device_ = make_device(arguments, rig_);
  estimator_.emplace(stimulus_of(arguments, rig_));
  if (!takes.files.empty()) device_ = recorded_device(takes, kit);
  library_.emplace(library_folder(arguments));
  session_.emplace(Session{*device_, *library_, *estimator_, rig_, rig_text_, current_time(),
                           std::string(software), invocation.terminal.narrator()});
}

}  // namespace ohmsweep::cli
