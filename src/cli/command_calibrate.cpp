#include <fmt/format.h>

#include "cli/calibration_text.h"
#include "cli/command.h"
#include "cli/drift_text.h"
#include "cli/equipment.h"
#include "cli/guidance.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/report/drift_table.h"
#include "ohmsweep/workflow/calibrate.h"

namespace ohmsweep::cli {
namespace {

int run(const Invocation& invocation) {
  const std::string& name = invocation.operands.front();
  check_calibration_name(name);
  const std::vector<Standard> kit = kit_of(invocation.arguments);
  Equipment equipment(invocation, {"open", "short", "100ohm"}, kit);
  Session& session = equipment.session();
  session.temperature_c = temperature_of(invocation.arguments);
  const CalibrateResult result = keeping_takes(invocation, session, [&] {
    return calibrate(session, {name, equipment.states(), kit});
  });
  const int version = result.version;
  const Calibration& calibration = result.calibration;
  invocation.terminal.say(fmt::format("Stored calibration {}@{} in '{}'.", shown(name), version,
                                      shown(session.library.file().string())));
  if (invocation.json()) {
    invocation.terminal.print(calibration_json(name, version, calibration, result.drift) + "\n");
  } else {
    invocation.terminal.print(calibration_summary(name, version, calibration));
    if (result.drift) invocation.terminal.print(drift_table(*result.drift) + drift_line(*result.drift));
  }
  return has_blocking(calibration.findings) ? rejected : done;
}

}  // namespace

Command calibrate_command() {
  std::vector<OptionSpec> options = take_options("open, short, 100ohm[+-0.1%] or a standard of the kit");
  options.push_back(kit_option());
  options.push_back(temperature_option());
  return {"calibrate",
          "NAME",
          1,
          1,
          "Learns the bench from known impedances: an open, a short and one or more loads.",
          "ohmsweep calibrate desk --stimulus sweep.wav --take open=open.wav --take short=short.wav "
          "--take 100ohm+-0.1%=load.wav",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
