#include "library/migration.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <string>

#include "library/schema.h"

namespace ohmsweep {

namespace {

namespace fs = std::filesystem;

/// The table of results takes a further kind. SQLite cannot change a constraint in place; the way around it
/// is that of its documentation, "Making Other Kinds Of Table Schema Changes" (lang_altertable.html): a new
/// table under another name, the rows, the old name.
constexpr const char* result_with_levels = R"sql(
CREATE TABLE new_result (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('calibration', 'headphone', 'amplifier', 'level')),
  name TEXT NOT NULL,
  part TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  recorded_at TEXT NOT NULL,
  blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
  UNIQUE (kind, name, part, version)
) STRICT;
INSERT INTO new_result SELECT id, kind, name, part, version, recorded_at, blocked FROM result;
DROP TABLE result;
ALTER TABLE new_result RENAME TO result;
)sql";

/// A view must not name a table while that is replaced, and may show more in the new schema.
constexpr const char* without_views = R"sql(
DROP VIEW IF EXISTS headphones;
DROP VIEW IF EXISTS amplifiers;
DROP VIEW IF EXISTS calibrations;
DROP VIEW IF EXISTS output_levels;
)sql";

void keep_copy(SQLite::Database& connection, const fs::path& file, int schema) {
  const fs::path copy = file.string() + fmt::format(".schema{}", schema);
  std::error_code error;
  if (fs::exists(copy, error)) return;
  SQLite::Statement statement(connection, "VACUUM INTO ?");
  statement.bind(1, copy.string());
  statement.exec();
}

/// Rows must outlive the table that they refer to while it is replaced.
class ForeignKeysOff {
 public:
  explicit ForeignKeysOff(SQLite::Database& connection) : connection_(connection) {
    connection_.exec("PRAGMA foreign_keys = OFF");
  }
  ForeignKeysOff(const ForeignKeysOff&) = delete;
  ForeignKeysOff& operator=(const ForeignKeysOff&) = delete;
  ~ForeignKeysOff() { (void)connection_.tryExec("PRAGMA foreign_keys = ON"); }

 private:
  SQLite::Database& connection_;
};

}  // namespace

bool is_writable(SQLite::Database& connection, const fs::path& file) {
  return sqlite3_db_readonly(connection.getHandle(), "main") == 0 &&
         access(file.parent_path().c_str(), W_OK) == 0;
}

void migrate(SQLite::Database& connection, const fs::path& file, int from) {
  keep_copy(connection, file, from);
  const ForeignKeysOff foreign_keys_off(connection);
  SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
  if (schema_of(connection) != from) return;  // another process was quicker
  connection.exec(without_views);
  if (from < outputs_schema) {
    connection.exec(result_with_levels);
    connection.exec(output_tables);
  }
  connection.exec(collection_tables);
  connection.exec(views);
  connection.exec(fmt::format("PRAGMA user_version = {}", schema_version));
  transaction.commit();
}

}  // namespace ohmsweep
