#include "library/result_rows.h"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include <algorithm>

#include "library/schema.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

int next_version(SQLite::Database& connection, const ResultKey& key) {
  SQLite::Statement query(
      connection,
      "SELECT coalesce(max(version), 0) + 1 FROM result WHERE kind = ? AND name = ? AND part = ?");
  query.bind(1, key.kind);
  query.bind(2, key.name);
  query.bind(3, key.part);
  expect_row(query, "result");
  return query.getColumn(0).getInt();
}

void insert_circumstance(SQLite::Database& connection, std::int64_t id, const Provenance& provenance) {
  Insert(connection, "INSERT INTO circumstance VALUES (?, ?, ?, ?, ?, ?)")
      .row(id, provenance.kit, provenance.request, provenance.mounting, provenance.imported_from,
           provenance.temperature_c);
}

/// An older library that may only be read has none.
void read_circumstance(SQLite::Database& connection, std::int64_t id, Provenance& provenance) {
  if (schema_of(connection) < collection_schema) return;
  SQLite::Statement query(connection,
                          "SELECT kit, request, mounting, imported_from, temperature_c FROM circumstance "
                          "WHERE result_id = ?");
  query.bind(1, id);
  if (!query.executeStep()) return;  // stored before there were any
  provenance.kit = query.getColumn(0).getString();
  provenance.request = query.getColumn(1).getString();
  provenance.mounting = query.getColumn(2).getString();
  provenance.imported_from = query.getColumn(3).getString();
  if (!query.getColumn(4).isNull()) provenance.temperature_c = query.getColumn(4).getDouble();
}

void insert_provenance(SQLite::Database& connection, std::int64_t id, const Provenance& provenance) {
  Insert(connection, "INSERT INTO provenance VALUES (?, ?, ?, ?, ?, ?, ?)")
      .row(id, provenance.stimulus, provenance.stimulus_hash, provenance.rig, provenance.device,
           provenance.calibration, provenance.software);
  insert_circumstance(connection, id, provenance);
  Insert take(connection, "INSERT INTO take VALUES (?, ?, ?, ?, ?)");
  int position = 0;
  for (const TakeRecord& record : provenance.takes) {
    take.row(id, ++position, record.state, record.name, record.hash);
  }
}

void insert_findings(SQLite::Database& connection, std::int64_t id, const Findings& findings) {
  Insert insert(connection, "INSERT INTO finding VALUES (?, ?, ?, ?, ?)");
  int position = 0;
  for (const Finding& finding : findings) {
    insert.row(id, ++position, std::string(to_string(finding.severity)), std::string(to_string(finding.code)),
               finding.detail);
  }
}

std::vector<TakeRecord> read_takes(SQLite::Database& connection, std::int64_t id) {
  SQLite::Statement query(connection,
                          "SELECT state, name, hash FROM take WHERE result_id = ? ORDER BY position");
  query.bind(1, id);
  std::vector<TakeRecord> takes;
  while (query.executeStep()) {
    takes.push_back(
        {query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString()});
  }
  return takes;
}

}  // namespace

std::string_view bytes_of(const SQLite::Statement& statement, int column) {
  const SQLite::Column value = statement.getColumn(column);
  const auto* bytes = static_cast<const char*>(value.getBlob());
  return bytes == nullptr ? std::string_view()
                          : std::string_view(bytes, static_cast<std::size_t>(value.getBytes()));
}

void check_points(std::size_t size, std::size_t points, std::string_view what, bool may_be_empty) {
  if (size == points || (may_be_empty && size == 0)) return;
  throw failure(fmt::format("{} has {} points where the grid has {}", what, size, points));
}

FrequencyGrid grid_of(const SQLite::Statement& statement, int column) {
  std::vector<double> frequency_hz;
  blob::decode(bytes_of(statement, column), statement.getColumn(column).getName(), frequency_hz);
  return FrequencyGrid(std::move(frequency_hz));
}

void expect_row(SQLite::Statement& statement, std::string_view table) {
  if (!statement.executeStep()) throw failure(fmt::format("a row of table {} is missing", table));
}

ResultRow insert_result(SQLite::Database& connection, const ResultKey& key, const Findings& findings,
                        const Provenance& provenance, std::optional<int> after) {
  ResultRow result{0, key, next_version(connection, key), provenance.recorded_at};
  if (after && result.version != *after + 1) {
    throw rejection(
        fmt::format("version {} of {} {} is not the newest any more", *after, key.kind, shown(key.name)));
  }
  Insert(connection,
         "INSERT INTO result (kind, name, part, version, recorded_at, blocked) VALUES (?, ?, ?, ?, ?, ?)")
      .row(key.kind, key.name, key.part, result.version, result.recorded_at, has_blocking(findings) ? 1 : 0);
  result.id = connection.getLastInsertRowid();
  insert_provenance(connection, result.id, provenance);
  insert_findings(connection, result.id, findings);
  return result;
}

std::optional<ResultRow> find_result(SQLite::Database& connection, const ResultKey& key,
                                     std::optional<int> version) {
  SQLite::Statement query(
      connection,
      "SELECT id, version, recorded_at FROM result WHERE kind = ?1 AND name = ?2 AND part = ?3 "
      "AND (?4 IS NULL OR version = ?4) ORDER BY version DESC LIMIT 1");
  query.bind(1, key.kind);
  query.bind(2, key.name);
  query.bind(3, key.part);
  if (version) query.bind(4, *version);
  if (!query.executeStep()) return std::nullopt;
  return ResultRow{query.getColumn(0).getInt64(), key, query.getColumn(1).getInt(),
                   query.getColumn(2).getString()};
}

std::vector<ResultRow> current_results(SQLite::Database& connection, const std::string& kind,
                                       const std::optional<std::string>& name) {
  SQLite::Statement query(connection,
                          "SELECT id, name, part, max(version), recorded_at FROM result WHERE kind = ?1 "
                          "AND (?2 IS NULL OR name = ?2) GROUP BY name, part ORDER BY name, part");
  query.bind(1, kind);
  if (name) query.bind(2, *name);
  std::vector<ResultRow> rows;
  while (query.executeStep()) {
    rows.push_back({query.getColumn(0).getInt64(),
                    {kind, query.getColumn(1).getString(), query.getColumn(2).getString()},
                    query.getColumn(3).getInt(),
                    query.getColumn(4).getString()});
  }
  return rows;
}

Findings read_findings(SQLite::Database& connection, const ResultRow& row) {
  SQLite::Statement query(connection,
                          "SELECT severity, code, detail FROM finding WHERE result_id = ? ORDER BY position");
  query.bind(1, row.id);
  Findings findings;
  while (query.executeStep()) {
    findings.push_back({severity_from(query.getColumn(0).getString()),
                        finding_code_from(query.getColumn(1).getString()), query.getColumn(2).getString()});
  }
  return findings;
}

Provenance read_provenance(SQLite::Database& connection, const ResultRow& row) {
  SQLite::Statement query(
      connection,
      "SELECT stimulus, stimulus_hash, rig, device, calibration, software FROM provenance "
      "WHERE result_id = ?");
  query.bind(1, row.id);
  expect_row(query, "provenance");
  Provenance provenance;
  provenance.takes = read_takes(connection, row.id);
  provenance.stimulus = query.getColumn(0).getString();
  provenance.stimulus_hash = query.getColumn(1).getString();
  provenance.rig = query.getColumn(2).getString();
  provenance.device = query.getColumn(3).getString();
  provenance.calibration = query.getColumn(4).getString();
  provenance.software = query.getColumn(5).getString();
  provenance.recorded_at = row.recorded_at;
  read_circumstance(connection, row.id, provenance);
  return provenance;
}

}  // namespace ohmsweep
