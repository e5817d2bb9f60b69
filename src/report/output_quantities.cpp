#include "ohmsweep/report/output_quantities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "report/bounded_text.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

constexpr double reference_hz = 1000.0;
constexpr double per_million = 1e6;

/// `unit` is empty where there is no value.
struct Quantity {
  std::string output;
  std::string setting;
  std::string name;
  std::string at;
  Bounded value;
  std::string unit;
  std::string remark;
};

using Quantities = std::vector<Quantity>;

Bounded exact(double value, double u95 = 0.0) { return {{value, u95 / coverage_factor}, Bound::none}; }

/// |Z| of a leg, where it covers 1 kHz.
void add_leg(Quantities& all, const std::string& output, const char* name, const ImpedanceCurve& leg) {
  if (leg.grid.empty() || leg.grid.lowest().value() > reference_hz ||
      leg.grid.highest().value() < reference_hz) {
    return;
  }
  const ImpedancePoint point = at(leg, Hertz(reference_hz));
  const double size = std::abs(point.impedance_ohm);
  const double u95 = magnitude_u95(point.impedance_ohm, point.covariance);
  const Bounded value = point.upper_bound ? Bounded{{size + u95, 0.0}, Bound::upper} : exact(size, u95);
  all.push_back({output, "", name, "1 kHz", value, "ohm", ""});
}

void add_circuit(Quantities& all, const std::string& output, const OutputModel& model) {
  all.push_back({output, "", "resistance", "", {model.resistance_ohm}, "ohm", ""});
  if (model.inductance_h) all.push_back({output, "", "inductance", "", {*model.inductance_h}, "H", ""});
  if (model.capacitance_f) all.push_back({output, "", "capacitance", "", {*model.capacitance_f}, "F", ""});
}

void add_traits(Quantities& all, const NamedOutput& named) {
  const OutputTraits& traits = named.output.traits;
  if (traits.contact.estimated || traits.contact.ohm > 0.0) {
    all.push_back({named.name, "", "contact", "", exact(traits.contact.ohm), "ohm",
                   traits.contact.estimated ? "from the scatter of repeats" : "as the rig states it"});
  }
  if (traits.drift.u95 > 0.0) {
    all.push_back({named.name, "", "drift", "",
                   exact(per_million * traits.drift.per_take, per_million * traits.drift.u95), "ppm",
                   "from take to take"});
  }
  if (traits.model) add_circuit(all, named.name, *traits.model);
  if (traits.ground) {
    all.push_back({named.name, "", "shared_ground", "", {traits.ground->resistance_ohm}, "ohm", ""});
    all.push_back({named.name, "", "crosstalk", fmt::format("{:.6g} ohm", traits.ground->load_ohm),
                   exact(traits.ground->crosstalk_db), "dB", ""});
  }
  if (traits.clock_offset_ppm) {
    all.push_back({named.name, "", "clock_offset", "", {*traits.clock_offset_ppm}, "ppm", ""});
  }
  if (!traits.legs) return;
  add_leg(all, named.name, "hot_leg", traits.legs->hot);
  add_leg(all, named.name, "cold_leg", traits.legs->cold);
}

/// V²/R of a clean voltage, with twice its relative uncertainty; a bound stays one.
Bounded power_of(const CleanVoltage& clean) {
  const Uncertain& volts = clean.vrms.value;
  return {{volts.value * volts.value / clean.load_ohm,
           2.0 * volts.value * volts.standard_uncertainty / clean.load_ohm},
          clean.vrms.bound};
}

void add_clean(Quantities& all, const Quantity& whose, const CleanVoltage& clean) {
  const auto add = [&](const char* name, const Bounded& value, const std::string& unit,
                       const std::string& remark) {
    all.push_back({whose.output, whose.setting, name, clean.load, value, unit, remark});
  };
  add("clean_voltage", clean.vrms, "V", clean.ended_by);
  if (clean.load_ohm > 0.0) add("clean_power", power_of(clean), "W", "into the load's stated resistance");
  if (clean.current_limit_a) add("current_limit", exact(*clean.current_limit_a), "A", "peak");
}

void add_level(Quantities& all, const NamedLevel& named) {
  const OutputLevel& level = named.level;
  const Quantity whose{named.output, level.setting, "", "", {}, "", ""};
  for (const CleanVoltage& clean : level.clean) add_clean(all, whose, clean);
  const auto add = [&](const char* name, const std::string& at, const Bounded& value,
                       const std::string& unit) {
    all.push_back({whose.output, whose.setting, name, at, value, unit, ""});
  };
  if (level.noise) {
    add("noise", "20 Hz to 20 kHz", level.noise->unweighted_vrms, "V");
    add("noise", "A-weighted", level.noise->a_weighted_vrms, "V");
  }
  for (const ChannelImbalance& each : level.imbalance) {
    const double position = -std::max(0.0, each.attenuation_db);
    add("right_over_left", without_negative_zero(fmt::format("{:.1f}", position)) + " dB",
        {each.right_over_left_db}, "dB");
  }
  if (level.gain_db) add("gain", "", {*level.gain_db}, "dB");
  for (const Finding& finding : level.findings) {
    all.push_back({whose.output,
                   whose.setting,
                   "finding",
                   std::string(to_string(finding.code)),
                   {},
                   "",
                   finding.detail});
  }
}

std::string bound_word(Bound bound) {
  if (bound == Bound::none) return "";
  return bound == Bound::upper ? "upper" : "lower";
}

Table for_programs(const std::string& amplifier, const Quantities& all) {
  Table table{
      {"name", "part", "setting", "quantity", "at", "value", "u95", "bound", "unit", "remark"}, {}, {}};
  for (const Quantity& each : all) {
    const bool has_value = !each.unit.empty();
    const double u95 = coverage_factor * each.value.value.standard_uncertainty;
    table.rows.push_back({amplifier, each.output, each.setting, each.name, each.at,
                          has_value ? cell_of(each.value.value.value) : "", u95 > 0.0 ? cell_of(u95) : "",
                          bound_word(each.value.bound), each.unit, each.remark});
  }
  return table;
}

std::string value_text(const Quantity& each) {
  if (each.unit.empty()) return "";
  if (each.unit != "dB") return with_unit(each.value, each.unit.c_str());
  // No finer than a thousandth, and what is not known of the last digit is no sign.
  const double u95 = std::max(coverage_factor * each.value.value.standard_uncertainty, 1e-3);
  const double value = each.value.value.value;
  return with_interval(std::abs(value) < 0.05 * u95 ? 0.0 : value, u95) + " dB";
}

Table for_people(const Quantities& all) {
  std::vector<std::vector<std::string>> rows{{"output", "setting", "quantity", "at", "value", "remark"}};
  for (const Quantity& each : all) {
    std::string words = each.name;
    std::ranges::replace(words, '_', ' ');
    rows.push_back({shown(each.output), shown(each.setting), words, shown(each.at), value_text(each),
                    shown(each.remark)});
  }
  rows = without_empty_columns(std::move(rows), 1);
  return {rows.front(), {rows.begin() + 1, rows.end()}, {}};
}

}  // namespace

std::string output_quantities(const std::string& amplifier, const std::vector<NamedOutput>& outputs,
                              const std::vector<NamedLevel>& levels, TableFormat format) {
  Quantities all;
  if (format == TableFormat::csv) {
    for (const NamedOutput& named : outputs) add_traits(all, named);
  }
  for (const NamedLevel& named : levels) add_level(all, named);
  if (all.empty()) return {};
  return written(format == TableFormat::csv ? for_programs(amplifier, all) : for_people(all), format);
}

}  // namespace ohmsweep
