#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/command.h"
#include "cli/drift_text.h"
#include "cli/json_text.h"
#include "cli/list_tables.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep::cli {
namespace {

std::string curve_json(const CurveSummary& curve, const std::string& part_key) {
  return json_object(
      {{"name", json_string(curve.name)},
       {part_key, json_string(curve.part)},
       {"version", json_number(curve.version)},
       {"calibrated", json_bool(curve.calibrated)},
       {"blocked", json_bool(curve.blocked)},
       {"impedance_1khz_ohm", json_number(stated_ohm(curve))},
       {"impedance_1khz_u95_ohm", json_number(curve.impedance_1khz_u95_ohm)},
       {"upper_bound", json_bool(curve.upper_bound)},
       {"ground_unknown", json_bool(curve.ground_unknown)},
       {"mounting", curve.mounting.empty() ? "null" : json_string(curve.mounting)},
       {"imported_from", curve.imported_from.empty() ? "null" : json_string(curve.imported_from)},
       {"recorded_at", json_string(curve.recorded_at)}});
}

std::string level_json(const StoredLevel& stored) {
  return json_object({{"name", json_string(stored.amplifier)},
                      {"output", json_string(stored.output)},
                      {"setting", stored.level.setting.empty() ? "null" : json_string(stored.level.setting)},
                      {"version", json_number(stored.version)},
                      {"blocked", json_bool(has_blocking(stored.level.findings))},
                      {"recorded_at", json_string(stored.provenance.recorded_at)}});
}

std::string calibration_json(const CalibrationSummary& calibration) {
  std::vector<std::string> standards;
  for (const std::string& standard : calibration.standards) standards.push_back(json_string(standard));
  return json_object({{"name", json_string(calibration.name)},
                      {"version", json_number(calibration.version)},
                      {"sample_rate", json_number(calibration.sample_rate)},
                      {"from_hz", json_number(calibration.from_hz)},
                      {"to_hz", json_number(calibration.to_hz)},
                      {"standards", fmt::format("[{}]", fmt::join(standards, ", "))},
                      {"recorded_at", json_string(calibration.recorded_at)}});
}

std::string listing_json(const Holdings& held) {
  std::vector<std::string> headphones;
  std::vector<std::string> amplifiers;
  std::vector<std::string> calibrations;
  for (const CurveSummary& curve : held.headphones) headphones.push_back(curve_json(curve, "channel"));
  for (const CurveSummary& curve : held.amplifiers) amplifiers.push_back(curve_json(curve, "output"));
  for (const CalibrationSummary& one : held.calibrations) calibrations.push_back(calibration_json(one));
  return json_object({{"headphones", json_array(headphones)},
                      {"amplifiers", json_array(amplifiers)},
                      {"calibrations", json_array(calibrations)},
                      {"levels", array_of(held.levels, level_json)}}) +
         "\n";
}

std::string curve_line(std::string_view kind, const CurveSummary& curve) {
  std::string text =
      fmt::format("{:<12}{:<31} {:<25}  {}", kind, fmt::format("{} {}", shown(curve.name), shown(curve.part)),
                  impedance_text(curve), curve.recorded_at);
  for (const std::string& remark : remarks(kind, curve)) text += "  " + remark;
  return text + "\n";
}

std::string level_line(const StoredLevel& stored) {
  const std::string setting =
      stored.level.setting.empty() ? "" : fmt::format(", setting {}", shown(stored.level.setting));
  return fmt::format("{:<12}{:<32}{:<25}  {}{}\n", "level",
                     fmt::format("{} {}{}", shown(stored.amplifier), shown(stored.output), setting),
                     parts_text(stored.level), stored.provenance.recorded_at,
                     has_blocking(stored.level.findings) ? "  blocked" : "");
}

std::string listing(const Holdings& held) {
  std::string text;
  for (const CurveSummary& curve : held.headphones) text += curve_line("headphone", curve);
  for (const CurveSummary& curve : held.amplifiers) text += curve_line("amplifier", curve);
  for (const StoredLevel& level : held.levels) text += level_line(level);
  for (const CalibrationSummary& one : held.calibrations) {
    text +=
        fmt::format("{:<12}{:<32}{} to {}, {} samples/s: {}  {}\n", "calibration",
                    fmt::format("{}@{}", shown(one.name), one.version), format_hz(one.from_hz),
                    format_hz(one.to_hz), one.sample_rate, fmt::join(one.standards, ", "), one.recorded_at);
  }
  return text.empty() ? "The library is empty.\n" : text + legend(held);
}

/// The history of every calibration.
int run_calibrations(const Invocation& invocation) {
  const OutputFormat format = output_format(invocation.arguments);
  const Library library(library_folder(invocation.arguments));
  std::vector<std::string> names;
  for (const CalibrationSummary& each : library.list_calibrations()) {
    if (names.empty() || names.back() != each.name) names.push_back(each.name);
  }
  std::string text;
  std::vector<std::string> objects;
  std::vector<CalibrationVersion> all;
  for (const std::string& name : names) {
    std::vector<CalibrationVersion> versions = calibration_history(library, name);
    if (format == OutputFormat::table) text += history_text(name, versions);
    if (format == OutputFormat::json) objects.push_back(history_json(versions));
    std::ranges::move(versions, std::back_inserter(all));
  }
  switch (format) {
    case OutputFormat::table:
      invocation.terminal.print(text.empty() ? "The library holds no calibration.\n" : text);
      break;
    case OutputFormat::json:
      invocation.terminal.print(json_array(objects) + "\n");
      break;
    case OutputFormat::csv:
    case OutputFormat::markdown:
      invocation.terminal.print(history_table(all, table_format(format)));
  }
  return done;
}

std::string text_of(const Holdings& held, OutputFormat format) {
  switch (format) {
    case OutputFormat::json:
      return listing_json(held);
    case OutputFormat::csv:
      return written(listing_columns(held), TableFormat::csv);
    case OutputFormat::markdown:
      return written(listing_table(held), TableFormat::markdown) +
             written_below(legend(held), TableFormat::markdown);
    case OutputFormat::table:
      break;
  }
  return listing(held);
}

int run(const Invocation& invocation) {
  const OutputFormat format = output_format(invocation.arguments);
  const Library library(library_folder(invocation.arguments));
  const Holdings held{library.list_curves(CurveKind::headphone), library.list_curves(CurveKind::amplifier),
                      library.levels(), library.list_calibrations()};
  invocation.terminal.print(text_of(held, format));
  return done;
}

}  // namespace

Command list_command() {
  return {"list",
          "",
          0,
          0,
          "Lists what the library holds; impedances are those at 1 kHz.",
          "ohmsweep list --json",
          {format_option()},
          run};
}

Command list_calibrations_command() {
  return {"list calibrations",
          "",
          0,
          0,
          "The versions of every calibration, how each moved from the one before, and the checks of it.",
          "ohmsweep list calibrations",
          {format_option()},
          run_calibrations};
}

}  // namespace ohmsweep::cli
