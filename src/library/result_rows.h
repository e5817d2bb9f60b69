#pragma once
/// The rows that calibrations and curves share: the result itself, its provenance, takes and findings.
/// Every function runs inside its caller's transaction and throws SQLite::Exception or Error(failed).

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/blob.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep {

/// The kind of results that hold an output's level.
inline constexpr const char* level_kind = "level";

/// What a result is called: kind is the column's text, part is empty for calibrations.
struct ResultKey {
  std::string kind;  ///< "calibration", "headphone", "amplifier", "level"
  std::string name;
  std::string part;
};

struct ResultRow {
  std::int64_t id = 0;
  ResultKey key;
  int version = 1;
  std::string recorded_at;
};

/// A BLOB parameter, so that bytes and text are not confused.
struct Blob {
  blob::Bytes bytes;
};

/// Binds the parameters of `sql` in order and runs it.
class Insert {
 public:
  Insert(SQLite::Database& connection, const char* sql) : statement_(connection, sql) {}
  template <typename... Values>
  void row(const Values&... values) {
    int index = 0;
    (put(++index, values), ...);
    statement_.exec();
    statement_.reset();
  }

 private:
  void put(int index, const std::string& text) { statement_.bind(index, text); }
  void put(int index, double number) { statement_.bind(index, number); }
  void put(int index, std::int64_t number) { statement_.bind(index, number); }
  void put(int index, int number) { statement_.bind(index, number); }
  /// Nothing is NULL.
  template <typename Value>
  void put(int index, const std::optional<Value>& value) {
    if (value) {
      put(index, *value);
    } else {
      statement_.bind(index);
    }
  }
  void put(int index, const Blob& blob) {
    statement_.bind(index, blob.bytes.data(), static_cast<int>(blob.bytes.size()));
  }
  SQLite::Statement statement_;
};

/// The bytes of a column until the statement moves on.
[[nodiscard]] std::string_view bytes_of(const SQLite::Statement& statement, int column);

/// Decodes a column that must hold one element per grid point, or none at all where `may_be_empty`.
template <typename Element>
[[nodiscard]] std::vector<Element> points_of(const SQLite::Statement& statement, int column,
                                             std::size_t points, bool may_be_empty = false);

/// Throws Error(failed) unless a list has one element per grid point, or none where `may_be_empty`.
void check_points(std::size_t size, std::size_t points, std::string_view what, bool may_be_empty = false);

/// The grid in a column; wrong order or values are an Error(failed).
[[nodiscard]] FrequencyGrid grid_of(const SQLite::Statement& statement, int column);

/// Inserts the result under its next version with everything that stands beside it. Throws Error(rejected)
/// where `after` is given and is not the newest version.
ResultRow insert_result(SQLite::Database& connection, const ResultKey& key, const Findings& findings,
                        const Provenance& provenance, std::optional<int> after = {});
/// The newest version, or the one asked for, if there is one.
[[nodiscard]] std::optional<ResultRow> find_result(SQLite::Database& connection, const ResultKey& key,
                                                   std::optional<int> version);
/// The newest version of every name and part of a kind, or of one name, ordered by name and part.
[[nodiscard]] std::vector<ResultRow> current_results(SQLite::Database& connection, const std::string& kind,
                                                     const std::optional<std::string>& name);
[[nodiscard]] Findings read_findings(SQLite::Database& connection, const ResultRow& row);
[[nodiscard]] Provenance read_provenance(SQLite::Database& connection, const ResultRow& row);

/// Moves to the single row that must be there; Error(failed) when it is missing.
void expect_row(SQLite::Statement& statement, std::string_view table);

template <typename Element>
std::vector<Element> points_of(const SQLite::Statement& statement, int column, std::size_t points,
                               bool may_be_empty) {
  const std::string what = statement.getColumn(column).getName();
  std::vector<Element> values;
  blob::decode(bytes_of(statement, column), what, values);
  check_points(values.size(), points, what, may_be_empty);
  return values;
}

}  // namespace ohmsweep
