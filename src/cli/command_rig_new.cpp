#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/rig_listening_talk.h"
#include "cli/rig_questions.h"
#include "cli/rig_text.h"
#include "cli/shipped_rig_text.h"
#include "cli/text_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/formats/shipped_rigs.h"

namespace ohmsweep::cli {
namespace {

namespace fs = std::filesystem;

/// Before anybody answers a question: whether its answers could be written.
void check_target(const std::string& file, bool replace) {
  if (file.empty()) throw usage_error("The rig's FILE is empty; give a path.");
  std::error_code problem;
  const fs::file_status status = fs::status(file, problem);
  if (fs::is_directory(status))
    throw failure(fmt::format("'{}' is a folder; give a file in it.", shown(file)));
  if (fs::is_regular_file(status) && !replace) {
    throw usage_error(
        fmt::format("'{}' exists; choose another name, or give --force to replace it.", shown(file)));
  }
  if (fs::exists(status)) return;
  const fs::path folder = fs::path(file).has_parent_path() ? fs::path(file).parent_path() : fs::path(".");
  if (::access(folder.c_str(), W_OK) == 0 && fs::is_directory(folder, problem)) return;
  throw failure(
      fmt::format("'{}' cannot be written; choose a folder that exists and is writable.", shown(file)));
}

Rig usual_rig(const Invocation& invocation) {
  const auto like = invocation.arguments.value("like");
  return like ? shipped_rig(*like) : Rig{};
}

ListenedRig listened(const Invocation& invocation, const Rig& rig) {
  if (invocation.arguments.flag("no-listen")) return {rig, {}};
  return listen_in_company(invocation, rig);
}

void tell(const Invocation& invocation, const std::string& file, const ListenedRig& listened, bool written) {
  if (invocation.json()) {
    invocation.terminal.print(json_object({{"file", json_string(file)},
                                           {"written", json_bool(written)},
                                           {"rig", rig_json(listened.rig)},
                                           {"findings", json_findings(listened.findings)}}) +
                              "\n");
  } else if (written) {
    invocation.terminal.print(rig_words(listened.rig));
  }
}

int finish(const Invocation& invocation, const std::string& file, const ListenedRig& listened) {
  const bool blocked = has_blocking(listened.findings);
  if (blocked && !invocation.terminal.confirm("The rig has a fault. Write it all the same?", false)) {
    tell(invocation, file, listened, false);
    throw rejection(
        fmt::format("The rig was not written to '{}': mend what was found and try again.", shown(file)));
  }
  write_text_file(file, write_rig(listened.rig));
  invocation.terminal.say(fmt::format("Written to '{}'; give it to every command with --rig.", shown(file)));
  tell(invocation, file, listened, true);
  return done;
}

int run(const Invocation& invocation) {
  if (invocation.arguments.value("like") == "list") {
    invocation.terminal.print(shipped_rig_list(invocation.json()));
    return done;
  }
  if (invocation.operands.empty()) {
    throw usage_error("'rig new' needs FILE; 'ohmsweep rig new --help' shows an example.");
  }
  const std::string& file = invocation.operands.front();
  check_target(file, invocation.arguments.flag("force"));
  Rig rig = asked_rig(invocation, usual_rig(invocation));
  try {
    const ListenedRig heard = listened(invocation, rig);
    rig = heard.rig;
    return finish(invocation, file, heard);
  } catch (const Error&) {
    invocation.terminal.complain(fmt::format("The answers, for the next time: {}", rig_flags(rig)));
    throw;
  }
}

}  // namespace

Command rig_new_command() {
  std::vector<OptionSpec> options = rig_options();
  options.push_back({"like", "NAME", "start from a shipped rig; list names them"});
  options.push_back({"no-listen", "", "write the rig without playing anything"});
  options.push_back({"force", "", "replace an existing FILE"});
  return {"rig new",
          "FILE",
          0,
          1,
          "Describes a rig in a file: asks, listens for faults of the wiring and the interface, writes.",
          "ohmsweep rig new desk.toml --reference 100ohm+-0.1%",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
