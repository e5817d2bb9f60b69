#pragma once
/// What a command is, and the table of all of them.

#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.h"
#include "cli/terminal.h"

namespace ohmsweep::cli {

/// Exit codes, a contract. Errors end in 1, 2 or 3 by their kind; 130 is Ctrl-C.
enum ExitCode : int { done = 0, failed = 1, usage = 2, rejected = 3, partly_failed = 4, interrupted = 130 };

/// One call of a command: the operands no longer hold the command's own words.
struct Invocation {
  const Arguments& arguments;
  std::vector<std::string> operands;
  Terminal& terminal;

  [[nodiscard]] bool json() const { return arguments.flag("json"); }
};

struct Command {
  std::string name;      ///< one or two words, "measure headphone"
  std::string operands;  ///< "NAME", for the usage line
  std::size_t fewest_operands = 0;
  std::size_t most_operands = 0;
  std::string summary;  ///< one line
  std::string example;
  std::vector<OptionSpec> options;
  int (*run)(const Invocation&) = nullptr;
};

/// In the order of the help.
[[nodiscard]] const std::vector<Command>& commands();
/// Those that every command knows: --library, --audio, --rig, --json, --quiet, --yes, --help, --version.
[[nodiscard]] const std::vector<OptionSpec>& global_options();

[[nodiscard]] Command devices_command();
[[nodiscard]] Command rig_new_command();
[[nodiscard]] Command rig_show_command();
[[nodiscard]] Command rig_check_command();
[[nodiscard]] Command levels_command();
[[nodiscard]] Command volts_command();
[[nodiscard]] Command sweep_command();
[[nodiscard]] Command calibrate_command();
[[nodiscard]] Command verify_command();
[[nodiscard]] Command measure_headphone_command();
[[nodiscard]] Command measure_amplifier_command();
[[nodiscard]] Command measure_level_command();
[[nodiscard]] Command batch_command();
[[nodiscard]] Command match_command();
[[nodiscard]] Command describe_command();
[[nodiscard]] Command rate_command();
[[nodiscard]] Command pair_command();
[[nodiscard]] Command advise_command();
[[nodiscard]] Command loudness_command();
[[nodiscard]] Command catalog_command();
[[nodiscard]] Command catalog_rate_command();
[[nodiscard]] Command report_command();
[[nodiscard]] Command plot_command();
[[nodiscard]] Command list_command();
[[nodiscard]] Command list_calibrations_command();
[[nodiscard]] Command show_command();
[[nodiscard]] Command show_calibration_command();
[[nodiscard]] Command remove_command();
[[nodiscard]] Command library_check_command();
[[nodiscard]] Command library_backup_command();
[[nodiscard]] Command export_command();
[[nodiscard]] Command import_command();
[[nodiscard]] Command reprocess_command();
[[nodiscard]] Command demo_command();

}  // namespace ohmsweep::cli
