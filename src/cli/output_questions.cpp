#include "cli/output_questions.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/guide.h"

namespace ohmsweep::cli {
namespace {

constexpr const char* explanation =
    "\nBefore anything is connected: what is this output?\n"
    "  grounded   its sleeve is the amplifier's ground: most amplifiers with a three-pole jack\n"
    "  balanced   hot and cold are both driven, or the amplifier is bridged: XLR, 4.4 mm, 2.5 mm\n"
    "  active     its sleeve is driven by an amplifier of its own (active or virtual ground)\n"
    "If you do not know, treat it as active: the manual, or an ohmmeter between the sleeve and the case, "
    "tells.\n";

/// A voltage of either sign, "-3mV".
double read_dc(const std::string& text) {
  const bool negative = text.starts_with("-");
  const std::string size = negative ? text.substr(1) : text;
  if (size == "0" || size == "0V" || size == "0mV") return 0.0;
  try {
    const double volts = parse_voltage(size).value();
    return negative ? -volts : volts;
  } catch (const Error&) {
    throw usage_error(
        fmt::format("'{}' is not a direct voltage; write for example 5mV or -5mV.", shown(text)));
  }
}

/// "0.3ohm", "2Mohm", "open".
double read_resistance(const std::string& text) {
  constexpr double nothing_joins = 1e12;
  return text == "open" ? nothing_joins : parse_resistance(text).value();
}

/// The option's value, or else an answer, asked for again until it reads. Throws Stopped for q.
template <typename Reader>
auto stated_or_asked(const Invocation& invocation, const std::string& option, const std::string& question,
                     Reader reader) {
  if (const auto value = invocation.arguments.value(option)) return reader(*value);
  while (true) {
    const std::string answer = invocation.terminal.ask(question, "");
    if (answer == "q" || answer == "Q") throw Stopped{};
    try {
      return reader(answer);
    } catch (const Error& error) {
      invocation.terminal.complain(error.what());
    }
  }
}

OutputGround read_ground(const std::string& text) {
  if (text.empty()) {
    throw usage_error(
        "There is no usual answer: write grounded, balanced or active. If you do not know, treat it as "
        "active; q stops.");
  }
  return output_ground_from(text);
}

/// Nobody but a person knows, and a wrong guess shorts a driven contact.
OutputGround ask_ground(const Invocation& invocation) {
  const char* stated_only =
      "What the output's sleeve is has no usual answer: state it with --ground grounded|balanced|active.";
  if (invocation.terminal.assuming() && !invocation.arguments.value("ground")) throw usage_error(stated_only);
  try {
    return stated_or_asked(invocation, "ground", "What is it: grounded, balanced or active?", read_ground);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::failed) throw usage_error(stated_only);
    throw;
  }
}

SleeveCheck ask_sleeve(const Invocation& invocation, OutputGround ground) {
  const std::string contact = ground == OutputGround::balanced ? "cold contact" : "sleeve";
  if (invocation.terminal.assuming() &&
      !(invocation.arguments.value("sleeve-dc") && invocation.arguments.value("sleeve-resistance"))) {
    throw usage_error(
        fmt::format("Nobody measures while --yes answers: give what a multimeter shows between the {} and "
                    "the input's shell, as in "
                    "--sleeve-dc 2mV --sleeve-resistance 1Mohm.",
                    contact));
  }
  SleeveCheck check;
  check.dc_v = stated_or_asked(invocation, "sleeve-dc",
                               fmt::format("Multimeter, DC volts, between the {} and the shell of the "
                                           "interface's input, amplifier on: what does it "
                                           "show (as 2mV)?",
                                           contact),
                               read_dc);
  check.resistance_ohm = stated_or_asked(
      invocation, "sleeve-resistance",
      "The same place, ohms, amplifier off: what does it show (as 1Mohm, or open)?", read_resistance);
  return check;
}

}  // namespace

std::vector<OptionSpec> output_ground_options() {
  return {{"ground", "grounded|balanced|active",
           "what the output's sleeve or cold contact is; asked for otherwise"},
          {"sleeve-dc", "VOLTS", "multimeter between a driven sleeve or cold contact and the input's shell"},
          {"sleeve-resistance", "OHMS", "the same place with the amplifier off, or open"}};
}

void check_output_ground_options(const Arguments& arguments, OutputWiring wiring) {
  if (const auto ground = arguments.value("ground")) {
    // Which inputs there are matters only where something is to be connected.
    constexpr bool floating = true;
    check_wiring(output_ground_from(*ground), wiring, floating);
  }
  if (const auto dc = arguments.value("sleeve-dc")) (void)read_dc(*dc);
  if (const auto resistance = arguments.value("sleeve-resistance")) (void)read_resistance(*resistance);
}

OutputGround settle_output_ground(const Invocation& invocation, const Rig& rig, OutputWiring wiring) {
  const bool stated = invocation.arguments.value("ground").has_value();
  // Hot and cold each on an input: the wiring has said it.
  const bool implied = !stated && wiring == OutputWiring::balanced;
  if (!stated && !implied) invocation.terminal.tell(explanation);
  const OutputGround ground = implied ? OutputGround::balanced : ask_ground(invocation);
  check_wiring(ground, wiring, rig.differential_inputs);
  if (ground != OutputGround::grounded) check_sleeve(ground, ask_sleeve(invocation, ground));
  return ground;
}

}  // namespace ohmsweep::cli
