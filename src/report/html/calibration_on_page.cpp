#include "report/html/calibration_on_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/drift_table.h"
#include "report/html/page_json.h"
#include "report/html/uncertainty_budget.h"

namespace ohmsweep::page {
namespace {

constexpr int digits = 4;
constexpr int frequency_digits = 7;

std::string check_line(const ReportedCheck& check) {
  return fmt::format("{}: {} {}, {:+.3f} % at {}, {} of its interval", check.recorded_at,
                     shown(check.standard), check.agrees ? "agrees" : "disagrees", 100.0 * check.deviation,
                     format_hz(check.deviation_hz), significant(std::max(check.normalised_error, 1e-3), 2));
}

std::string version_json(const ReportedVersion& version) {
  const std::optional<CalibrationDrift>& drift = version.drift;
  return json_object(
      {{"version", std::to_string(version.version)},
       {"recorded", json_string(version.recorded_at)},
       {"device", json_string(shown(version.device))},
       {"air", version.temperature_c ? json_string(fmt::format("{:g} °C", *version.temperature_c)) : ""},
       {"agrees", drift ? json_bool(drift->agrees) : ""},
       {"largest", drift ? json_number(drift->largest_normalised, digits) : ""},
       {"line", drift ? json_string(drift_line(*drift)) : ""},
       {"checks", array_of(version.checks,
                           [](const ReportedCheck& check) { return json_string(check_line(check)); })}});
}

std::string drift_json(const CalibrationDrift& drift) {
  const auto* const found =
      std::find(drift_devices_ohm.begin(), drift_devices_ohm.end(), drift.largest_normalised_ohm);
  const auto device = found == drift_devices_ohm.end()
                          ? std::size_t{0}
                          : static_cast<std::size_t>(found - drift_devices_ohm.begin());
  std::vector<double> hz;
  std::vector<double> change;
  std::vector<double> allowed;
  for (const DriftPoint& point : drift.points) {
    hz.push_back(point.hz);
    change.push_back(100.0 * point.change.at(device));
    allowed.push_back(100.0 * point.u95.at(device));
  }
  return json_object({{"device", json_string(format_ohms(drift_devices_ohm.at(device)))},
                      {"hz", json_numbers(hz, frequency_digits)},
                      {"change", json_numbers(change, digits)},
                      {"allowed", json_numbers(allowed, digits)}});
}

std::string newest_drift(const ReportedCalibration& calibration) {
  const auto newest = std::find_if(
      calibration.versions.rbegin(), calibration.versions.rend(),
      [](const ReportedVersion& version) { return version.drift && !version.drift->points.empty(); });
  return newest == calibration.versions.rend() ? std::string() : drift_json(*newest->drift);
}

std::string budget_json(const BudgetLine& line) {
  std::vector<std::string> cells{json_string(shown(line.of))};
  for (const double u95 : line.u95) cells.push_back(json_number(100.0 * u95, 3));
  return json_array(cells);
}

}  // namespace

std::string calibration_json(const ReportedCalibration& calibration) {
  return json_object({{"name", json_string(shown(calibration.name))},
                      {"versions", array_of(calibration.versions, version_json)},
                      {"drift", newest_drift(calibration)},
                      {"device", json_string(format_ohms(budget_device_ohm))},
                      {"budget", array_of(uncertainty_budget(calibration.newest), budget_json)},
                      {"findings", json_findings(calibration.newest.findings)}});
}

}  // namespace ohmsweep::page
