#include "library/collection_rows.h"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include "library/schema.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

bool holds_collections(SQLite::Database& connection) { return schema_of(connection) >= collection_schema; }

std::optional<double> number(const SQLite::Column& column) {
  return column.isNull() ? std::nullopt : std::optional(column.getDouble());
}

BatchOutcome outcome_from(const std::string& text) {
  for (const BatchOutcome outcome : {BatchOutcome::measured, BatchOutcome::rejected, BatchOutcome::skipped}) {
    if (text == to_string(outcome)) return outcome;
  }
  throw failure(fmt::format("'{}' is no outcome of a batch", shown(text)));
}

std::optional<Sensitivity> sensitivity_of(const SQLite::Statement& query) {
  if (query.getColumn(2).isNull()) return std::nullopt;
  const bool per_volt = query.getColumn(3).getString() == "V";
  return Sensitivity{query.getColumn(2).getDouble(),
                     per_volt ? SensitivityPer::volt : SensitivityPer::milliwatt, number(query.getColumn(4))};
}

std::vector<BatchEntry> read_entries(SQLite::Database& connection, std::int64_t batch) {
  SQLite::Statement query(connection,
                          "SELECT headphone, channel, outcome, version, remark, recorded_at FROM batch_entry "
                          "WHERE batch_id = ? ORDER BY position");
  query.bind(1, batch);
  std::vector<BatchEntry> entries;
  while (query.executeStep()) {
    BatchEntry entry;
    entry.headphone = query.getColumn(0).getString();
    entry.channel = query.getColumn(1).getString();
    entry.outcome = outcome_from(query.getColumn(2).getString());
    if (!query.getColumn(3).isNull()) entry.version = query.getColumn(3).getInt();
    entry.remark = query.getColumn(4).getString();
    entry.recorded_at = query.getColumn(5).getString();
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

void insert_verification(SQLite::Database& connection, const ResultRow& calibration,
                         const Verification& verification) {
  Insert(connection,
         "INSERT INTO verification (calibration_id, recorded_at, standard, agrees, deviation, deviation_hz, "
         "normalised_error, normalised_error_hz, share_within) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .row(calibration.id, verification.recorded_at, verification.standard, verification.agrees ? 1 : 0,
           verification.deviation, verification.deviation_hz, verification.normalised_error,
           verification.normalised_error_hz, verification.share_within);
}

std::vector<StoredVerification> read_verifications(SQLite::Database& connection,
                                                   const std::string& calibration) {
  if (!holds_collections(connection)) return {};
  SQLite::Statement query(
      connection,
      "SELECT version, standard, verification.recorded_at, agrees, deviation, deviation_hz, "
      "normalised_error, normalised_error_hz, share_within FROM verification JOIN result ON result.id = "
      "calibration_id WHERE kind = 'calibration' AND name = ? ORDER BY verification.id");
  query.bind(1, calibration);
  std::vector<StoredVerification> stored;
  while (query.executeStep()) {
    stored.push_back(
        {query.getColumn(0).getInt(),
         {query.getColumn(1).getString(), query.getColumn(2).getString(), query.getColumn(3).getInt() != 0,
          query.getColumn(4).getDouble(), query.getColumn(5).getDouble(), query.getColumn(6).getDouble(),
          query.getColumn(7).getDouble(), query.getColumn(8).getDouble()}});
  }
  return stored;
}

void replace_facts(SQLite::Database& connection, const HeadphoneFacts& facts) {
  std::optional<double> db;
  std::optional<std::string> per;
  std::optional<double> at_hz;
  if (facts.sensitivity) {
    db = facts.sensitivity->db_spl;
    per = facts.sensitivity->per == SensitivityPer::volt ? "V" : "mW";
    at_hz = facts.sensitivity->at_hz;
  }
  Insert(connection, "INSERT OR REPLACE INTO headphone VALUES (?, ?, ?, ?, ?, ?)")
      .row(facts.name, facts.nominal_ohm, db, per, at_hz, facts.notes);
}

std::vector<HeadphoneFacts> read_facts(SQLite::Database& connection, const std::optional<std::string>& name) {
  if (!holds_collections(connection)) return {};
  SQLite::Statement query(connection,
                          "SELECT name, nominal_ohm, sensitivity_db, sensitivity_per, sensitivity_hz, notes "
                          "FROM headphone WHERE ?1 IS NULL OR name = ?1 ORDER BY name");
  if (name) query.bind(1, *name);
  std::vector<HeadphoneFacts> all;
  while (query.executeStep()) {
    all.push_back({query.getColumn(0).getString(), number(query.getColumn(1)), sensitivity_of(query),
                   query.getColumn(5).getString()});
  }
  return all;
}

std::optional<Batch> read_newest_batch(SQLite::Database& connection, const std::string& collection) {
  if (!holds_collections(connection)) return std::nullopt;
  SQLite::Statement query(
      connection, "SELECT id, started_at, ended_at FROM batch WHERE collection = ? ORDER BY id DESC LIMIT 1");
  query.bind(1, collection);
  if (!query.executeStep()) return std::nullopt;
  Batch batch{query.getColumn(0).getInt64(), collection, query.getColumn(1).getString()};
  if (!query.getColumn(2).isNull()) batch.ended_at = query.getColumn(2).getString();
  batch.entries = read_entries(connection, batch.id);
  return batch;
}

std::int64_t insert_batch(SQLite::Database& connection, const std::string& collection,
                          const std::string& started_at) {
  Insert(connection, "UPDATE batch SET ended_at = ? WHERE collection = ? AND ended_at IS NULL")
      .row(started_at, collection);
  Insert(connection, "INSERT INTO batch (collection, started_at) VALUES (?, ?)").row(collection, started_at);
  return connection.getLastInsertRowid();
}

bool end_batch_row(SQLite::Database& connection, std::int64_t batch, const std::string& ended_at) {
  SQLite::Statement statement(connection, "UPDATE batch SET ended_at = ? WHERE id = ?");
  statement.bind(1, ended_at);
  statement.bind(2, batch);
  return statement.exec() > 0;
}

void put_batch_entry(SQLite::Database& connection, std::int64_t batch, const BatchEntry& entry) {
  Insert(connection,
         "INSERT INTO batch_entry SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 "
         "FROM batch_entry WHERE batch_id = ?1 ON CONFLICT (batch_id, headphone, channel) DO UPDATE SET "
         "outcome = excluded.outcome, version = excluded.version, remark = excluded.remark, "
         "recorded_at = excluded.recorded_at")
      .row(batch, entry.headphone, entry.channel, std::string(to_string(entry.outcome)), entry.version,
           entry.remark, entry.recorded_at);
}

}  // namespace ohmsweep
