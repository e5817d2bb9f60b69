#include <fmt/format.h>

#include <charconv>

#include "cli/command.h"
#include "cli/equipment.h"
#include "cli/guidance.h"
#include "cli/outcome.h"
#include "cli/output_questions.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/measure_output.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {
namespace {

constexpr const char* usual_load = "33ohm";
constexpr int most_rounds = 32;

OutputWiring wiring_of(const Arguments& arguments) {
  const std::string text = arguments.value("wiring").value_or("looped");
  if (const std::optional<OutputWiring> wiring = parse_wiring(text)) return *wiring;
  throw usage_error(
      fmt::format("--wiring '{}' is not offered: write looped, player or balanced.", shown(text)));
}

int rounds_of(const Arguments& arguments) {
  const std::string text = arguments.value("rounds").value_or("1");
  int rounds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), rounds);
  if (problem == std::errc{} && end == text.data() + text.size() && rounds >= 1 && rounds <= most_rounds) {
    return rounds;
  }
  throw usage_error(fmt::format("--rounds '{}' is not a number of rounds: write a whole number from 1 to {}.",
                                shown(text), most_rounds));
}

/// What is recorded where no take is stated: the rounds of the loads, and for the balanced wiring first both
/// inputs on one contact.
std::vector<std::string> usual_states(const Arguments& arguments, OutputWiring wiring) {
  std::vector<std::string> loads = arguments.values("load");
  for (const std::string& load : loads) {
    const std::string_view state = split_level(load).state;
    if (state == "unloaded" || state == common_state) {
      throw usage_error(
          fmt::format("--load {} is no load: write a resistance like 33ohm or headphone:NAME.left; the "
                      "unloaded takes come by themselves.",
                      shown(load)));
    }
  }
  if (loads.empty()) loads.emplace_back(usual_load);
  std::vector<std::string> states = output_sequence(loads, rounds_of(arguments));
  if (wiring == OutputWiring::balanced) states.insert(states.begin(), std::string(common_state));
  return states;
}

/// --load and --rounds make the sequence; takes and steps state it themselves.
void check_sequence(const Arguments& arguments) {
  const bool stated = arguments.flag("take") || arguments.flag("step");
  for (const char* option : {"load", "rounds"}) {
    if (stated && arguments.flag(option)) {
      throw usage_error(fmt::format(
          "--{} and takes or steps contradict each other: both say what is recorded; leave one out.",
          option));
    }
  }
}

/// Only a player plays by itself, and what it plays has to be a file.
void check_listening(const Arguments& arguments, OutputWiring wiring) {
  if (!arguments.flag("listen")) return;
  if (wiring != OutputWiring::player) {
    throw usage_error("--listen is for a player that plays by itself: add --wiring player, or leave it out.");
  }
  if (!arguments.flag("stimulus")) {
    throw usage_error(
        "--listen needs the file that the player plays: give --stimulus FILE, as 'ohmsweep sweep FILE "
        "--player' wrote it.");
  }
}

/// A bench knows how its outputs are wired; what it has not is said when it is asked for it.
void check_bench_wiring(const Arguments& arguments, const std::string& name, const std::string& output,
                        OutputWiring wiring) {
  const std::optional<Bench> bench = bench_of(arguments);
  if (!bench) return;
  OutputWiring there = wiring;
  try {
    there = wiring_of(find_output(*bench, name, output).kind);
  } catch (const Error&) {
    return;
  }
  if (there == wiring) return;
  throw usage_error(
      fmt::format("On this bench the output {} of {} is wired as {}, not as {}: give --wiring {}.",
                  shown(output), shown(name), to_string(there), to_string(wiring), to_string(there)));
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const std::string& name = invocation.operands.front();
  check_name(name, "amplifier");
  const std::optional<std::string> output = arguments.value("output");
  if (!output) {
    throw usage_error(
        "'measure amplifier' needs --output OUTPUT: the name of the socket, like --output front.");
  }
  check_name(*output, "output");
  const OutputWiring wiring = wiring_of(arguments);
  check_sequence(arguments);
  check_listening(arguments, wiring);
  check_output_ground_options(arguments, wiring);
  check_bench_wiring(arguments, name, *output, wiring);
  Equipment equipment(invocation, usual_states(arguments, wiring));
  Session& session = equipment.session();
  if (equipment.attended()) {
    const OutputGround ground = settle_output_ground(invocation, session.rig, wiring);
    session.guide =
        guide_on(invocation, session.rig, {}, session.estimator.stimulus().sweep, {wiring, ground});
  }
  const MeasuredCurve curve = keeping_takes(invocation, session, [&] {
    return measure_amplifier(session, {name, *output, equipment.states(), wiring});
  });
  return tell_curves(invocation, session.library, {curve});
}

}  // namespace

Command measure_amplifier_command() {
  std::vector<OptionSpec> options = take_options(
      "unloaded, 33ohm[+-0.1%][/0.25W][@LEVEL], headphone:NAME.left[/50mW] or, balanced, common, in the "
      "order "
      "taken");
  options.push_back({"output", "OUTPUT", "the output's name, like front"});
  options.push_back({"wiring", "looped|player|balanced",
                     "channel 1 is its input, its other channel, or its hot side (default looped)"});
  options.push_back(
      {"listen", "", "only record: the player plays the programme's file by itself, within a minute"});
  options.push_back(
      {"load", "LOAD", "a load of the usual sequence, like 33ohm+-0.1%/0.25W (default 33ohm)", 0, true});
  options.push_back(
      {"rounds", "N", "how often the sequence unloaded, loads, loads, unloaded is gone through (default 1)"});
  for (OptionSpec& option : output_ground_options()) options.push_back(std::move(option));
  return {"measure amplifier",
          "NAME",
          1,
          1,
          "Measures the impedance of an amplifier's output from loaded and unloaded takes.",
          "ohmsweep measure amplifier O2 --output front --stimulus sweep.wav --take unloaded=u1.wav "
          "--take 33ohm+-0.1%=l1.wav --take 33ohm+-0.1%=l2.wav --take unloaded=u2.wav",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
