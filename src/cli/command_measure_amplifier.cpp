#include <fmt/format.h>

#include "cli/command.h"
#include "cli/equipment.h"
#include "cli/guidance.h"
#include "cli/outcome.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/measure.h"

namespace ohmsweep::cli {
namespace {

void check_wiring(const Invocation& invocation) {
  const std::string wiring = invocation.arguments.value("wiring").value_or("looped");
  if (wiring == "player") {
    invocation.terminal.say(
        "With a player whose channels play the same, the ground resistance that they share cancels: the "
        "result "
        "is the tip branch alone.");
  } else if (wiring != "looped") {
    throw usage_error(fmt::format("--wiring '{}' is not offered: write looped or player.", shown(wiring)));
  }
}

int run(const Invocation& invocation) {
  const std::string& name = invocation.operands.front();
  check_name(name, "amplifier");
  const std::optional<std::string> output = invocation.arguments.value("output");
  if (!output) {
    throw usage_error(
        "'measure amplifier' needs --output OUTPUT: the name of the socket, like --output front.");
  }
  check_name(*output, "output");
  check_wiring(invocation);
  Equipment equipment(invocation, {"unloaded", "33ohm", "33ohm", "unloaded"});
  Session& session = equipment.session();
  const MeasuredCurve curve = keeping_takes(invocation, session, [&] {
    return measure_amplifier(session, {name, *output, equipment.states()});
  });
  return tell_curves(invocation, session.library, {curve});
}

}  // namespace

Command measure_amplifier_command() {
  std::vector<OptionSpec> options =
      take_options("unloaded, 33ohm[+-0.1%][/0.25W] or headphone:NAME.left, in the order taken");
  options.push_back({"output", "OUTPUT", "the output's name, like front"});
  options.push_back(
      {"wiring", "looped|player", "channel 1 is its input, or its other channel (default looped)"});
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
