#include "cli/list_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {
namespace {

std::string calibration_text(const CalibrationSummary& one) {
  return fmt::format("{} to {}, {} samples/s: {}", format_hz(one.from_hz), format_hz(one.to_hz),
                     one.sample_rate, fmt::join(one.standards, ", "));
}

std::vector<std::string> curve_row(std::string_view kind, const CurveSummary& curve) {
  return {std::string(kind),     shown(curve.name), shown(curve.part),
          impedance_text(curve), curve.recorded_at, fmt::format("{}", fmt::join(remarks(kind, curve), ", "))};
}

std::vector<std::string> level_row(const StoredLevel& stored) {
  const std::string setting = stored.level.setting.empty() ? "" : ", setting " + shown(stored.level.setting);
  return {"level",
          shown(stored.amplifier),
          shown(stored.output) + setting,
          parts_text(stored.level),
          stored.provenance.recorded_at,
          has_blocking(stored.level.findings) ? "blocked" : ""};
}

std::vector<std::string> curve_columns(std::string_view kind, const CurveSummary& curve) {
  return {std::string(kind),
          curve.name,
          curve.part,
          fmt::format("{}", curve.version),
          cell_of(stated_ohm(curve)),
          cell_of(curve.impedance_1khz_u95_ohm),
          cell_of(curve.upper_bound),
          cell_of(curve.ground_unknown),
          cell_of(curve.calibrated),
          cell_of(curve.blocked),
          curve.mounting,
          curve.imported_from,
          "",
          "",
          "",
          "",
          "",
          curve.recorded_at};
}

std::vector<std::string> level_columns(const StoredLevel& stored) {
  return {"level",
          stored.amplifier,
          stored.output,
          fmt::format("{}", stored.version),
          "",
          "",
          "",
          "",
          "",
          cell_of(has_blocking(stored.level.findings)),
          "",
          "",
          stored.level.setting,
          "",
          "",
          "",
          "",
          stored.provenance.recorded_at};
}

std::vector<std::string> calibration_columns(const CalibrationSummary& one) {
  return {"calibration",
          one.name,
          "",
          fmt::format("{}", one.version),
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          fmt::format("{}", one.sample_rate),
          cell_of(one.from_hz),
          cell_of(one.to_hz),
          fmt::format("{}", fmt::join(one.standards, " ")),
          one.recorded_at};
}

}  // namespace

double stated_ohm(const CurveSummary& curve) {
  return curve.impedance_1khz_ohm + (curve.upper_bound ? curve.impedance_1khz_u95_ohm : 0.0);
}

std::string impedance_text(const CurveSummary& curve) {
  const std::string mark = curve.ground_unknown ? " *" : "";
  if (curve.upper_bound) return "< " + bound_ohms(stated_ohm(curve)) + mark;
  if (std::isnan(curve.impedance_1khz_u95_ohm)) {
    return format_ohms(curve.impedance_1khz_ohm) + " (± unknown)" + mark;
  }
  return ohms_with_interval(curve.impedance_1khz_ohm, curve.impedance_1khz_u95_ohm,
                            ohm_unit(curve.impedance_1khz_ohm)) +
         mark;
}

std::vector<std::string> remarks(std::string_view kind, const CurveSummary& curve) {
  std::vector<std::string> all;
  if (curve.blocked) all.emplace_back("blocked");
  if (!curve.imported_from.empty()) {
    all.emplace_back("imported");
  } else if (!curve.blocked && kind == "headphone" && !curve.calibrated) {
    all.emplace_back("uncalibrated");
  }
  if (!curve.mounting.empty()) all.push_back(shown(curve.mounting));
  return all;
}

std::string parts_text(const OutputLevel& level) {
  std::vector<std::string> parts;
  if (!level.clean.empty()) parts.emplace_back("clean voltage");
  if (level.noise) parts.emplace_back("noise");
  if (!level.imbalance.empty()) parts.emplace_back("balance");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string legend(const Holdings& held) {
  const bool bound = std::ranges::any_of(held.amplifiers, &CurveSummary::upper_bound);
  const bool tip = std::ranges::any_of(held.amplifiers, &CurveSummary::ground_unknown);
  return std::string(bound ? "< at most: the impedance is below its own uncertainty.\n" : "") +
         (tip ? "* Zt alone: the ground that both channels share could not be measured, and is not in it.\n"
              : "");
}

Table listing_table(const Holdings& held) {
  Table table{{"kind", "name", "part", "at 1 kHz, or what it has", "measured", "remarks"}, {}};
  for (const CurveSummary& curve : held.headphones) table.rows.push_back(curve_row("headphone", curve));
  for (const CurveSummary& curve : held.amplifiers) table.rows.push_back(curve_row("amplifier", curve));
  for (const StoredLevel& level : held.levels) table.rows.push_back(level_row(level));
  for (const CalibrationSummary& one : held.calibrations) {
    table.rows.push_back({"calibration", shown(one.name), fmt::format("version {}", one.version),
                          calibration_text(one), one.recorded_at, ""});
  }
  return table;
}

Table listing_columns(const Holdings& held) {
  Table table{{"kind", "name", "part", "version", "impedance_1khz_ohm", "impedance_1khz_u95_ohm",
               "upper_bound", "ground_unknown", "calibrated", "blocked", "mounting", "imported_from",
               "setting", "sample_rate", "from_hz", "to_hz", "standards", "recorded_at"},
              {}};
  for (const CurveSummary& curve : held.headphones) table.rows.push_back(curve_columns("headphone", curve));
  for (const CurveSummary& curve : held.amplifiers) table.rows.push_back(curve_columns("amplifier", curve));
  for (const StoredLevel& level : held.levels) table.rows.push_back(level_columns(level));
  for (const CalibrationSummary& one : held.calibrations) table.rows.push_back(calibration_columns(one));
  return table;
}

}  // namespace ohmsweep::cli
