#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/drift_text.h"
#include "cli/equipment.h"
#include "cli/facts_options.h"
#include "cli/guidance.h"
#include "cli/outcome.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/report/side_table.h"
#include "ohmsweep/signal/stepped_sine.h"
#include "ohmsweep/workflow/describe.h"
#include "ohmsweep/workflow/match_sides.h"
#include "ohmsweep/workflow/measure.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {
namespace {

/// What to record where the command line states nothing.
std::vector<std::string> usual_channels(const std::optional<std::string>& channel) {
  return channel ? std::vector<std::string>{*channel} : std::vector<std::string>{"left", "right"};
}

/// Before anything is read: names and states that no take could have.
void check_states(const std::vector<TakeArgument>& takes, const std::optional<std::string>& channel) {
  if (channel) (void)parse_channel(*channel);
  for (const auto& [state, file] : takes) {
    (void)parse_channel(state);
    if (channel && state != *channel) {
      throw usage_error(fmt::format("--channel {} and a take of '{}' contradict each other; leave one out.",
                                    *channel, state));
    }
  }
}

/// Files come before what is recorded, and a channel's tones after its sweep.
void check_recorded_tones(const Arguments& arguments) {
  const std::vector<TakeArgument> tones = recorded_tones(arguments);
  const std::vector<TakeArgument> takes = stated_takes(arguments);
  const auto has_tones = [&](const std::string& state) {
    return std::any_of(tones.begin(), tones.end(),
                       [&](const TakeArgument& each) { return each.state == state; });
  };
  std::string without;
  for (const TakeArgument& take : takes) {
    if (take.file.empty()) break;
    if (!without.empty() && take.state != without) {
      throw usage_error(
          fmt::format("--stepped lacks the tones of {0}, and a take with a file follows: give "
                      "--tones {0}=FILE, or the files of {0} last.",
                      without));
    }
    if (!has_tones(take.state)) without = take.state;
  }
  if (!without.empty() && !arguments.flag("audio")) {
    throw usage_error(
        fmt::format("--stepped plays tones of its own and the recorded takes of {0} hold none: give --tones "
                    "{0}=FILE, or --audio portaudio to play them.",
                    without));
  }
  for (const TakeArgument& each : tones) {
    const auto same = [&](const TakeArgument& take) {
      return take.state == each.state && !take.file.empty();
    };
    if (std::any_of(takes.begin(), takes.end(), same)) continue;
    throw usage_error(
        fmt::format("--tones {0}=FILE goes with the sweep of the same connection: give --take "
                    "{0}=FILE too.",
                    each.state));
  }
}

/// --stepped.
std::optional<int> stepped_points(const Arguments& arguments) {
  const std::optional<std::string> fraction = arguments.value("stepped");
  if (!fraction && !recorded_tones(arguments).empty()) {
    throw usage_error("--tones are compared with the sweep by --stepped: give it with their spacing too.");
  }
  if (!fraction) return std::nullopt;
  check_recorded_tones(arguments);
  return parse_octave_fraction(*fraction);
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const std::string& name = invocation.operands.front();
  check_name(name, "headphone");
  const HeadphoneFacts facts = stated_facts(arguments, name);
  const std::optional<std::string> channel = arguments.value("channel");
  check_states(stated_takes(arguments), channel);
  const std::optional<std::string> chosen = arguments.value("calibration");
  const CalibrationChoice choice = chosen ? parse_calibration_choice(*chosen) : CalibrationChoice{};
  const std::optional<int> stepped = stepped_points(arguments);
  Equipment equipment(invocation, usual_channels(channel));
  Session& session = equipment.session();
  session.temperature_c = temperature_of(invocation.arguments);
  const std::vector<MeasuredCurve> curves = keeping_takes(invocation, session, [&] {
    return measure_headphone(
        session, {name, equipment.states(), choice, stepped, arguments.value("mounting").value_or("")});
  });
  if (states_anything(facts)) (void)keep_facts(session.library, facts);
  const int exit = tell_curves(invocation, session.library, curves);
  if (curves.size() > 1 && exit == done) {
    if (const std::optional<MatchedSides> sides = match_sides(session.library, name)) {
      invocation.terminal.tell(side_line(sides->mismatch));
    }
  }
  return exit;
}

}  // namespace

Command measure_headphone_command() {
  std::vector<OptionSpec> options = take_options("left or right");
  options.push_back({"channel", "left|right", "measure only this one"});
  options.push_back(
      {"calibration", "NAME[@VERSION]|none", "correct with this one (default: the newest valid)"});
  options.push_back(
      {"stepped", "1/3|1/6|1/12|1/24", "check the sweep with steady tones at this spacing in octaves"});
  options.push_back(tones_option());
  options.push_back(temperature_option());
  options.push_back(
      {"mounting", "TEXT", "how it is worn, like \"on a coupler, sealed\"; kept with the curve"});
  for (OptionSpec& option : facts_options()) options.push_back(std::move(option));
  return {"measure headphone",
          "NAME",
          1,
          1,
          "Measures a headphone's impedance over frequency.",
          "ohmsweep measure headphone HD600 --stimulus sweep.wav --take left=left.wav --take right=right.wav",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
