#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include <array>
#include <utility>

#include "library/output_rows.h"
#include "library/schema.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

constexpr std::array<std::pair<Bound, const char*>, 3> bound_texts{
    {{Bound::none, "none"}, {Bound::upper, "upper"}, {Bound::lower, "lower"}}};

std::string text_of(Bound bound) {
  for (const auto& [each, text] : bound_texts) {
    if (each == bound) return text;
  }
  return "none";
}

Bound bound_from(const std::string& text) {
  for (const auto& [each, name] : bound_texts) {
    if (text == name) return each;
  }
  throw failure(fmt::format("'{}' is no bound", text));
}

/// One row of level_value: what was measured, under which condition.
struct Value {
  std::string quantity;
  std::string condition{};  ///< the load as stated
  double at = 0.0;          ///< its ohms, or the attenuation in dB
  Bounded value{};
  std::string remark{};
};

std::vector<Value> values_of(const OutputLevel& level) {
  std::vector<Value> values;
  for (const CleanVoltage& clean : level.clean) {
    values.push_back({"clean_voltage_vrms", clean.load, clean.load_ohm, clean.vrms, clean.ended_by});
    if (!clean.current_limit_a) continue;
    values.push_back({"current_limit_a", clean.load, clean.load_ohm, {{*clean.current_limit_a, 0.0}}});
  }
  if (level.noise) {
    values.push_back({"noise_vrms", {}, 0.0, level.noise->unweighted_vrms});
    values.push_back({"noise_a_weighted_vrms", {}, 0.0, level.noise->a_weighted_vrms});
  }
  for (const ChannelImbalance& imbalance : level.imbalance) {
    values.push_back({"imbalance_db", {}, imbalance.attenuation_db, {imbalance.right_over_left_db}});
  }
  if (level.gain_db) values.push_back({"gain_db", {}, 0.0, {*level.gain_db}});
  return values;
}

void take_up(OutputLevel& level, Value value) {
  if (value.quantity == "clean_voltage_vrms") {
    level.clean.push_back({std::move(value.condition), value.at, value.value, std::move(value.remark)});
  } else if (value.quantity == "current_limit_a" && !level.clean.empty()) {
    level.clean.back().current_limit_a = value.value.value.value;
  } else if (value.quantity == "imbalance_db") {
    level.imbalance.push_back({value.at, value.value.value});
  } else if (value.quantity == "gain_db") {
    level.gain_db = value.value.value;
  } else {
    if (!level.noise) level.noise.emplace();
    (value.quantity == "noise_vrms" ? level.noise->unweighted_vrms : level.noise->a_weighted_vrms) =
        value.value;
  }
}

}  // namespace

void insert_level(SQLite::Database& connection, const ResultRow& row, const OutputLevel& level) {
  Insert(connection, "INSERT INTO level VALUES (?, ?)").row(row.id, level.setting);
  Insert insert(connection, "INSERT INTO level_value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  int position = 0;
  for (const Value& value : values_of(level)) {
    insert.row(row.id, ++position, value.quantity, value.condition, value.at, value.value.value.value,
               value.value.value.standard_uncertainty, text_of(value.value.bound), value.remark);
  }
}

OutputLevel read_level(SQLite::Database& connection, const ResultRow& row) {
  SQLite::Statement setting(connection, "SELECT setting FROM level WHERE result_id = ?");
  setting.bind(1, row.id);
  expect_row(setting, "level");
  OutputLevel level;
  level.setting = setting.getColumn(0).getString();
  SQLite::Statement query(
      connection,
      "SELECT quantity, condition, at, value, uncertainty, bound, remark FROM level_value "
      "WHERE result_id = ? ORDER BY position");
  query.bind(1, row.id);
  while (query.executeStep()) {
    const Uncertain value{query.getColumn(3).getDouble(), query.getColumn(4).getDouble()};
    take_up(level, {query.getColumn(0).getString(),
                    query.getColumn(1).getString(),
                    query.getColumn(2).getDouble(),
                    {value, bound_from(query.getColumn(5).getString())},
                    query.getColumn(6).getString()});
  }
  level.findings = read_findings(connection, row);
  return level;
}

std::vector<LevelVersions> all_levels(SQLite::Database& connection,
                                      const std::optional<std::string>& amplifier) {
  if (schema_of(connection) < outputs_schema) return {};
  SQLite::Statement query(
      connection,
      "SELECT id, name, part, version, recorded_at, setting FROM result JOIN level ON result_id = id "
      "WHERE ?1 IS NULL OR name = ?1 ORDER BY name, part, setting, version DESC");
  if (amplifier) query.bind(1, *amplifier);
  std::vector<LevelVersions> levels;
  std::string setting;
  while (query.executeStep()) {
    ResultRow row{query.getColumn(0).getInt64(),
                  {level_kind, query.getColumn(1).getString(), query.getColumn(2).getString()},
                  query.getColumn(3).getInt(),
                  query.getColumn(4).getString()};
    const bool same = !levels.empty() && levels.back().front().key.name == row.key.name &&
                      levels.back().front().key.part == row.key.part &&
                      setting == query.getColumn(5).getString();
    setting = query.getColumn(5).getString();
    if (!same) levels.emplace_back();
    levels.back().push_back(std::move(row));
  }
  return levels;
}

void complete_level(StoredLevel& newest, const StoredLevel& before) {
  bool used = false;
  const auto take = [&](const char* part, bool missing, bool there, auto& to, const auto& from) {
    if (!missing || !there) return;
    to = from;
    newest.earlier.push_back({part, before.version, before.provenance.recorded_at});
    used = true;
  };
  OutputLevel& level = newest.level;
  const OutputLevel& old = before.level;
  take("clean voltage", level.clean.empty(), !old.clean.empty(), level.clean, old.clean);
  take("noise", !level.noise, old.noise.has_value(), level.noise, old.noise);
  take("balance", level.imbalance.empty(), !old.imbalance.empty(), level.imbalance, old.imbalance);
  take("gain", !level.gain_db, old.gain_db.has_value(), level.gain_db, old.gain_db);
  if (!used) return;
  for (const Finding& finding : old.findings) {
    if (has(level.findings, finding.code)) continue;
    level.findings.push_back(
        {finding.severity, finding.code, fmt::format("version {}: {}", before.version, finding.detail)});
  }
}

}  // namespace ohmsweep
