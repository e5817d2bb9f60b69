#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/json_text.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/sweep_file.h"

namespace ohmsweep::cli {
namespace {

std::string sweep_text(const ExponentialSweep& sweep) {
  return fmt::format("{} to {} in {:g} s at {:g} dBFS and {} samples/s", format_hz(sweep.from.value()),
                     format_hz(sweep.to.value()), sweep.duration.value(),
                     amplitude_to_decibels(sweep.amplitude).value(), sweep.sample_rate);
}

std::string summary(const std::string& file, const Stimulus& stimulus) {
  const double seconds = static_cast<double>(stimulus.samples.size()) / stimulus.sweep.sample_rate;
  return fmt::format("{}: {}, {:g} s with its silence\n", shown(file), sweep_text(stimulus.sweep), seconds);
}

using JsonMembers = std::vector<std::pair<std::string, std::string>>;

JsonMembers sweep_json(const std::string& file, const ExponentialSweep& sweep) {
  return {{"file", json_string(file)},
          {"from_hz", json_number(sweep.from.value())},
          {"to_hz", json_number(sweep.to.value())},
          {"duration_s", json_number(sweep.duration.value())},
          {"level_dbfs", json_number(amplitude_to_decibels(sweep.amplitude).value())},
          {"sample_rate", json_number(sweep.sample_rate)}};
}

int passages_of_a_repeat(const PlayerProgramme& programme) { return programme.stereo ? 4 : 2; }

std::string summary(const std::string& file, const PlayerProgramme& programme) {
  return fmt::format("{}: {}, {} passages{}, {:g} s of {} in all\n", shown(file), sweep_text(programme.sweep),
                     passages_of_a_repeat(programme),
                     programme.repeats > 1 ? fmt::format(", {} times", programme.repeats) : "",
                     plan_of(programme).length_s, programme.stereo ? "stereo" : "mono");
}

std::string programme_json(const std::string& file, const PlayerProgramme& programme) {
  JsonMembers members = sweep_json(file, programme.sweep);
  members.emplace_back("player", json_string(programme.stereo ? "stereo" : "mono"));
  members.emplace_back("repeats", json_number(programme.repeats));
  members.emplace_back("passages", json_number(passages_of_a_repeat(programme)));
  members.emplace_back(
      "quiet_dbfs",
      json_number(amplitude_to_decibels(programme.quiet_amplitude * programme.sweep.amplitude).value()));
  members.emplace_back("length_s", json_number(plan_of(programme).length_s));
  return json_object(members) + "\n";
}

/// FILE, and after --player the word "mono" or "stereo", in either order.
struct Operands {
  std::string file;
  std::string channels;
};

Operands sorted(const std::vector<std::string>& operands, bool player) {
  if (operands.size() == 1) return {operands.front(), "stereo"};
  const auto channels = std::find_if(operands.begin(), operands.end(), [](const std::string& word) {
    return word == "mono" || word == "stereo";
  });
  if (!player || channels == operands.end()) {
    const std::string& extra = operands.back();
    throw usage_error(
        fmt::format("'sweep' writes one file and does not know what to do with '{}'; after "
                    "--player only mono or stereo may follow.",
                    shown(extra)));
  }
  return {channels == operands.begin() ? operands.back() : operands.front(), *channels};
}

int write_programme(const Invocation& invocation, const Operands& operands, const SweepRequest& request) {
  const PlayerProgramme programme =
      programme_from({request, operands.channels == "stereo", invocation.arguments.value("repeats")});
  write_player_programme(operands.file, programme);
  invocation.terminal.say(fmt::format("The player's programme is in '{}'.", shown(operands.file)));
  invocation.terminal.print(invocation.json() ? programme_json(operands.file, programme)
                                              : summary(operands.file, programme));
  return done;
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const bool player = arguments.flag("player");
  const Operands operands = sorted(invocation.operands, player);
  const SweepRequest request{arguments.value("duration"), arguments.value("from"), arguments.value("to"),
                             arguments.value("level"), arguments.value("rate")};
  if (player) return write_programme(invocation, operands, request);
  if (arguments.value("repeats")) {
    throw usage_error("--repeats is for a player's programme; add --player, or leave it out.");
  }
  const Stimulus stimulus = render(sweep_from(request));
  write_stimulus(operands.file, stimulus);
  invocation.terminal.say(fmt::format("The stimulus is in '{}'.", shown(operands.file)));
  invocation.terminal.print(invocation.json() ? json_object(sweep_json(operands.file, stimulus.sweep)) + "\n"
                                              : summary(operands.file, stimulus));
  return done;
}

}  // namespace

Command sweep_command() {
  return {"sweep",
          "FILE [mono|stereo]",
          1,
          2,
          "Writes the stimulus: a log sweep, or a player's programme of several, as WAV or FLAC.",
          "ohmsweep sweep phone.flac --player --rate 44.1kHz",
          {{"duration", "TIME", "length of the sweep (default 5s)"},
           {"from", "FREQUENCY", "where it begins (default 5Hz)"},
           {"to", "FREQUENCY", "where it ends, at most 0.46 of the rate (default 22kHz)"},
           {"level", "LEVEL", "its peak (default -12dBFS)"},
           {"rate", "RATE", "samples per second (default 48000)"},
           {"player", "", "for a player without an input: markers and passages; mono may follow, or stereo"},
           {"repeats", "N", "with --player: how often the passages are played (default 1)"}},
          run};
}

}  // namespace ohmsweep::cli
