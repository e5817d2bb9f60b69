#include "cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {
namespace {

namespace options = boost::program_options;

/// Where Boost puts the operands.
const std::string operand_key = "operand";

/// Long options as written in full, short ones only as single letters with their value apart: a value like
/// -12dBFS stays a value.
constexpr int style =
    options::command_line_style::allow_long | options::command_line_style::long_allow_next |
    options::command_line_style::long_allow_adjacent | options::command_line_style::allow_short |
    options::command_line_style::allow_dash_for_short | options::command_line_style::short_allow_next;

options::options_description describe(const std::vector<OptionSpec>& known) {
  options::options_description description;
  for (const OptionSpec& spec : known) {
    const std::string key = spec.letter == 0 ? spec.name : fmt::format("{},{}", spec.name, spec.letter);
    if (description.find_nothrow(spec.name, false) != nullptr) continue;
    if (spec.value_name.empty()) {
      description.add_options()(key.c_str(), options::bool_switch());
    } else {
      description.add_options()(key.c_str(), options::value<std::vector<std::string>>());
    }
  }
  description.add_options()(operand_key.c_str(), options::value<std::vector<std::string>>());
  return description;
}

options::parsed_options parse(const std::vector<std::string>& words, const std::vector<OptionSpec>& known,
                              bool allow_unknown) {
  const options::options_description description = describe(known);
  options::positional_options_description operands;
  operands.add(operand_key.c_str(), -1);
  options::command_line_parser parser(words);
  parser.options(description).positional(operands).style(style);
  if (allow_unknown) parser.allow_unregistered();
  options::parsed_options parsed = parser.run();
  parsed.description = nullptr;  // it refers to a local
  return parsed;
}

std::string dashed(std::string name) {
  name.erase(0, name.find_first_not_of('-'));
  return (name.size() == 1 ? "-" : "--") + name;
}

Error unknown_option(const std::string& written, const std::vector<OptionSpec>& known,
                     const std::string& command) {
  std::vector<std::string> names;
  names.reserve(known.size());
  for (const OptionSpec& spec : known) names.push_back("--" + spec.name);
  const std::string option = dashed(written.substr(0, written.find('=')));
  const std::string near = near_name(option, names);
  return usage_error(fmt::format("'{}' has no option '{}'{}; 'ohmsweep {} --help' lists its options.",
                                 command, shown(option),
                                 near.empty() ? "" : fmt::format(", did you mean '{}'", near), command));
}

}  // namespace

std::optional<std::string> Arguments::value(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second.front();
}

std::vector<std::string> Arguments::values(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

Arguments parse_arguments(const std::vector<std::string>& words, const std::vector<OptionSpec>& known,
                          const std::string& command) {
  Arguments arguments;
  try {
    for (const auto& option : parse(words, known, false).options) {
      if (option.string_key == operand_key && option.position_key >= 0) {
        arguments.operands_.insert(arguments.operands_.end(), option.value.begin(), option.value.end());
        continue;
      }
      const auto spec = std::find_if(known.begin(), known.end(),
                                     [&](const OptionSpec& s) { return s.name == option.string_key; });
      if (spec == known.end()) throw unknown_option(option.string_key, known, command);
      std::vector<std::string>& values = arguments.values_[option.string_key];
      if (!values.empty() && !spec->repeated) {
        throw usage_error(fmt::format("--{} is given twice; give it once.", spec->name));
      }
      values.push_back(option.value.empty() ? std::string() : option.value.front());
      const bool is_flag = spec->value_name.empty();
      arguments.given_.push_back({spec->name, is_flag ? std::nullopt : std::optional(values.back())});
    }
  } catch (const options::unknown_option& error) {
    throw unknown_option(error.get_option_name(), known, command);
  } catch (const options::invalid_syntax& error) {
    const std::string option = dashed(error.get_option_name());
    const bool extra = error.kind() == options::invalid_syntax::extra_parameter;
    throw usage_error(fmt::format("'{}' {}; 'ohmsweep {} --help' shows how to write it.", shown(option),
                                  extra ? "takes no value" : "needs a value after it", command));
  } catch (const options::error& error) {
    throw usage_error(
        fmt::format("The command line cannot be read ({}); 'ohmsweep {} --help' shows how to "
                    "write it.",
                    error.what(), command));
  }
  return arguments;
}

Seconds parse_seconds(const std::string& text) {
  constexpr std::string_view digits = "0123456789.";
  const bool bare = !text.empty() && digits.find(text.back()) != std::string_view::npos;
  return parse_duration(bare ? text + "s" : text);
}

std::vector<std::string> operands_of(const std::vector<std::string>& words,
                                     const std::vector<OptionSpec>& known) {
  std::vector<std::string> operands;
  try {
    for (const auto& option : parse(words, known, true).options) {
      if (option.string_key == operand_key && option.position_key >= 0) {
        operands.insert(operands.end(), option.value.begin(), option.value.end());
      }
    }
  } catch (const options::error&) {
    // Said with the command's name by parse_arguments; until then the first word that is no option must do.
    for (const std::string& word : words) {
      if (!word.empty() && word.front() != '-') operands.push_back(word);
    }
  }
  return operands;
}

}  // namespace ohmsweep::cli
