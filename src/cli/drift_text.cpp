#include "cli/drift_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/json_text.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/drift_table.h"

namespace ohmsweep::cli {
namespace {

std::string verification_line(const Verification& check) {
  return fmt::format("    {}  {} {}: {:+.3f} % at {}, {} of its interval\n", check.recorded_at,
                     shown(check.standard), check.agrees ? "agrees" : "DISAGREES", 100.0 * check.deviation,
                     format_hz(check.deviation_hz), significant(std::max(check.normalised_error, 1e-3), 2));
}

std::string version_lines(const CalibrationVersion& version) {
  const Provenance& origin = version.stored.provenance;
  std::string text = fmt::format("  version {}  {}  on {}{}\n", version.stored.version, origin.recorded_at,
                                 shown(origin.device),
                                 origin.temperature_c ? fmt::format(", {:g} °C", *origin.temperature_c) : "");
  if (version.drift) text += "    " + drift_line(*version.drift);
  for (const Verification& check : version.verifications) text += verification_line(check);
  return text;
}

std::string point_json(const DriftPoint& point) {
  std::vector<std::string> devices;
  for (std::size_t d = 0; d < drift_devices_ohm.size(); ++d) {
    devices.push_back(json_object({{"device_ohm", json_number(drift_devices_ohm.at(d))},
                                   {"change", json_number(point.change.at(d))},
                                   {"u95", json_number(point.u95.at(d))}}));
  }
  return json_object({{"frequency_hz", json_number(point.hz)}, {"devices", json_array(devices)}});
}

/// "agrees", "has moved", or nothing of a first version.
std::string movement_text(const CalibrationVersion& version) {
  if (!version.drift) return "";
  return version.drift->agrees ? "agrees with the one before" : "has moved";
}

std::string change_text(const CalibrationVersion& version) {
  if (!version.drift) return "";
  const CalibrationDrift& drift = *version.drift;
  return fmt::format("{} % at {} of {}", significant(100.0 * std::max(drift.largest_change, 1e-8), 2),
                     format_hz(drift.largest_change_hz), format_ohms(drift.largest_change_ohm));
}

std::size_t agreeing(const CalibrationVersion& version) {
  return static_cast<std::size_t>(std::ranges::count_if(version.verifications, &Verification::agrees));
}

std::vector<std::string> history_row(const CalibrationVersion& version) {
  const Provenance& origin = version.stored.provenance;
  const std::size_t checks = version.verifications.size();
  return {shown(version.stored.name),
          fmt::format("{}", version.stored.version),
          origin.recorded_at,
          shown(origin.device),
          origin.temperature_c ? fmt::format("{:g} °C", *origin.temperature_c) : "",
          movement_text(version),
          change_text(version),
          checks == 0 ? "none" : fmt::format("{} of {} agree", agreeing(version), checks)};
}

std::vector<std::string> history_columns(const CalibrationVersion& version) {
  const Provenance& origin = version.stored.provenance;
  std::vector<std::string> cells{version.stored.name, fmt::format("{}", version.stored.version),
                                 origin.recorded_at, origin.device,
                                 origin.temperature_c ? cell_of(*origin.temperature_c) : ""};
  if (version.drift) {
    const CalibrationDrift& drift = *version.drift;
    cells.insert(cells.end(),
                 {cell_of(drift.agrees), cell_of(drift.largest_change), cell_of(drift.largest_change_hz),
                  cell_of(drift.largest_change_ohm), cell_of(drift.largest_normalised)});
  } else {
    cells.resize(cells.size() + 5);
  }
  cells.insert(cells.end(),
               {fmt::format("{}", version.verifications.size()), fmt::format("{}", agreeing(version))});
  return cells;
}

}  // namespace

OptionSpec temperature_option() {
  return {"temperature", "TEMPERATURE", "of the air at the bench, like 23C; kept with the result"};
}

std::optional<double> temperature_of(const Arguments& arguments) {
  const std::optional<std::string> text = arguments.value("temperature");
  return text ? std::optional(parse_celsius(*text)) : std::nullopt;
}

std::string history_text(const std::string& name, const std::vector<CalibrationVersion>& versions) {
  std::string text = fmt::format("calibration {}: {} version{}\n", shown(name), versions.size(),
                                 versions.size() == 1 ? "" : "s");
  const CalibrationDrift* last = nullptr;
  for (const CalibrationVersion& version : versions) {
    text += version_lines(version);
    if (version.drift) last = &*version.drift;
  }
  if (last == nullptr) return text;
  return text + "\n  the last change over frequency\n" + drift_plot(*last);
}

std::string history_table(const std::vector<CalibrationVersion>& versions, TableFormat format) {
  const bool csv = format == TableFormat::csv;
  Table table{csv ? std::vector<std::string>{"calibration", "version", "recorded_at", "device",
                                             "temperature_c", "agrees", "largest_change", "largest_change_hz",
                                             "largest_change_device_ohm", "largest_normalised_error",
                                             "verifications", "verifications_agreeing"}
                  : std::vector<std::string>{"calibration", "version", "made", "on", "air",
                                             "against the one before", "largest change", "checks"},
              {},
              {1}};
  for (const CalibrationVersion& version : versions) {
    table.rows.push_back(csv ? history_columns(version) : history_row(version));
  }
  return written(table, format);
}

std::string verification_json(const Verification& check) {
  return json_object({{"recorded_at", json_string(check.recorded_at)},
                      {"standard", json_string(check.standard)},
                      {"agrees", json_bool(check.agrees)},
                      {"largest_deviation", json_number(check.deviation)},
                      {"largest_deviation_hz", json_number(check.deviation_hz)},
                      {"largest_normalised_error", json_number(check.normalised_error)},
                      {"largest_normalised_error_hz", json_number(check.normalised_error_hz)},
                      {"share_within", json_number(check.share_within)}});
}

std::string drift_json(const CalibrationDrift& drift, bool with_points) {
  std::vector<std::pair<std::string, std::string>> members{
      {"agrees", json_bool(drift.agrees)},
      {"largest_change", json_number(drift.largest_change)},
      {"largest_change_hz", json_number(drift.largest_change_hz)},
      {"largest_change_device_ohm", json_number(drift.largest_change_ohm)},
      {"largest_normalised_error", json_number(drift.largest_normalised)},
      {"largest_normalised_error_hz", json_number(drift.largest_normalised_hz)},
      {"largest_normalised_error_device_ohm", json_number(drift.largest_normalised_ohm)},
      {"share_within", json_number(drift.share_within)}};
  if (with_points) {
    std::vector<std::string> points;
    points.reserve(drift.points.size());
    for (const DriftPoint& point : drift.points) points.push_back(point_json(point));
    members.emplace_back("points", json_array(points));
  }
  return json_object(members);
}

std::string history_json(const std::vector<CalibrationVersion>& versions) {
  std::vector<std::string> objects;
  objects.reserve(versions.size());
  for (const CalibrationVersion& version : versions) {
    const Provenance& origin = version.stored.provenance;
    std::vector<std::string> checks;
    for (const Verification& check : version.verifications) checks.push_back(verification_json(check));
    objects.push_back(
        json_object({{"calibration", json_string(version.stored.name)},
                     {"version", json_number(version.stored.version)},
                     {"recorded_at", json_string(origin.recorded_at)},
                     {"device", json_string(shown(origin.device))},
                     {"temperature_c", origin.temperature_c ? json_number(*origin.temperature_c) : "null"},
                     {"drift", version.drift ? drift_json(*version.drift, false) : "null"},
                     {"verifications", json_array(checks)}}));
  }
  return json_array(objects);
}

}  // namespace ohmsweep::cli
