#pragma once
/// Impedance curves as rows. Every function runs inside its caller's transaction and throws
/// SQLite::Exception or Error(failed).

#include <SQLiteCpp/Database.h>

#include <string>
#include <vector>

#include "library/result_rows.h"

namespace ohmsweep {

/// Throws Error(rejected) for a curve without points and Error(failed) for lists of unequal length.
void check_storable(const ImpedanceCurve& curve, const ResultKey& key);
void insert_curve(SQLite::Database& connection, const ResultRow& row, const ImpedanceCurve& curve);
[[nodiscard]] ImpedanceCurve read_curve(SQLite::Database& connection, const ResultRow& row);
/// The newest version of each part, ordered by name and part, without touching the points.
[[nodiscard]] std::vector<CurveSummary> summarise_curves(SQLite::Database& connection,
                                                         const std::string& kind);

}  // namespace ohmsweep
