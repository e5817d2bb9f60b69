#include "cli/calibration_text.h"

#include <fmt/format.h>

#include "cli/drift_text.h"
#include "cli/json_text.h"
#include "cli/outcome.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {

std::string calibration_summary(const std::string& name, int version, const Calibration& calibration) {
  std::string text = fmt::format("calibration {}@{}: {} to {}, {} samples/s\n", shown(name), version,
                                 format_hz(calibration.grid.lowest().value()),
                                 format_hz(calibration.grid.highest().value()), calibration.sample_rate);
  for (const StandardResidual& residual : calibration.residuals) {
    text += fmt::format("  {:<16}", shown(residual.name));
    text += residual.worst_in_sigma > 0.0
                ? fmt::format("residual at most {:.2f} standard deviations, at {}\n", residual.worst_in_sigma,
                              format_hz(residual.worst_at_hz))
                : std::string("fits exactly: nothing redundant checks it\n");
  }
  return text + finding_lines(calibration.findings);
}

std::string calibration_json(const std::string& name, int version, const Calibration& calibration,
                             const std::optional<CalibrationDrift>& drift) {
  std::vector<std::string> standards;
  for (const StandardResidual& residual : calibration.residuals) {
    standards.push_back(json_object({{"name", json_string(residual.name)},
                                     {"take_hash", json_string(residual.take_hash)},
                                     {"worst_residual_sigma", json_number(residual.worst_in_sigma)},
                                     {"worst_residual_hz", json_number(residual.worst_at_hz)}}));
  }
  return json_object({{"calibration", json_string(name)},
                      {"version", json_number(version)},
                      {"sample_rate", json_number(calibration.sample_rate)},
                      {"from_hz", json_number(calibration.grid.lowest().value())},
                      {"to_hz", json_number(calibration.grid.highest().value())},
                      {"standards", json_array(standards)},
                      {"drift", drift ? drift_json(*drift, true) : "null"},
                      {"findings", json_findings(calibration.findings)}});
}

}  // namespace ohmsweep::cli
