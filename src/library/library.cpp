#include "ohmsweep/library/library.h"

#include <fmt/format.h>

#include "library/calibration_rows.h"
#include "library/curve_rows.h"
#include "library/database.h"
#include "library/lookup.h"
#include "library/output_rows.h"
#include "library/stored.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

constexpr const char* calibration_kind = "calibration";

/// Removes what matches and returns how many; every row that belongs to a result goes with it.
int delete_results(SQLite::Database& connection, const ResultKey& key,
                   const std::optional<std::string>& part) {
  SQLite::Statement statement(
      connection, "DELETE FROM result WHERE kind = ?1 AND name = ?2 AND (?3 IS NULL OR part = ?3)");
  statement.bind(1, key.kind);
  statement.bind(2, key.name);
  if (part) statement.bind(3, *part);
  return statement.exec();
}

}  // namespace

Library::Library(const std::filesystem::path& folder) : database_(std::make_unique<Database>(folder)) {}
Library::~Library() = default;
Library::Library(Library&&) noexcept = default;
Library& Library::operator=(Library&&) noexcept = default;

int Library::add(const std::string& name, const Calibration& calibration, const Provenance& provenance,
                 std::optional<int> after) {
  check_name(name, "calibration");
  const ResultKey key{calibration_kind, name, ""};
  check_storable(calibration, key);
  return database_->write([&](SQLite::Database& connection) {
    const ResultRow row = insert_result(connection, key, calibration.findings, provenance, after);
    insert_calibration(connection, row, calibration);
    return row.version;
  });
}

int Library::add(CurveKind kind, const std::string& name, const std::string& part,
                 const ImpedanceCurve& curve, const Provenance& provenance, std::optional<int> after) {
  check_name(name, kind_text(kind));
  check_name(part, kind == CurveKind::headphone ? "channel" : "output");
  const ResultKey key{kind_text(kind), name, part};
  check_storable(curve, key);
  return database_->write([&](SQLite::Database& connection) {
    const ResultRow row = insert_result(connection, key, curve.findings, provenance, after);
    insert_curve(connection, row, curve);
    return row.version;
  });
}

int Library::add(const std::string& amplifier, const std::string& output, const OutputImpedance& impedance,
                 const Provenance& provenance, std::optional<int> after) {
  check_name(amplifier, "amplifier");
  check_name(output, "output");
  const ResultKey key{kind_text(CurveKind::amplifier), amplifier, output};
  check_storable(impedance.curve, key);
  return database_->write([&](SQLite::Database& connection) {
    const ResultRow row = insert_result(connection, key, impedance.curve.findings, provenance, after);
    insert_curve(connection, row, impedance.curve);
    insert_traits(connection, row, impedance.traits);
    return row.version;
  });
}

int Library::add(const std::string& amplifier, const std::string& output, const OutputLevel& level,
                 const Provenance& provenance) {
  check_name(amplifier, "amplifier");
  check_name(output, "output");
  if (!level.setting.empty()) check_name(level.setting, "gain setting");
  return database_->write([&](SQLite::Database& connection) {
    const ResultRow row =
        insert_result(connection, {level_kind, amplifier, output}, level.findings, provenance);
    insert_level(connection, row, level);
    return row.version;
  });
}

StoredCalibration Library::calibration(const std::string& name, std::optional<int> version) const {
  return database_->read([&](SQLite::Database& connection) {
    const ResultRow row = require_result(connection, file(), {calibration_kind, name, ""}, version);
    return stored_calibration(connection, file(), row);
  });
}

std::optional<StoredCalibration> Library::newest_calibration(int sample_rate,
                                                             const std::string& stimulus_hash) const {
  return database_->read([&](SQLite::Database& connection) -> std::optional<StoredCalibration> {
    const auto row = find_newest_calibration(connection, sample_rate, stimulus_hash);
    if (!row) return std::nullopt;
    return stored_calibration(connection, file(), *row);
  });
}

StoredCurve Library::curve(CurveKind kind, const std::string& name, const std::string& part,
                           std::optional<int> version) const {
  return database_->read([&](SQLite::Database& connection) {
    const ResultRow row = require_result(connection, file(), {kind_text(kind), name, part}, version);
    return stored_curve(connection, file(), row);
  });
}

std::vector<StoredCurve> Library::curves(CurveKind kind, const std::optional<std::string>& name) const {
  return database_->read([&](SQLite::Database& connection) {
    const std::vector<ResultRow> rows = current_results(connection, kind_text(kind), name);
    if (name && rows.empty()) throw not_held(connection, file(), {kind_text(kind), *name, ""}, {}, {});
    std::vector<StoredCurve> curves;
    curves.reserve(rows.size());
    for (const ResultRow& row : rows) curves.push_back(stored_curve(connection, file(), row));
    return curves;
  });
}

std::vector<StoredLevel> Library::levels(const std::optional<std::string>& amplifier) const {
  return database_->read([&](SQLite::Database& connection) {
    std::vector<StoredLevel> levels;
    for (const LevelVersions& versions : all_levels(connection, amplifier)) {
      StoredLevel level = stored_level(connection, file(), versions.front());
      for (std::size_t i = 1; i < versions.size(); ++i) {
        complete_level(level, stored_level(connection, file(), versions[i]));
      }
      levels.push_back(std::move(level));
    }
    return levels;
  });
}

namespace {

bool holds_kind(SQLite::Database& connection, const char* kind, const std::string& name) {
  SQLite::Statement query(connection, "SELECT 1 FROM result WHERE kind = ? AND name = ? LIMIT 1");
  query.bind(1, std::string(kind));
  query.bind(2, name);
  return query.executeStep();
}

}  // namespace

Library::Holds Library::holds(const std::string& name) const {
  return database_->read([&](SQLite::Database& connection) {
    return Holds{holds_kind(connection, "headphone", name),
                 holds_kind(connection, "amplifier", name) || holds_kind(connection, level_kind, name),
                 holds_kind(connection, calibration_kind, name)};
  });
}

bool Library::has_curve(CurveKind kind, const std::string& name) const {
  return database_->read(
      [&](SQLite::Database& connection) { return holds_kind(connection, kind_text(kind).c_str(), name); });
}

std::vector<CalibrationSummary> Library::list_calibrations() const {
  return database_->read([](SQLite::Database& connection) { return summarise_calibrations(connection); });
}

std::vector<CurveSummary> Library::list_curves(CurveKind kind) const {
  return database_->read(
      [&](SQLite::Database& connection) { return summarise_curves(connection, kind_text(kind)); });
}

int Library::remove_calibration(const std::string& name) {
  return database_->write([&](SQLite::Database& connection) {
    const ResultKey key{calibration_kind, name, ""};
    const int removed = delete_results(connection, key, {});
    if (removed == 0) throw not_held(connection, file(), key, {}, {});
    return removed;
  });
}

int Library::remove_curves(CurveKind kind, const std::string& name, const std::optional<std::string>& part) {
  return database_->write([&](SQLite::Database& connection) {
    const ResultKey key{kind_text(kind), name, ""};
    const int curves = delete_results(connection, key, part);
    const int levels =
        kind == CurveKind::amplifier ? delete_results(connection, {level_kind, name, ""}, part) : 0;
    if (curves + levels == 0) throw not_held(connection, file(), key, part, {});
    return curves > 0 ? curves : levels;
  });
}

const std::filesystem::path& Library::file() const { return database_->file; }

}  // namespace ohmsweep
