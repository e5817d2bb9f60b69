#include "cli/equipment.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "cli/guidance.h"
#include "cli/stimulus_choice.h"
#include "cli/surroundings.h"
#include "cli/text_file.h"
#include "cli/version.h"
#include "ohmsweep/audio/attended.h"
#include "ohmsweep/audio/listening.h"
#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/audio/recorded_takes.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/formats/kit_file.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {
namespace {

constexpr std::string_view bench_prefix = "bench:";

}  // namespace

std::optional<Bench> bench_of(const Arguments& arguments) {
  const std::string audio = arguments.value("audio").value_or("");
  if (!audio.starts_with(bench_prefix)) return std::nullopt;
  const std::string file = audio.substr(bench_prefix.size());
  return parse_bench(read_text_file(file, "bench"), file);
}

Rig rig_of(const Arguments& arguments) {
  const auto file = arguments.value("rig");
  return file ? read_rig(read_text_file(*file, "rig"), *file) : Rig{};
}

std::unique_ptr<AudioDevice> make_device(const Arguments& arguments, const Rig& rig) {
  const std::string audio = arguments.value("audio").value_or("portaudio");
  if (std::optional<Bench> bench = bench_of(arguments)) {
    const std::filesystem::path file(audio.substr(bench_prefix.size()));
    return make_virtual_bench(std::move(*bench), file.filename().string());
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

namespace {

bool is_recorded(const TakeArgument& take) { return !take.file.empty(); }

struct ChosenDevice {
  std::unique_ptr<AudioDevice> device;
  bool attended = false;  ///< a person wires what is not there as a file
};

/// The files first, then what the command line gives to record with.
ChosenDevice device_for(const Arguments& arguments, const Rig& rig, const std::vector<TakeArgument>& takes,
                        const std::vector<Standard>& kit, TakeRate rate) {
  std::vector<RecordedTake> recorded;
  for (std::size_t i = 0; i < takes.size(); ++i) {
    if (!is_recorded(takes[i])) continue;
    const std::string state = device_state(takes[i].state, kit);
    recorded.push_back({state, takes[i].file});
    // In the order played: a connection's tones after its sweeps.
    if (i + 1 < takes.size() && takes[i + 1].state == takes[i].state) continue;
    for (const TakeArgument& tones : recorded_tones(arguments)) {
      if (tones.state == takes[i].state) recorded.push_back({state, tones.file});
    }
  }
  if (!recorded.empty() && !arguments.flag("audio")) {
    if (arguments.flag("guided")) {
      throw usage_error("--guided has nobody to ask: every take has a file; leave it out.");
    }
    return {make_recorded_takes(std::move(recorded), rate)};
  }
  std::unique_ptr<AudioDevice> live = make_device(arguments, rig);
  if (arguments.flag("listen")) live = make_listening(std::move(live));
  if (arguments.flag("guided") && !live->attended()) live = make_attended(std::move(live));
  const bool attended = live->attended() && !std::all_of(takes.begin(), takes.end(), is_recorded);
  if (recorded.empty()) return {std::move(live), attended};
  return {make_recorded_then_live(std::move(recorded), std::move(live)), attended};
}

/// What the estimator is prepared for: the stimulus, or of a programme the passage that gives the impedance.
Stimulus played_sweep(const Arguments& arguments, const Rig& rig,
                      const std::optional<PlayerProgramme>& programme) {
  if (!programme) return stimulus_of(arguments, rig);
  return passage_stimulus(*programme, PassageKind::both, programme->sweep.sample_rate);
}

}  // namespace

std::vector<OptionSpec> take_options(const std::string& states) {
  std::vector<OptionSpec> options = stimulus_options();
  options.push_back({"take", "STATE=FILE", "a recording; STATE is " + states, 0, true});
  options.push_back({"step", "STATE", "a state to record, in place of the usual ones", 0, true});
  options.push_back(guided_option());
  return options;
}

OptionSpec tones_option() {
  return {"tones", "STATE=FILE", "a recording of the steady tones; STATE is left or right", 0, true};
}

std::vector<TakeArgument> recorded_tones(const Arguments& arguments) {
  std::vector<TakeArgument> tones;
  for (const std::string& text : arguments.values(tones_option().name)) {
    tones.push_back(parse_take_argument(text));
    if (!is_recorded(tones.back())) {
      throw usage_error(
          fmt::format("--tones {} has no file; write --tones {}=FILE.", shown(text), shown(text)));
    }
  }
  return tones;
}

OptionSpec kit_option() { return {"kit", "FILE", "your standards as a TOML file; a STATE may name one"}; }

std::vector<Standard> kit_of(const Arguments& arguments) {
  const std::optional<std::string> file = arguments.value("kit");
  return file ? read_kit(read_text_file(*file, "kit"), *file) : std::vector<Standard>{};
}

std::vector<TakeArgument> stated_takes(const Arguments& arguments) {
  std::vector<TakeArgument> takes;
  for (const std::string& text : arguments.values("take")) takes.push_back(parse_take_argument(text));
  for (const std::string& step : arguments.values("step")) takes.push_back({step, {}});
  const auto recorded = std::count_if(takes.begin(), takes.end(), is_recorded);
  if (recorded == 0 || arguments.flag("audio")) {
    if (!std::is_partitioned(takes.begin(), takes.end(), is_recorded)) {
      throw usage_error(
          "A take with a file stands after a state to be recorded: give those with a file first.");
    }
    return takes;
  }
  if (static_cast<std::size_t>(recorded) != takes.size()) {
    throw usage_error(
        "Takes with a file and states to be recorded are mixed: give each --take its FILE, or "
        "--audio portaudio for those to be recorded.");
  }
  if (!arguments.value("stimulus")) {
    throw usage_error("Recorded takes need the stimulus that was played: give --stimulus SWEEP.wav.");
  }
  return takes;
}

Equipment::Equipment(const Invocation& invocation, const std::vector<std::string>& default_states,
                     const std::vector<Standard>& kit) {
  const Arguments& arguments = invocation.arguments;
  std::vector<TakeArgument> takes = stated_takes(arguments);
  if (takes.empty()) {
    for (const std::string& state : default_states) takes.push_back({state, {}});
  }
  // A programme has repeats of its own.
  const std::optional<PlayerProgramme> programme = programme_of(arguments, rig_of(arguments));
  const int average = programme ? 1 : average_of(arguments);
  takes = with_repeats(takes, average);
  for (const TakeArgument& take : takes) states_.push_back(take.state);
  read_rig_file(arguments);
  // Beside the listing of devices, which takes as long.
  std::future<RatioEstimator> estimator = std::async(
      std::launch::async, [&] { return RatioEstimator(played_sweep(arguments, rig_, programme)); });
  ChosenDevice chosen =
      device_for(arguments, rig_, takes, kit, programme ? TakeRate::any : TakeRate::of_stimulus);
  device_ = std::move(chosen.device);
  attended_ = chosen.attended;
  estimator_.emplace(estimator.get());
  open_session(invocation, kit, average);
  session_->programme = programme;
  session_->listening = arguments.flag("listen");
  for (const TakeArgument& take : takes) {
    if (is_recorded(take)) session_->takes.kept.push_back({take.state, take.file});
  }
  for (const TakeArgument& tones : recorded_tones(arguments)) {
    session_->takes.kept.push_back({tones.state, tones.file, true});
  }
}

Equipment::Equipment(const Invocation& invocation, std::unique_ptr<AudioDevice> device,
                     const std::vector<Standard>& kit)
    : device_(std::move(device)) {
  const int average = average_of(invocation.arguments);
  read_rig_file(invocation.arguments);
  attended_ = device_->attended();
  estimator_.emplace(stimulus_of(invocation.arguments, rig_));
  open_session(invocation, kit, average);
}

void Equipment::read_rig_file(const Arguments& arguments) {
  const auto file = arguments.value("rig");
  if (!file) return;
  rig_text_ = read_text_file(*file, "rig");
  rig_ = read_rig(rig_text_, *file);
}

void Equipment::open_session(const Invocation& invocation, const std::vector<Standard>& kit, int average) {
  const std::filesystem::path folder = library_folder(invocation.arguments);
  library_.emplace(folder);
  takes_lock_.emplace(folder, TakesUse::keeping);
  session_.emplace(Session{*device_, *library_, *estimator_, rig_, rig_text_, current_time(),
                           std::string(software), invocation.terminal.narrator()});
  session_->guide = guide_on(invocation, rig_, kit, estimator_->stimulus().sweep);
  session_->takes_folder = folder / "takes";
  session_->average = average;
  if (const auto file = invocation.arguments.value("kit")) session_->kit_text = read_text_file(*file, "kit");
}

}  // namespace ohmsweep::cli
