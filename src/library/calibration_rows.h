#pragma once
/// Calibrations as rows. Every function runs inside its caller's transaction and throws SQLite::Exception or
/// Error(failed).

#include <SQLiteCpp/Database.h>

#include <vector>

#include "library/result_rows.h"

namespace ohmsweep {

/// Throws Error(rejected) for a calibration without points and Error(failed) for lists of unequal length.
void check_storable(const Calibration& calibration, const ResultKey& key);
void insert_calibration(SQLite::Database& connection, const ResultRow& row, const Calibration& calibration);
[[nodiscard]] Calibration read_calibration(SQLite::Database& connection, const ResultRow& row);
/// The newest by the time of recording, then by the order of storing.
[[nodiscard]] std::optional<ResultRow> find_newest_calibration(SQLite::Database& connection, int sample_rate,
                                                               const std::string& stimulus_hash);
/// Every version, ordered by name and version, without touching the terms.
[[nodiscard]] std::vector<CalibrationSummary> summarise_calibrations(SQLite::Database& connection);

}  // namespace ohmsweep
