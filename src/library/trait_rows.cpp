#include <SQLiteCpp/Column.h>

#include <cmath>
#include <map>

#include "library/curve_rows.h"
#include "library/output_rows.h"
#include "library/schema.h"

namespace ohmsweep {

namespace {

using Traits = std::map<std::string, Uncertain>;

/// A 95 % half-width is kept as the standard uncertainty that it came from.
Traits named(const OutputTraits& traits) {
  Traits rows{{"contact_ohm", {traits.contact.ohm, 0.0}},
              {"contact_estimated", {traits.contact.estimated ? 1.0 : 0.0, 0.0}},
              {"contact_connections", {static_cast<double>(traits.contact.connections), 0.0}},
              {"drift_per_take", {traits.drift.per_take, traits.drift.u95 / coverage_factor}}};
  if (const auto& model = traits.model) {
    rows["resistance_ohm"] = model->resistance_ohm;
    if (model->inductance_h) rows["inductance_h"] = *model->inductance_h;
    if (model->capacitance_f) rows["capacitance_f"] = *model->capacitance_f;
  }
  if (const auto& ground = traits.ground) {
    rows["ground_ohm"] = ground->resistance_ohm;
    rows["ground_crosstalk_db"] = {ground->crosstalk_db, 0.0};
    rows["ground_load_ohm"] = {ground->load_ohm, 0.0};
  }
  if (traits.clock_offset_ppm) rows["clock_offset_ppm"] = *traits.clock_offset_ppm;
  return rows;
}

class Reader {
 public:
  explicit Reader(Traits rows) : rows_(std::move(rows)) {}
  [[nodiscard]] std::optional<Uncertain> find(const std::string& name) const {
    const auto found = rows_.find(name);
    return found == rows_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] Uncertain get(const std::string& name) const { return find(name).value_or(Uncertain{}); }

 private:
  Traits rows_;
};

OutputTraits from_named(const Reader& reader) {
  OutputTraits traits;
  traits.contact = {reader.get("contact_ohm").value, reader.get("contact_estimated").value != 0.0,
                    static_cast<int>(reader.get("contact_connections").value)};
  const Uncertain drift = reader.get("drift_per_take");
  traits.drift = {drift.value, coverage_factor * drift.standard_uncertainty};
  if (const auto resistance = reader.find("resistance_ohm")) {
    traits.model = OutputModel{*resistance, reader.find("inductance_h"), reader.find("capacitance_f")};
  }
  if (const auto ground = reader.find("ground_ohm")) {
    traits.ground =
        SharedGround{*ground, reader.get("ground_crosstalk_db").value, reader.get("ground_load_ohm").value};
  }
  traits.clock_offset_ppm = reader.find("clock_offset_ppm");
  return traits;
}

Traits read_named(SQLite::Database& connection, const ResultRow& row) {
  SQLite::Statement query(connection, "SELECT name, value, uncertainty FROM trait WHERE result_id = ?");
  query.bind(1, row.id);
  Traits rows;
  while (query.executeStep()) {
    rows[query.getColumn(0).getString()] = {query.getColumn(1).getDouble(), query.getColumn(2).getDouble()};
  }
  return rows;
}

void insert_leg(SQLite::Database& connection, const ResultRow& row, const std::string& leg,
                const ImpedanceCurve& curve) {
  check_storable(curve, row.key);
  Insert(connection, "INSERT INTO leg_points VALUES (?, ?, ?, ?, ?, ?)")
      .row(row.id, leg, Blob{blob::encode(curve.grid.hz())}, Blob{blob::encode(curve.impedance_ohm)},
           Blob{blob::encode(curve.covariance)}, Blob{blob::encode(curve.upper_bound)});
}

std::optional<ImpedanceCurve> read_leg(SQLite::Database& connection, const ResultRow& row,
                                       const std::string& leg) {
  SQLite::Statement query(connection,
                          "SELECT frequency_hz, impedance_ohm, covariance, upper_bound FROM leg_points "
                          "WHERE result_id = ? AND leg = ?");
  query.bind(1, row.id);
  query.bind(2, leg);
  if (!query.executeStep()) return std::nullopt;
  ImpedanceCurve curve;
  curve.grid = grid_of(query, 0);
  const std::size_t points = curve.grid.size();
  curve.impedance_ohm = points_of<Complex>(query, 1, points);
  curve.covariance = points_of<Covariance>(query, 2, points, true);
  curve.upper_bound = points_of<bool>(query, 3, points, true);
  curve.common.assign(curve.covariance.size(), Covariance{});
  curve.calibrated = true;
  return curve;
}

}  // namespace

void insert_traits(SQLite::Database& connection, const ResultRow& row, const OutputTraits& traits) {
  Insert trait(connection, "INSERT INTO trait VALUES (?, ?, ?, ?)");
  for (const auto& [name, value] : named(traits)) {
    // What is not a number is not known: SQLite has no NaN, and a trait without a row reads as absent.
    if (!std::isfinite(value.value) || !std::isfinite(value.standard_uncertainty)) continue;
    trait.row(row.id, name, value.value, value.standard_uncertainty);
  }
  if (!traits.legs) return;
  insert_leg(connection, row, "hot", traits.legs->hot);
  insert_leg(connection, row, "cold", traits.legs->cold);
}

OutputTraits read_traits(SQLite::Database& connection, const ResultRow& row) {
  if (schema_of(connection) < outputs_schema) return {};
  OutputTraits traits = from_named(Reader(read_named(connection, row)));
  auto hot = read_leg(connection, row, "hot");
  auto cold = read_leg(connection, row, "cold");
  if (hot && cold) traits.legs = BalancedLegs{std::move(*hot), std::move(*cold)};
  return traits;
}

}  // namespace ohmsweep
