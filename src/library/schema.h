#pragma once
/// The database file: its schema, its identity and how it is opened. docs/library-schema.md describes it.
/// Thread rule: one connection per thread.

#include <SQLiteCpp/Database.h>

#include <filesystem>

namespace ohmsweep {

/// "OHMs" in the file's header: a SQLite database with another application_id is somebody else's.
inline constexpr int application_id = 0x4F484D73;
/// Of the tables below; a file of a greater one was written by a newer ohmsweep.
inline constexpr int schema_version = 3;
/// The oldest that is still read. 1 had neither traits nor levels of outputs, 2 nothing of a collection.
inline constexpr int oldest_schema = 1;
inline constexpr int outputs_schema = 2;
inline constexpr int collection_schema = 3;

/// What schemas 2 and 3 add, and the views for people, as SQL.
extern const char* const output_tables;
extern const char* const collection_tables;
extern const char* const views;

/// The schema that a file has.
[[nodiscard]] int schema_of(SQLite::Database& connection);

/// The database's place in a folder, absolute.
[[nodiscard]] std::filesystem::path database_file(const std::filesystem::path& folder);

/// Opens `file`, making its folder and the tables where there is nothing yet. A file that may only be read is
/// opened for reading. Throws Error(failed) when it cannot be made or opened, is not a database, is somebody
/// else's or of a newer version.
[[nodiscard]] SQLite::Database open_database(const std::filesystem::path& file);

}  // namespace ohmsweep
