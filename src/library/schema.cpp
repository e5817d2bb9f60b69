#include "library/schema.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include "library/migration.h"
#include "library/storage_error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

namespace fs = std::filesystem;

/// How long a statement waits for another process's transaction, milliseconds.
constexpr int busy_timeout_ms = 10000;

constexpr const char* tables = R"sql(
CREATE TABLE result (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('calibration', 'headphone', 'amplifier', 'level')),
  name TEXT NOT NULL,
  part TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  recorded_at TEXT NOT NULL,
  blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
  UNIQUE (kind, name, part, version)
) STRICT;
CREATE TABLE provenance (
  result_id INTEGER PRIMARY KEY REFERENCES result (id) ON DELETE CASCADE,
  stimulus TEXT NOT NULL,
  stimulus_hash TEXT NOT NULL,
  rig TEXT NOT NULL,
  device TEXT NOT NULL,
  calibration TEXT NOT NULL,
  software TEXT NOT NULL
) STRICT;
CREATE TABLE take (
  result_id INTEGER NOT NULL REFERENCES result (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (result_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding (
  result_id INTEGER NOT NULL REFERENCES result (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  severity TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (result_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE curve (
  result_id INTEGER PRIMARY KEY REFERENCES result (id) ON DELETE CASCADE,
  calibrated INTEGER NOT NULL CHECK (calibrated IN (0, 1)),
  points INTEGER NOT NULL,
  from_hz REAL NOT NULL,
  to_hz REAL NOT NULL,
  impedance_1khz_ohm REAL,
  impedance_1khz_u95_ohm REAL
) STRICT;
CREATE TABLE curve_points (
  result_id INTEGER PRIMARY KEY REFERENCES curve (result_id) ON DELETE CASCADE,
  frequency_hz BLOB NOT NULL,
  impedance_ohm BLOB NOT NULL,
  covariance BLOB NOT NULL,
  common BLOB NOT NULL,
  snr_db BLOB NOT NULL,
  upper_bound BLOB NOT NULL
) STRICT;
CREATE TABLE calibration (
  result_id INTEGER PRIMARY KEY REFERENCES result (id) ON DELETE CASCADE,
  sample_rate INTEGER NOT NULL,
  stimulus_hash TEXT NOT NULL,
  points INTEGER NOT NULL,
  from_hz REAL NOT NULL,
  to_hz REAL NOT NULL,
  reference_ohm REAL,
  contact_ohm REAL
) STRICT;
CREATE INDEX calibration_by_stimulus ON calibration (sample_rate, stimulus_hash);
CREATE TABLE calibration_points (
  result_id INTEGER PRIMARY KEY REFERENCES calibration (result_id) ON DELETE CASCADE,
  scalars BLOB NOT NULL,
  frequency_hz BLOB NOT NULL,
  terms BLOB NOT NULL,
  noise BLOB NOT NULL
) STRICT;
CREATE TABLE influence (
  result_id INTEGER NOT NULL REFERENCES calibration (result_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  parameter TEXT NOT NULL,
  terms BLOB NOT NULL,
  PRIMARY KEY (result_id, position)
) STRICT;
CREATE TABLE residual (
  result_id INTEGER NOT NULL REFERENCES calibration (result_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  standard TEXT NOT NULL,
  take_hash TEXT NOT NULL,
  worst_in_sigma REAL,
  worst_at_hz REAL,
  scalars BLOB NOT NULL,
  gamma BLOB NOT NULL,
  PRIMARY KEY (result_id, position)
) STRICT;
)sql";

}  // namespace

const char* const output_tables = R"sql(
CREATE TABLE trait (
  result_id INTEGER NOT NULL REFERENCES curve (result_id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value REAL NOT NULL,
  uncertainty REAL NOT NULL,
  PRIMARY KEY (result_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE leg_points (
  result_id INTEGER NOT NULL REFERENCES curve (result_id) ON DELETE CASCADE,
  leg TEXT NOT NULL CHECK (leg IN ('hot', 'cold')),
  frequency_hz BLOB NOT NULL,
  impedance_ohm BLOB NOT NULL,
  covariance BLOB NOT NULL,
  upper_bound BLOB NOT NULL,
  PRIMARY KEY (result_id, leg)
) STRICT;
CREATE TABLE level (
  result_id INTEGER PRIMARY KEY REFERENCES result (id) ON DELETE CASCADE,
  setting TEXT NOT NULL
) STRICT;
CREATE TABLE level_value (
  result_id INTEGER NOT NULL REFERENCES level (result_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  condition TEXT NOT NULL,
  at REAL NOT NULL,
  value REAL NOT NULL,
  uncertainty REAL NOT NULL,
  bound TEXT NOT NULL CHECK (bound IN ('none', 'upper', 'lower')),
  remark TEXT NOT NULL,
  PRIMARY KEY (result_id, position)
) STRICT, WITHOUT ROWID;
)sql";

const char* const collection_tables = R"sql(
CREATE TABLE circumstance (
  result_id INTEGER PRIMARY KEY REFERENCES result (id) ON DELETE CASCADE,
  kit TEXT NOT NULL,
  request TEXT NOT NULL,
  mounting TEXT NOT NULL,
  imported_from TEXT NOT NULL,
  temperature_c REAL
) STRICT;
CREATE TABLE verification (
  id INTEGER PRIMARY KEY,
  calibration_id INTEGER NOT NULL REFERENCES calibration (result_id) ON DELETE CASCADE,
  recorded_at TEXT NOT NULL,
  standard TEXT NOT NULL,
  agrees INTEGER NOT NULL CHECK (agrees IN (0, 1)),
  deviation REAL NOT NULL,
  deviation_hz REAL NOT NULL,
  normalised_error REAL NOT NULL,
  normalised_error_hz REAL NOT NULL,
  share_within REAL NOT NULL
) STRICT;
CREATE INDEX verification_by_calibration ON verification (calibration_id);
CREATE TABLE headphone (
  name TEXT PRIMARY KEY,
  nominal_ohm REAL,
  sensitivity_db REAL,
  sensitivity_per TEXT CHECK (sensitivity_per IN ('mW', 'V')),
  sensitivity_hz REAL,
  notes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;
CREATE TABLE batch_entry (
  batch_id INTEGER NOT NULL REFERENCES batch (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  headphone TEXT NOT NULL,
  channel TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('measured', 'rejected', 'skipped')),
  version INTEGER,
  remark TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (batch_id, position),
  UNIQUE (batch_id, headphone, channel)
) STRICT, WITHOUT ROWID;
)sql";

const char* const views = R"sql(
CREATE VIEW headphones AS
  SELECT name, part AS channel, version, recorded_at, calibrated, blocked, impedance_1khz_ohm,
         impedance_1khz_u95_ohm, from_hz, to_hz, points, mounting, imported_from
  FROM result JOIN curve ON curve.result_id = id LEFT JOIN circumstance ON circumstance.result_id = id
  WHERE kind = 'headphone' ORDER BY name, part, version;
CREATE VIEW amplifiers AS
  SELECT name, part AS output, version, recorded_at, calibrated, blocked, impedance_1khz_ohm,
         impedance_1khz_u95_ohm, from_hz, to_hz, points, imported_from
  FROM result JOIN curve ON curve.result_id = id LEFT JOIN circumstance ON circumstance.result_id = id
  WHERE kind = 'amplifier' ORDER BY name, part, version;
CREATE VIEW calibrations AS
  SELECT name, version, recorded_at, sample_rate, from_hz, to_hz, points, reference_ohm, contact_ohm
  FROM result JOIN calibration ON result_id = id ORDER BY name, version;
CREATE VIEW output_levels AS
  SELECT name, part AS output, setting, version, recorded_at, quantity, condition, at, value, uncertainty, bound, remark
  FROM result JOIN level ON level.result_id = id JOIN level_value ON level_value.result_id = id
  ORDER BY name, part, setting, version, position;
)sql";

namespace {

int pragma(SQLite::Database& connection, const char* name) {
  return connection.execAndGet(fmt::format("PRAGMA {}", name)).getInt();
}

/// Nothing was ever stored: a file just made, or one whose maker was ended before it made the tables.
bool is_empty(SQLite::Database& connection) {
  return pragma(connection, "application_id") == 0 && pragma(connection, "user_version") == 0 &&
         connection.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
}

void make_tables(SQLite::Database& connection) {
  SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
  if (!is_empty(connection)) return;  // another process was quicker
  connection.exec(tables);
  connection.exec(output_tables);
  connection.exec(collection_tables);
  connection.exec(views);
  connection.exec(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, schema_version));
  transaction.commit();
}

void check_identity(SQLite::Database& connection, const fs::path& file) {
  if (pragma(connection, "application_id") != application_id) {
    throw failure(
        fmt::format("'{}' is a database of another program, not a library of ohmsweep; choose another "
                    "folder with --library",
                    shown(file.string())));
  }
  const int version = pragma(connection, "user_version");
  if (version > schema_version) {
    throw failure(
        fmt::format("the library '{}' was written by a newer ohmsweep (schema {}, this program knows {}); "
                    "install a newer ohmsweep or choose another folder with --library",
                    shown(file.string()), version, schema_version));
  }
  if (version < oldest_schema) throw damaged(file, fmt::format("its schema is {}", version));
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return;
  if (fs::exists(folder, error)) {
    throw failure(
        fmt::format("'{}' is not a folder, so it cannot hold a library; choose a folder with --library",
                    shown(folder.string())));
  }
  fs::create_directories(folder, error);
  if (error) {
    throw failure(
        fmt::format("the library's folder '{}' cannot be made ({}); make it writable or choose another "
                    "folder with --library",
                    shown(folder.string()), error.message()));
  }
}

/// A rollback journal, not WAL: the folder holds one file at rest that can be copied, and reading works
/// without write permission. EXTRA makes a commit survive a power failure too.
constexpr const char* settings =
    "PRAGMA foreign_keys = ON; PRAGMA synchronous = EXTRA; PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY";

}  // namespace

int schema_of(SQLite::Database& connection) { return pragma(connection, "user_version"); }

fs::path database_file(const fs::path& folder) {
  if (folder.empty()) throw usage_error("the library's folder is empty text; name a folder with --library");
  std::error_code error;
  const fs::path absolute = fs::absolute(folder, error);
  if (error) {
    throw failure(
        fmt::format("the library's folder '{}' cannot be found ({}); name it by its full path with "
                    "--library",
                    shown(folder.string()), error.message()));
  }
  return absolute / "library.sqlite3";
}

SQLite::Database open_database(const fs::path& file) {
  make_folder(file.parent_path());
  return with_sentences(file, [&] {
    SQLite::Database connection(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_timeout_ms);
    connection.exec(settings);
    if (is_empty(connection)) make_tables(connection);
    check_identity(connection, file);
    const int schema = schema_of(connection);
    if (schema < schema_version && is_writable(connection, file)) migrate(connection, file, schema);
    return connection;
  });
}

}  // namespace ohmsweep
