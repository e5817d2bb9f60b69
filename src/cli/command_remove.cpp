#include <fmt/format.h>

#include "cli/command.h"
#include "cli/holdings.h"
#include "cli/json_text.h"
#include "cli/surroundings.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

/// The part that --channel or --output names, which must fit the kind.
std::optional<std::string> part_of(const Arguments& arguments, Holding kind) {
  const std::optional<std::string> channel = arguments.value("channel");
  const std::optional<std::string> output = arguments.value("output");
  if (channel && kind != Holding::headphone) {
    throw usage_error(fmt::format("--channel is for headphones, and this is a {}.", to_string(kind)));
  }
  if (output && kind != Holding::amplifier) {
    throw usage_error(fmt::format("--output is for amplifiers, and this is a {}.", to_string(kind)));
  }
  return channel ? channel : output;
}

int remove(Library& library, Holding kind, const std::string& name, const std::optional<std::string>& part) {
  if (kind == Holding::calibration) return library.remove_calibration(name);
  return library.remove_curves(kind == Holding::headphone ? CurveKind::headphone : CurveKind::amplifier, name,
                               part);
}

int run(const Invocation& invocation) {
  Library library(library_folder(invocation.arguments));
  const std::string& name = invocation.operands.front();
  const Holding kind = holding_of(library, name, invocation.arguments.value("kind"));
  const std::optional<std::string> part = part_of(invocation.arguments, kind);
  const int removed = remove(library, kind, name, part);
  if (invocation.json()) {
    invocation.terminal.print(json_object({{"kind", json_string(std::string(to_string(kind)))},
                                           {"name", json_string(name)},
                                           {"removed", json_number(removed)}}) +
                              "\n");
  } else {
    invocation.terminal.print(fmt::format("Removed the {} '{}'{}: {} {}.\n", to_string(kind), shown(name),
                                          part ? " " + shown(*part) : "", removed,
                                          removed == 1 ? "version" : "versions"));
  }
  return done;
}

}  // namespace

Command remove_command() {
  return {"remove",
          "NAME",
          1,
          1,
          "Removes a headphone, an amplifier or a calibration with all its versions.",
          "ohmsweep remove HD600 --channel left",
          {kind_option(),
           {"channel", "left|right", "only this channel of a headphone"},
           {"output", "OUTPUT", "only this output of an amplifier"}},
          run};
}

}  // namespace ohmsweep::cli
