#include "ohmsweep/formats/kit_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "formats/toml/checked_table.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

const std::vector<std::pair<std::string, StandardKind>> kinds{
    {"open", StandardKind::open}, {"short", StandardKind::short_circuit}, {"load", StandardKind::load}};

std::vector<std::string> keys_of(StandardKind kind) {
  switch (kind) {
    case StandardKind::open:
      return {"name", "kind", "capacitance"};
    case StandardKind::short_circuit:
      return {"name", "kind", "resistance", "inductance"};
    case StandardKind::load:
      break;
  }
  return {"name", "kind", "resistance", "inductance", "capacitance", "temperature_coefficient"};
}

/// The kind alone decides which other keys make sense, so it is read first.
StandardKind read_kind(const CheckedTable& table) {
  table.allow(keys_of(StandardKind::load));
  const auto kind = table.choice("kind", kinds);
  if (!kind) throw table.fault("the key 'kind' is missing in [[standard]]; write open, short or load");
  for (const std::string& key : table.keys()) {
    const auto allowed = keys_of(*kind);
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    throw table.fault(
        key, fmt::format("does not belong to {}; its keys are {}",
                         *kind == StandardKind::open ? "an open" : "a short", fmt::join(allowed, ", ")));
  }
  return *kind;
}

std::string read_name(const CheckedTable& table) {
  std::string name = table.required_text("name");
  try {
    check_name(name, "standard");
  } catch (const Error& error) {
    throw table.fault("name", std::string("has a wrong value: ") + error.what());
  }
  if (name.find('=') != std::string::npos) {
    throw table.fault("name",
                      fmt::format("'{}' holds '=', which ends a name in STATE=FILE; leave it out", name));
  }
  return name;
}

/// The stated value with its interval. A value stated alone is worth no more than itself, and never less than
/// what is known without a kit: ± 100 % of it, or the interval of the same kind without a kit where that is
/// narrower.
Uncertain stated_or_default(const std::optional<StatedQuantity>& stated, const Uncertain& without_kit) {
  if (!stated) return without_kit;
  if (!stated->half_width) {
    const double of_itself = from_interval95(stated->value, stated->value).standard_uncertainty;
    const bool narrower = of_itself > 0.0 && of_itself < without_kit.standard_uncertainty;
    return {stated->value, narrower ? of_itself : without_kit.standard_uncertainty};
  }
  return from_interval95(stated->value, *stated->half_width);
}

Standard without_kit(StandardKind kind) {
  if (kind == StandardKind::open) return default_open();
  if (kind == StandardKind::short_circuit) return default_short();
  return default_load("", {});
}

Uncertain read_load_resistance(const CheckedTable& table) {
  const StatedQuantity stated = table.required_quantity("resistance", parse_stated_resistance);
  if (!stated.half_width) {
    throw table.fault("resistance", "of a load needs its 95 % interval, as in \"100ohm +- 0.1%\"");
  }
  if (!(*stated.half_width < stated.value)) {
    throw table.fault("resistance", "of a load must be above zero and larger than its interval");
  }
  return from_interval95(stated.value, *stated.half_width);
}

Standard read_standard(const CheckedTable& table) {
  const StandardKind kind = read_kind(table);
  Standard standard = without_kit(kind);
  standard.name = read_name(table);
  standard.resistance_ohm =
      kind == StandardKind::load
          ? read_load_resistance(table)
          : stated_or_default(table.quantity("resistance", parse_stated_resistance), standard.resistance_ohm);
  standard.inductance_h =
      stated_or_default(table.quantity("inductance", parse_stated_inductance), standard.inductance_h);
  const auto capacitance = table.quantity("capacitance", parse_stated_capacitance);
  if (capacitance) standard.capacitance_f = stated_or_default(capacitance, default_open().capacitance_f);
  standard.temperature_coefficient_per_k =
      table.quantity("temperature_coefficient", parse_temperature_coefficient).value_or(0.0);
  return standard;
}

}  // namespace

std::vector<Standard> read_kit(const std::string& text, const std::string& file_name) {
  const CheckedTable file = CheckedTable::parse(text, file_name);
  file.allow({"standard"});
  std::vector<Standard> kit;
  for (const CheckedTable& table : file.tables("standard")) {
    Standard standard = read_standard(table);
    const auto same_name = [&](const Standard& other) { return other.name == standard.name; };
    if (std::any_of(kit.begin(), kit.end(), same_name)) {
      throw table.fault("name", fmt::format("'{}' is used twice; give each standard its own", standard.name));
    }
    kit.push_back(std::move(standard));
  }
  if (kit.empty()) throw file.fault("the kit has no standards; describe each one under [[standard]]");
  return kit;
}

}  // namespace ohmsweep
