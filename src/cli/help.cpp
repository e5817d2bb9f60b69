#include "cli/help.h"

#include <fmt/format.h>

namespace ohmsweep::cli {
namespace {

/// A name that leaves no room for its text has a line of its own.
std::string in_columns(const std::string& name, std::size_t width, const std::string& text) {
  if (name.size() < width) return fmt::format("  {:<{}}{}\n", name, width, text);
  return fmt::format("  {}\n  {:<{}}{}\n", name, "", width, text);
}

std::string option_lines(const std::vector<OptionSpec>& options) {
  std::string lines;
  for (const OptionSpec& option : options) {
    const std::string letter = option.letter == 0 ? "" : fmt::format("-{}, ", option.letter);
    const std::string value = option.value_name.empty() ? "" : " " + option.value_name;
    lines += in_columns(fmt::format("{}--{}{}", letter, option.name, value), 28, option.text);
  }
  return lines;
}

}  // namespace

std::string program_help() {
  std::string text =
      "usage: ohmsweep [OPTIONS] COMMAND ...\n\n"
      "Measures headphone and amplifier impedance with an audio interface and one resistor,\n"
      "and says which belong together.\n\ncommands:\n";
  for (const Command& command : commands()) {
    text += in_columns(fmt::format("{} {}", command.name, command.operands), 32, command.summary);
  }
  text += "\noptions, before or after the command:\n" + option_lines(global_options());
  text += "\nexample: ohmsweep demo\nEach command explains itself: ohmsweep COMMAND --help\n";
  return text;
}

std::string command_help(const Command& command) {
  std::string text = fmt::format("usage: ohmsweep {} {}{}\n\n{}\n", command.name, command.operands,
                                 command.options.empty() ? "" : " [OPTIONS]", command.summary);
  if (!command.options.empty()) text += "\noptions:\n" + option_lines(command.options);
  text += fmt::format("\nexample: {}\n", command.example);
  return text;
}

}  // namespace ohmsweep::cli
