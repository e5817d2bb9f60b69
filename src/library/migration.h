#pragma once
/// Libraries of older schemas brought up to date. Thread rule: one connection per thread.

#include <SQLiteCpp/Database.h>

#include <filesystem>

namespace ohmsweep {

/// Whether the file may be written, and its folder hold the journal of a transaction: a library that may only
/// be read is used as it is.
[[nodiscard]] bool is_writable(SQLite::Database& connection, const std::filesystem::path& file);

/// From `from` to the newest schema in one transaction, after a copy of the file as it was has been made
/// beside it
/// ("library.sqlite3.schema1"; a copy that is there already is kept). Results keep their ids, and nothing is
/// lost. Throws SQLite::Exception with the library as it was.
void migrate(SQLite::Database& connection, const std::filesystem::path& file, int from);

}  // namespace ohmsweep
