#pragma once
/// The words of a command line, sorted into options and operands. Boost.Program_options stands behind it and
/// nowhere else. Values are text; whoever uses one parses it.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/core/units.h"

namespace ohmsweep::cli {

/// One option that a command knows.
struct OptionSpec {
  std::string name;        ///< without dashes
  std::string value_name;  ///< "FILE"; empty for a flag
  std::string text;        ///< one line for --help
  char letter = 0;         ///< -o
  bool repeated = false;   ///< may be given more than once
};

/// One option as it was given.
struct GivenOption {
  std::string name;
  std::optional<std::string> value;  ///< nothing for a flag
};

class Arguments {
 public:
  [[nodiscard]] bool flag(const std::string& name) const { return values_.contains(name); }
  [[nodiscard]] std::optional<std::string> value(const std::string& name) const;
  /// In the order given.
  [[nodiscard]] std::vector<std::string> values(const std::string& name) const;
  [[nodiscard]] const std::vector<std::string>& operands() const { return operands_; }
  /// All of them in the order given.
  [[nodiscard]] const std::vector<GivenOption>& given() const { return given_; }

 private:
  friend Arguments parse_arguments(const std::vector<std::string>&, const std::vector<OptionSpec>&,
                                   const std::string&);
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<std::string> operands_;
  std::vector<GivenOption> given_;
};

/// Options may stand anywhere; "--" ends them. Throws Error(usage) naming an unknown option (with the nearest
/// known one), a missing value, or an option given twice. `command` is named in the sentence.
[[nodiscard]] Arguments parse_arguments(const std::vector<std::string>& words,
                                        const std::vector<OptionSpec>& known, const std::string& command);

/// A duration above zero; "10" alone is seconds. Throws Error(usage).
[[nodiscard]] Seconds parse_seconds(const std::string& text);

/// The operands alone, with every option in `known` skipped and unknown ones ignored: finds the command
/// before its own options are known.
[[nodiscard]] std::vector<std::string> operands_of(const std::vector<std::string>& words,
                                                   const std::vector<OptionSpec>& known);

}  // namespace ohmsweep::cli
