/// What Library keeps of a collection: checks of calibrations, facts on headphones, and runs.

#include "library/collection_rows.h"
#include "library/curve_rows.h"
#include "library/database.h"
#include "library/lookup.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep {

std::string_view to_string(BatchOutcome outcome) {
  switch (outcome) {
    case BatchOutcome::measured:
      return "measured";
    case BatchOutcome::rejected:
      return "rejected";
    case BatchOutcome::skipped:
      break;
  }
  return "skipped";
}

void Library::add(const std::string& calibration, int version, const Verification& verification) {
  database_->write([&](SQLite::Database& connection) {
    const ResultRow row = require_result(connection, file(), {"calibration", calibration, ""}, version);
    insert_verification(connection, row, verification);
    return row.id;
  });
}

std::vector<StoredVerification> Library::verifications(const std::string& calibration) const {
  return database_->read(
      [&](SQLite::Database& connection) { return read_verifications(connection, calibration); });
}

void Library::describe(const HeadphoneFacts& facts) {
  check_name(facts.name, "headphone");
  database_->write([&](SQLite::Database& connection) {
    replace_facts(connection, facts);
    return true;
  });
}

std::optional<HeadphoneFacts> Library::facts(const std::string& headphone) const {
  return database_->read([&](SQLite::Database& connection) -> std::optional<HeadphoneFacts> {
    std::vector<HeadphoneFacts> found = read_facts(connection, headphone);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  });
}

std::vector<HeadphoneFacts> Library::all_facts() const {
  return database_->read([&](SQLite::Database& connection) { return read_facts(connection, {}); });
}

std::optional<Batch> Library::newest_batch(const std::string& collection) const {
  return database_->read(
      [&](SQLite::Database& connection) { return read_newest_batch(connection, collection); });
}

std::int64_t Library::begin_batch(const std::string& collection, const std::string& started_at) {
  return database_->write(
      [&](SQLite::Database& connection) { return insert_batch(connection, collection, started_at); });
}

void Library::end_batch(std::int64_t batch, const std::string& ended_at) {
  database_->write([&](SQLite::Database& connection) { return end_batch_row(connection, batch, ended_at); });
}

int Library::add(std::int64_t batch, const std::string& headphone, const std::string& channel,
                 const ImpedanceCurve& curve, const Provenance& provenance) {
  check_name(headphone, "headphone");
  check_name(channel, "channel");
  const ResultKey key{kind_text(CurveKind::headphone), headphone, channel};
  check_storable(curve, key);
  return database_->write([&](SQLite::Database& connection) {
    const ResultRow row = insert_result(connection, key, curve.findings, provenance);
    insert_curve(connection, row, curve);
    put_batch_entry(connection, batch,
                    {headphone, channel, BatchOutcome::measured, row.version, {}, row.recorded_at});
    return row.version;
  });
}

void Library::note(std::int64_t batch, const BatchEntry& entry) {
  check_name(entry.headphone, "headphone");
  check_name(entry.channel, "channel");
  database_->write([&](SQLite::Database& connection) {
    put_batch_entry(connection, batch, entry);
    return true;
  });
}

}  // namespace ohmsweep
