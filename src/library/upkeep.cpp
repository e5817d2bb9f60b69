/// Library::check and Library::backup.

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "library/database.h"
#include "library/result_rows.h"
#include "library/stored.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep {

namespace {

namespace fs = std::filesystem;

using Faults = std::vector<std::string>;

/// Pages, indexes and constraints, by SQLite itself.
void check_pages(SQLite::Database& connection, const fs::path& file, Faults& faults) {
  SQLite::Statement integrity(connection, "PRAGMA integrity_check");
  while (integrity.executeStep()) {
    const std::string line = integrity.getColumn(0).getString();
    if (line != "ok") faults.emplace_back(damaged(file, line).what());
  }
  SQLite::Statement orphans(connection, "PRAGMA foreign_key_check");
  while (orphans.executeStep()) {
    const std::string table = orphans.getColumn(0).getString();
    faults.emplace_back(damaged(file, fmt::format("a row of table {} belongs to no result", table)).what());
  }
}

std::vector<ResultRow> every_result(SQLite::Database& connection) {
  SQLite::Statement query(
      connection,
      "SELECT id, kind, name, part, version, recorded_at FROM result ORDER BY kind, name, part, "
      "version");
  std::vector<ResultRow> rows;
  while (query.executeStep()) {
    rows.push_back(
        {query.getColumn(0).getInt64(),
         {query.getColumn(1).getString(), query.getColumn(2).getString(), query.getColumn(3).getString()},
         query.getColumn(4).getInt(),
         query.getColumn(5).getString()});
  }
  return rows;
}

void check_result(SQLite::Database& connection, const fs::path& file, const ResultRow& row, Faults& faults) {
  try {
    if (row.key.kind == "calibration") {
      (void)stored_calibration(connection, file, row);
    } else if (row.key.kind == level_kind) {
      (void)stored_level(connection, file, row);
    } else {
      (void)stored_curve(connection, file, row);
    }
  } catch (const Error& error) {
    faults.emplace_back(error.what());
  }
}

/// A half-written copy that disappears unless it is kept.
class PartialCopy {
 public:
  explicit PartialCopy(fs::path path) : path_(std::move(path)) { discard(); }
  PartialCopy(const PartialCopy&) = delete;
  PartialCopy& operator=(const PartialCopy&) = delete;
  ~PartialCopy() { discard(); }
  [[nodiscard]] const fs::path& path() const { return path_; }
  void keep_as(const fs::path& file) const { fs::rename(path_, file); }

 private:
  void discard() const {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  fs::path path_;
};

Error copy_failed(const fs::path& copy, const std::string& reason) {
  return failure(
      fmt::format("the backup '{}' could not be written ({}); name a file in a folder that exists, is "
                  "writable and has free space",
                  shown(copy.string()), reason));
}

/// Results of before schema 3 have no circumstance, and no kept takes.
constexpr const char* all_takes_sql =
    "SELECT kind, result.name, part, version, state, take.name, hash, stimulus_hash, "
    "coalesce(imported_from = '', 0) FROM take JOIN result ON result.id = take.result_id "
    "JOIN provenance ON provenance.result_id = result.id "
    "LEFT JOIN circumstance ON circumstance.result_id = result.id "
    "ORDER BY kind, result.name, part, version, position";
constexpr const char* all_takes_before_sql =
    "SELECT kind, result.name, part, version, state, take.name, hash, stimulus_hash, 0 FROM take "
    "JOIN result ON result.id = take.result_id JOIN provenance ON provenance.result_id = result.id "
    "ORDER BY kind, result.name, part, version, position";

}  // namespace

std::vector<ReferredTake> Library::all_takes() const {
  return database_->read([](SQLite::Database& connection) {
    SQLite::Statement query(
        connection, schema_of(connection) >= collection_schema ? all_takes_sql : all_takes_before_sql);
    std::vector<ReferredTake> takes;
    while (query.executeStep()) {
      takes.push_back(
          {query.getColumn(0).getString(),
           query.getColumn(1).getString(),
           query.getColumn(2).getString(),
           query.getColumn(3).getInt(),
           {query.getColumn(4).getString(), query.getColumn(5).getString(), query.getColumn(6).getString()},
           query.getColumn(7).getString(),
           query.getColumn(8).getInt() != 0});
    }
    return takes;
  });
}

std::vector<std::string> Library::check() const {
  Faults faults;
  try {
    database_->read([&](SQLite::Database& connection) {
      check_pages(connection, file(), faults);
      for (const ResultRow& row : every_result(connection)) check_result(connection, file(), row, faults);
    });
  } catch (const Error& error) {
    faults.emplace_back(error.what());
  }
  return faults;
}

void Library::backup(const fs::path& copy) const {
  std::error_code error;
  if (fs::exists(copy, error)) {
    throw failure(fmt::format("'{}' exists already; name a new file for the backup", shown(copy.string())));
  }
  try {
    const PartialCopy partial(fs::absolute(copy).string() + ".part");
    SQLite::Statement statement(database_->connection, "VACUUM INTO ?");
    statement.bind(1, partial.path().string());
    statement.exec();
    partial.keep_as(copy);
  } catch (const SQLite::Exception& exception) {
    const int code = exception.getErrorCode();
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) throw damaged(file(), exception.what());
    throw copy_failed(copy, exception.what());
  } catch (const fs::filesystem_error& problem) {
    throw copy_failed(copy, problem.code().message());
  }
}

}  // namespace ohmsweep
