#include <fmt/format.h>

#include "cli/command.h"
#include "cli/equipment.h"
#include "cli/json_text.h"
#include "cli/outcome.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/calibrate.h"

namespace ohmsweep::cli {
namespace {

std::string summary(const CalibrateResult& result) {
  const Calibration& calibration = result.calibration;
  std::string text = fmt::format("Calibration {}@{}: {} to {}, {} samples/s\n", shown(result.name),
                                 result.version, format_hz(calibration.grid.lowest().value()),
                                 format_hz(calibration.grid.highest().value()), calibration.sample_rate);
  for (const StandardResidual& residual : calibration.residuals) {
    text += fmt::format("  {:<16}", shown(residual.name));
    text += residual.worst_in_sigma > 0.0
                ? fmt::format("residual at most {:.2f} standard deviations, at {}\n", residual.worst_in_sigma,
                              format_hz(residual.worst_at_hz))
                : std::string("no redundancy: three standards fit exactly\n");
  }
  return text + finding_lines(calibration.findings);
}

std::string summary_json(const CalibrateResult& result) {
  const Calibration& calibration = result.calibration;
  std::vector<std::string> standards;
  for (const StandardResidual& residual : calibration.residuals) {
    standards.push_back(json_object({{"name", json_string(residual.name)},
                                     {"take_hash", json_string(residual.take_hash)},
                                     {"worst_residual_sigma", json_number(residual.worst_in_sigma)},
                                     {"worst_residual_hz", json_number(residual.worst_at_hz)}}));
  }
  return json_object({{"calibration", json_string(result.name)},
                      {"version", json_number(result.version)},
                      {"sample_rate", json_number(calibration.sample_rate)},
                      {"from_hz", json_number(calibration.grid.lowest().value())},
                      {"to_hz", json_number(calibration.grid.highest().value())},
                      {"standards", json_array(standards)},
                      {"findings", json_findings(calibration.findings)}}) +
         "\n";
}

int run(const Invocation& invocation) {
  const std::string& name = invocation.operands.front();
  check_calibration_name(name);
  const std::vector<Standard> kit = kit_of(invocation.arguments);
  Equipment equipment(invocation, {"open", "short", "100ohm"}, kit);
  const CalibrateResult result = calibrate(equipment.session(), {name, equipment.states(), kit});
  invocation.terminal.say(fmt::format("Stored calibration {}@{} in {}.", shown(result.name), result.version,
                                      equipment.session().library.file().string()));
  invocation.terminal.print(invocation.json() ? summary_json(result) : summary(result));
  return has_blocking(result.calibration.findings) ? rejected : done;
}

}  // namespace

Command calibrate_command() {
  std::vector<OptionSpec> options = take_options("open, short, 100ohm[+-0.1%] or a standard of the kit");
  options.push_back(kit_option());
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
