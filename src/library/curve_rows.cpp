#include "library/curve_rows.h"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "library/schema.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

std::size_t nearest_to_1khz(const FrequencyGrid& grid) {
  const auto distance = [](double hz) { return std::abs(std::log2(hz / 1000.0)); };
  const auto nearest = std::min_element(grid.begin(), grid.end(),
                                        [&](double a, double b) { return distance(a) < distance(b); });
  return static_cast<std::size_t>(nearest - grid.begin());
}

/// SQLite keeps a NaN as NULL.
double number_or_nan(const SQLite::Column& column) {
  return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

}  // namespace

void check_storable(const ImpedanceCurve& curve, const ResultKey& key) {
  if (curve.grid.empty()) {
    throw rejection(
        fmt::format("the curve of {} '{}' ('{}') has no points, so there is nothing to store; measure "
                    "it again",
                    key.kind, shown(key.name), shown(key.part)));
  }
  const std::size_t points = curve.grid.size();
  check_points(curve.impedance_ohm.size(), points, "impedance_ohm");
  check_points(curve.covariance.size(), points, "covariance", true);
  check_points(curve.common.size(), points, "common", true);
  check_points(curve.snr_db.size(), points, "snr_db", true);
  check_points(curve.upper_bound.size(), points, "upper_bound", true);
}

void insert_curve(SQLite::Database& connection, const ResultRow& row, const ImpedanceCurve& curve) {
  const std::size_t i = nearest_to_1khz(curve.grid);
  const Complex impedance = curve.impedance_ohm[i];
  const double u95 = curve.covariance.empty() || !has_uncertainty(curve)
                         ? std::numeric_limits<double>::quiet_NaN()
                         : magnitude_u95(impedance, curve.covariance[i]);
  Insert(connection, "INSERT INTO curve VALUES (?, ?, ?, ?, ?, ?, ?)")
      .row(row.id, curve.calibrated ? 1 : 0, static_cast<std::int64_t>(curve.grid.size()),
           curve.grid.lowest().value(), curve.grid.highest().value(), std::abs(impedance), u95);
  Insert(connection, "INSERT INTO curve_points VALUES (?, ?, ?, ?, ?, ?, ?)")
      .row(row.id, Blob{blob::encode(curve.grid.hz())}, Blob{blob::encode(curve.impedance_ohm)},
           Blob{blob::encode(curve.covariance)}, Blob{blob::encode(curve.common)},
           Blob{blob::encode(curve.snr_db)}, Blob{blob::encode(curve.upper_bound)});
}

ImpedanceCurve read_curve(SQLite::Database& connection, const ResultRow& row) {
  SQLite::Statement query(
      connection,
      "SELECT frequency_hz, impedance_ohm, covariance, common, snr_db, upper_bound, calibrated "
      "FROM curve_points JOIN curve USING (result_id) WHERE result_id = ?");
  query.bind(1, row.id);
  expect_row(query, "curve_points");
  ImpedanceCurve curve;
  curve.grid = grid_of(query, 0);
  const std::size_t points = curve.grid.size();
  if (points == 0) throw failure("frequency_hz is empty");
  curve.impedance_ohm = points_of<Complex>(query, 1, points);
  curve.covariance = points_of<Covariance>(query, 2, points, true);
  curve.common = points_of<Covariance>(query, 3, points, true);
  curve.snr_db = points_of<double>(query, 4, points, true);
  curve.upper_bound = points_of<bool>(query, 5, points, true);
  curve.calibrated = query.getColumn(6).getInt() != 0;
  curve.findings = read_findings(connection, row);
  return curve;
}

std::vector<CurveSummary> summarise_curves(SQLite::Database& connection, const std::string& kind) {
  const bool collections = schema_of(connection) >= collection_schema;
  SQLite::Statement query(
      connection,
      fmt::format("SELECT name, part, max(version), recorded_at, blocked, calibrated, impedance_1khz_ohm, "
                  "impedance_1khz_u95_ohm, EXISTS (SELECT 1 FROM finding WHERE finding.result_id = id AND "
                  "code = ?2), "
                  "{} FROM result JOIN curve ON curve.result_id = id {} WHERE kind = ?1 "
                  "GROUP BY name, part ORDER BY name, part",
                  collections ? "coalesce(mounting, ''), coalesce(imported_from, '')" : "'', ''",
                  collections ? "LEFT JOIN circumstance ON circumstance.result_id = id" : ""));
  query.bind(1, kind);
  query.bind(2, std::string(to_string(FindingCode::ground_unknown)));
  std::vector<CurveSummary> summaries;
  while (query.executeStep()) {
    CurveSummary summary;
    summary.name = query.getColumn(0).getString();
    summary.part = query.getColumn(1).getString();
    summary.version = query.getColumn(2).getInt();
    summary.recorded_at = query.getColumn(3).getString();
    summary.blocked = query.getColumn(4).getInt() != 0;
    summary.calibrated = query.getColumn(5).getInt() != 0;
    summary.impedance_1khz_ohm = number_or_nan(query.getColumn(6));
    summary.impedance_1khz_u95_ohm = number_or_nan(query.getColumn(7));
    summary.upper_bound = kind == "amplifier" && summary.impedance_1khz_ohm < summary.impedance_1khz_u95_ohm;
    summary.ground_unknown = query.getColumn(8).getInt() != 0;
    summary.mounting = query.getColumn(9).getString();
    summary.imported_from = query.getColumn(10).getString();
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

}  // namespace ohmsweep
