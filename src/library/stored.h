#pragma once
/// Whole results from their rows. Inside the caller's transaction; a row that cannot be decoded is an
/// Error(failed) that names the file and the result.

#include <SQLiteCpp/Database.h>

#include <filesystem>

#include "library/result_rows.h"

namespace ohmsweep {

[[nodiscard]] StoredCalibration stored_calibration(SQLite::Database& connection,
                                                   const std::filesystem::path& file, const ResultRow& row);
[[nodiscard]] StoredCurve stored_curve(SQLite::Database& connection, const std::filesystem::path& file,
                                       const ResultRow& row);
[[nodiscard]] StoredLevel stored_level(SQLite::Database& connection, const std::filesystem::path& file,
                                       const ResultRow& row);

}  // namespace ohmsweep
