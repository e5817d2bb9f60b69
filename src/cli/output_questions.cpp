#include "cli/output_questions.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

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
  const double volts = parse_voltage(size).value();
  return negative ? -volts : volts;
}

/// "0.3ohm", "2Mohm", "open".
double read_resistance(const std::string& text) {
  constexpr double nothing_joins = 1e12;
  return text == "open" ? nothing_joins : parse_resistance(text).value();
}

/// The option's value, or else an answer, asked for again until it reads.
template <typename Reader>
auto stated_or_asked(const Invocation& invocation, const std::string& option, const std::string& question,
                     const std::string& usual, Reader reader) {
  if (const auto value = invocation.arguments.value(option)) return reader(*value);
  while (true) {
    const std::string answer = invocation.terminal.ask(question, usual);
    try {
      return reader(answer);
    } catch (const Error& error) {
      if (invocation.terminal.assuming()) throw;
      invocation.terminal.complain(error.what());
    }
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
                               "", read_dc);
  check.resistance_ohm = stated_or_asked(
      invocation, "sleeve-resistance",
      "The same place, ohms, amplifier off: what does it show (as 1Mohm, or open)?", "", read_resistance);
  return check;
}

}  // namespace

std::vector<OptionSpec> output_ground_options() {
  return {{"ground", "grounded|balanced|active",
           "what the output's sleeve or cold contact is; asked for otherwise"},
          {"sleeve-dc", "VOLTS", "multimeter between a driven sleeve or cold contact and the input's shell"},
          {"sleeve-resistance", "OHMS", "the same place with the amplifier off, or open"}};
}

void check_output_ground_options(const Arguments& arguments) {
  if (const auto ground = arguments.value("ground")) (void)output_ground_from(*ground);
  if (const auto dc = arguments.value("sleeve-dc")) (void)read_dc(*dc);
  if (const auto resistance = arguments.value("sleeve-resistance")) (void)read_resistance(*resistance);
}

OutputGround settle_output_ground(const Invocation& invocation, const Rig& rig, OutputWiring wiring) {
  if (!invocation.arguments.value("ground")) invocation.terminal.tell(explanation);
  const OutputGround usual =
      wiring == OutputWiring::balanced ? OutputGround::balanced : OutputGround::grounded;
  const OutputGround ground = stated_or_asked(
      invocation, "ground", "What is it: grounded, balanced or active?", std::string(to_string(usual)),
      [](const std::string& text) { return output_ground_from(text); });
  check_wiring(ground, wiring, rig.differential_inputs);
  if (ground != OutputGround::grounded) check_sleeve(ground, ask_sleeve(invocation, ground));
  return ground;
}

}  // namespace ohmsweep::cli
