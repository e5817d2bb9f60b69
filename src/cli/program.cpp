#include "cli/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "cli/help.h"
#include "cli/version.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"

namespace ohmsweep::cli {
namespace {

std::vector<OptionSpec> with_global(std::vector<OptionSpec> options) {
  options.insert(options.end(), global_options().begin(), global_options().end());
  return options;
}

std::vector<OptionSpec> every_option() {
  std::vector<OptionSpec> all;
  for (const Command& command : commands())
    all.insert(all.end(), command.options.begin(), command.options.end());
  return with_global(std::move(all));
}

std::size_t words_in(const std::string& name) {
  return 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), ' '));
}

std::string joined(const std::vector<std::string>& words, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < std::min(count, words.size()); ++i) text += (i == 0 ? "" : " ") + words[i];
  return text;
}

/// The command whose words are nearest: both words of "measure hedphone", the first of "mesure headphone X"
/// or "lst".
std::string nearest_command(const std::vector<std::string>& operands) {
  std::vector<std::string> names;
  std::vector<std::string> first_words;
  for (const Command& command : commands()) {
    names.push_back(command.name);
    first_words.push_back(command.name.substr(0, command.name.find(' ')));
  }
  if (std::string near = near_name(joined(operands, 2), names); !near.empty()) return near;
  const std::string near = near_name(operands.front(), first_words);
  const auto found = std::find(first_words.begin(), first_words.end(), near);
  return found == first_words.end() ? std::string()
                                    : names[static_cast<std::size_t>(found - first_words.begin())];
}

Error unknown_command(const std::vector<std::string>& operands) {
  const std::string near = nearest_command(operands);
  const bool first_of_two = std::ranges::any_of(
      commands(), [&](const Command& command) { return command.name.starts_with(operands.front() + " "); });
  return usage_error(fmt::format("There is no command '{}'{}; 'ohmsweep --help' lists them all.",
                                 shown(joined(operands, first_of_two ? 2 : 1)),
                                 near.empty() ? "" : fmt::format(", did you mean '{}'", near)));
}

const Command* command_in(const std::vector<std::string>& operands) {
  const Command* found = nullptr;  // of "show" and "show calibration" the longer
  for (const Command& command : commands()) {
    const std::size_t words = words_in(command.name);
    if (joined(operands, words) != command.name) continue;
    if (found == nullptr || words > words_in(found->name)) found = &command;
  }
  return found;
}

/// One word may be a flag of one command and take a value with another, as --check of match and batch: read
/// as a flag first, and as the other where no command comes of it.
const Command& command_of(const std::vector<std::string>& words) {
  std::vector<OptionSpec> options = every_option();
  const auto is_flag = [](const OptionSpec& option) { return option.value_name.empty(); };
  std::stable_partition(options.begin(), options.end(), is_flag);
  const std::vector<std::string> operands = operands_of(words, options);
  if (const Command* found = command_in(operands)) return *found;
  std::stable_partition(options.begin(), options.end(), std::not_fn(is_flag));
  if (const Command* found = command_in(operands_of(words, options))) return *found;
  throw unknown_command(operands);
}

void check_operands(const Command& command, const std::vector<std::string>& operands) {
  if (operands.size() < command.fewest_operands) {
    throw usage_error(fmt::format("'{0}' needs {1}; 'ohmsweep {0} --help' shows an example.", command.name,
                                  command.operands));
  }
  if (operands.size() > command.most_operands) {
    throw usage_error(
        fmt::format("'{}' does not know what to do with '{}'; 'ohmsweep {} --help' shows an example.",
                    command.name, shown(operands[command.most_operands]), command.name));
  }
}

}  // namespace

int run_program(const std::vector<std::string>& words, Terminal& terminal) {
  const std::vector<std::string> operands = operands_of(words, every_option());
  if (operands.empty()) {
    const Arguments arguments = parse_arguments(words, global_options(), "");
    if (arguments.flag("version")) {
      terminal.print(fmt::format("ohmsweep {}\n", version));
      return done;
    }
    if (!arguments.flag("help")) {
      throw usage_error("No command is given; 'ohmsweep --help' lists them, 'ohmsweep demo' shows one run.");
    }
    terminal.print(program_help());
    return done;
  }
  const Command& command = command_of(words);
  const Arguments arguments = parse_arguments(words, with_global(command.options), command.name);
  if (arguments.flag("help")) {
    terminal.print(command_help(command));
    return done;
  }
  if (arguments.flag("quiet")) terminal.be_quiet();
  if (arguments.flag("yes")) terminal.assume_usual_answers();
  const auto own = arguments.operands().begin() + static_cast<std::ptrdiff_t>(words_in(command.name));
  const Invocation invocation{arguments, {own, arguments.operands().end()}, terminal};
  check_operands(command, invocation.operands);
  return command.run(invocation);
}

}  // namespace ohmsweep::cli
