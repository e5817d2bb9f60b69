#include "library/calibration_rows.h"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

using InfluenceTerms = std::array<Complex, 3>;

void insert_influences(SQLite::Database& connection, std::int64_t id,
                       const std::vector<TermInfluence>& influences) {
  Insert insert(connection, "INSERT INTO influence VALUES (?, ?, ?, ?)");
  int position = 0;
  for (const TermInfluence& influence : influences) {
    insert.row(id, ++position, influence.parameter, Blob{blob::encode(influence.terms)});
  }
}

void insert_residuals(SQLite::Database& connection, std::int64_t id,
                      const std::vector<StandardResidual>& residuals) {
  Insert insert(connection, "INSERT INTO residual VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  int position = 0;
  for (const StandardResidual& residual : residuals) {
    const std::vector<double> scalars{residual.worst_in_sigma, residual.worst_at_hz};
    insert.row(id, ++position, residual.name, residual.take_hash, residual.worst_in_sigma,
               residual.worst_at_hz, Blob{blob::encode(scalars)}, Blob{blob::encode(residual.gamma)});
  }
}

std::vector<TermInfluence> read_influences(SQLite::Database& connection, std::int64_t id,
                                           std::size_t points) {
  SQLite::Statement query(connection,
                          "SELECT parameter, terms FROM influence WHERE result_id = ? ORDER BY position");
  query.bind(1, id);
  std::vector<TermInfluence> influences;
  while (query.executeStep()) {
    influences.push_back({query.getColumn(0).getString(), points_of<InfluenceTerms>(query, 1, points)});
  }
  return influences;
}

std::vector<StandardResidual> read_residuals(SQLite::Database& connection, std::int64_t id,
                                             std::size_t points) {
  SQLite::Statement query(
      connection,
      "SELECT standard, take_hash, scalars, gamma FROM residual WHERE result_id = ? ORDER BY position");
  query.bind(1, id);
  std::vector<StandardResidual> residuals;
  while (query.executeStep()) {
    const auto scalars = points_of<double>(query, 2, 2);
    residuals.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                         points_of<Complex>(query, 3, points, true), scalars[0], scalars[1]});
  }
  return residuals;
}

/// Four doubles, and the levels of open and short where they are known.
void read_scalars(const SQLite::Statement& query, std::size_t points, Calibration& calibration) {
  std::vector<double> scalars;
  blob::decode(bytes_of(query, 0), "scalars", scalars);
  constexpr std::size_t alone = 4;
  check_points(scalars.size(), scalars.size() == alone ? alone : alone + 2 * points, "scalars");
  calibration.reference_ohm = scalars[0];
  calibration.contact_ohm = scalars[1];
  calibration.drive = {scalars[2], scalars[3]};
  if (scalars.size() == alone) return;
  const auto open = scalars.begin() + alone;
  const auto shorted = open + static_cast<std::ptrdiff_t>(points);
  calibration.drive.open.assign(open, shorted);
  calibration.drive.shorted.assign(shorted, scalars.end());
}

/// The names of the standards of every calibration, in the order in which they were taken.
void add_standards(SQLite::Database& connection, const std::vector<std::int64_t>& ids,
                   std::vector<CalibrationSummary>& summaries) {
  SQLite::Statement query(connection, "SELECT standard FROM residual WHERE result_id = ? ORDER BY position");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    query.bind(1, ids[i]);
    while (query.executeStep()) summaries[i].standards.push_back(query.getColumn(0).getString());
    query.reset();
  }
}

}  // namespace

void check_storable(const Calibration& calibration, const ResultKey& key) {
  if (calibration.grid.empty()) {
    throw rejection(
        fmt::format("the calibration '{}' has no points, so there is nothing to store; take the "
                    "standards again",
                    shown(key.name)));
  }
  const std::size_t points = calibration.grid.size();
  check_points(calibration.terms.size(), points, "terms");
  check_points(calibration.noise.size(), points, "noise", true);
  check_points(calibration.drive.open.size(), points, "level of the open", true);
  check_points(calibration.drive.shorted.size(), calibration.drive.open.size(), "level of the short");
  for (const TermInfluence& influence : calibration.influences) {
    check_points(influence.terms.size(), points, "influence");
  }
  for (const StandardResidual& residual : calibration.residuals) {
    check_points(residual.gamma.size(), points, "residual", true);
  }
}

void insert_calibration(SQLite::Database& connection, const ResultRow& row, const Calibration& calibration) {
  Insert(connection, "INSERT INTO calibration VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .row(row.id, calibration.sample_rate, calibration.stimulus_hash,
           static_cast<std::int64_t>(calibration.grid.size()), calibration.grid.lowest().value(),
           calibration.grid.highest().value(), calibration.reference_ohm, calibration.contact_ohm);
  std::vector<double> scalars{calibration.reference_ohm, calibration.contact_ohm, calibration.drive.unloaded,
                              calibration.drive.output_ohm};
  scalars.insert(scalars.end(), calibration.drive.open.begin(), calibration.drive.open.end());
  scalars.insert(scalars.end(), calibration.drive.shorted.begin(), calibration.drive.shorted.end());
  Insert(connection, "INSERT INTO calibration_points VALUES (?, ?, ?, ?, ?)")
      .row(row.id, Blob{blob::encode(scalars)}, Blob{blob::encode(calibration.grid.hz())},
           Blob{blob::encode(calibration.terms)}, Blob{blob::encode(calibration.noise)});
  insert_influences(connection, row.id, calibration.influences);
  insert_residuals(connection, row.id, calibration.residuals);
}

Calibration read_calibration(SQLite::Database& connection, const ResultRow& row) {
  SQLite::Statement query(connection,
                          "SELECT scalars, frequency_hz, terms, noise, sample_rate, stimulus_hash "
                          "FROM calibration_points JOIN calibration USING (result_id) WHERE result_id = ?");
  query.bind(1, row.id);
  expect_row(query, "calibration_points");
  Calibration calibration;
  calibration.grid = grid_of(query, 1);
  const std::size_t points = calibration.grid.size();
  if (points == 0) throw failure("frequency_hz is empty");
  read_scalars(query, points, calibration);
  calibration.terms = points_of<ErrorTerms>(query, 2, points);
  calibration.noise = points_of<std::array<double, 36>>(query, 3, points, true);
  calibration.sample_rate = query.getColumn(4).getInt();
  calibration.stimulus_hash = query.getColumn(5).getString();
  calibration.influences = read_influences(connection, row.id, points);
  calibration.residuals = read_residuals(connection, row.id, points);
  calibration.findings = read_findings(connection, row);
  return calibration;
}

std::optional<ResultRow> find_newest_calibration(SQLite::Database& connection, int sample_rate,
                                                 const std::string& stimulus_hash) {
  SQLite::Statement query(
      connection,
      "SELECT id, name, version, recorded_at FROM result JOIN calibration ON result_id = id "
      "WHERE sample_rate = ? AND calibration.stimulus_hash = ? "
      "ORDER BY recorded_at DESC, id DESC LIMIT 1");
  query.bind(1, sample_rate);
  query.bind(2, stimulus_hash);
  if (!query.executeStep()) return std::nullopt;
  return ResultRow{query.getColumn(0).getInt64(),
                   {"calibration", query.getColumn(1).getString(), ""},
                   query.getColumn(2).getInt(),
                   query.getColumn(3).getString()};
}

std::vector<CalibrationSummary> summarise_calibrations(SQLite::Database& connection) {
  SQLite::Statement query(
      connection,
      "SELECT id, name, version, sample_rate, from_hz, to_hz, recorded_at FROM result "
      "JOIN calibration ON result_id = id WHERE kind = 'calibration' ORDER BY name, version");
  std::vector<std::int64_t> ids;
  std::vector<CalibrationSummary> summaries;
  while (query.executeStep()) {
    ids.push_back(query.getColumn(0).getInt64());
    CalibrationSummary summary;
    summary.name = query.getColumn(1).getString();
    summary.version = query.getColumn(2).getInt();
    summary.sample_rate = query.getColumn(3).getInt();
    summary.from_hz = query.getColumn(4).getDouble();
    summary.to_hz = query.getColumn(5).getDouble();
    summary.recorded_at = query.getColumn(6).getString();
    summaries.push_back(std::move(summary));
  }
  add_standards(connection, ids, summaries);
  return summaries;
}

}  // namespace ohmsweep
