#include <fmt/format.h>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/rig_text.h"
#include "cli/shipped_rig_text.h"
#include "cli/text_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/rig_file.h"

namespace ohmsweep::cli {
namespace {

/// FILE, or else --rig FILE.
std::string file_of(const Invocation& invocation) {
  const auto option = invocation.arguments.value("rig");
  if (invocation.operands.empty() && !option) {
    throw usage_error(
        "No rig is given; name its FILE, or give --shipped to see those that come with the program.");
  }
  if (!invocation.operands.empty() && option) {
    throw usage_error("FILE and --rig both name a rig; give one of them.");
  }
  return option ? *option : invocation.operands.front();
}

int run(const Invocation& invocation) {
  if (invocation.arguments.flag("shipped")) {
    invocation.terminal.print(shipped_rig_text(invocation));
    return done;
  }
  const std::string file = file_of(invocation);
  const Rig rig = read_rig(read_text_file(file, "rig"), file);
  invocation.terminal.print(invocation.json() ? rig_json(rig) + "\n" : rig_words(rig));
  return done;
}

}  // namespace

Command rig_show_command() {
  return {"rig show",
          "[FILE]",
          0,
          1,
          "Tells a rig in words; with --shipped, one of those that come with the program, or their list.",
          "ohmsweep rig show desk.toml",
          {{"shipped", "", "rigs of common interfaces: FILE is a name, nothing lists them"}},
          run};
}

}  // namespace ohmsweep::cli
