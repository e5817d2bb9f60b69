#include "ohmsweep/report/output_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/measurement/player_output.h"
#include "ohmsweep/measurement/shared_ground.h"
#include "report/curve_reading.h"
#include "report/text_table.h"

namespace ohmsweep {

namespace {

constexpr double reference_hz = 1000.0;
constexpr std::size_t first_optional_column = 6;

std::string interval(const Uncertain& value, const std::string& unit) {
  return with_interval(value.value, coverage_factor * value.standard_uncertainty, unit);
}

std::string line(const std::string& what, const std::string& words) {
  return fmt::format("  {:<9} {}\n", what, words);
}

/// "R 38.0 ± 0.1 Ω, C 100 ± 1 µF".
std::string elements(const OutputModel& model, const OhmUnit& unit) {
  std::string text = "R " + resistance_text(model.resistance_ohm, unit);
  if (model.inductance_h) text += ", L " + interval(*model.inductance_h, "H");
  if (model.capacitance_f) text += ", C " + interval(*model.capacitance_f, "F");
  return text;
}

std::string at_1khz(const ImpedanceCurve& curve, const OhmUnit& unit) {
  return magnitude_text(curve, nearest_point(curve.grid, reference_hz), unit);
}

std::string legs_text(const BalancedLegs& legs, const OhmUnit& unit) {
  return fmt::format("hot {}, cold {} at 1 kHz", at_1khz(legs.hot, unit), at_1khz(legs.cold, unit));
}

/// The crosstalk of a bound is one too, and is rounded up.
std::string crosstalk_text(const SharedGround& ground) {
  const double decibels = stated_crosstalk_db(ground);
  if (!is_upper_bound(ground.resistance_ohm)) return fmt::format("{:.1f} dB", decibels);
  return fmt::format("< {:.0f} dB", std::ceil(decibels));
}

std::string ground_line(const SharedGround& ground, const ImpedanceCurve& curve) {
  const OhmUnit unit = unit_of(curve);
  const GroundBranches branches = ground_branches(curve, ground, nearest_point(curve.grid, reference_hz));
  return line("ground",
              fmt::format("Rg {}, crosstalk {} at {}; tip branch Zt {}, both channels alike Zt + 2 Rg "
                          "{} at 1 kHz",
                          resistance_text(ground.resistance_ohm, unit), crosstalk_text(ground),
                          format_ohms(ground.load_ohm), magnitude_text(branches.tip, unit),
                          magnitude_text(branches.both, unit)));
}

std::string contact_line(const ContactFloor& contact) {
  if (!contact.estimated) {
    const double u95 = coverage_factor * contact.ohm;
    const bool usual = std::abs(u95 - Rig{}.contact_u95) < 1e-9;
    return line("contact", fmt::format("{} (95 %), {}", format_ohms(u95),
                                       usual ? "assumed where the rig states none" : "as the rig states it"));
  }
  return line("contact", fmt::format("{} scatter of re-plugging, from {} connections",
                                     format_ohms(contact.ohm), contact.connections));
}

std::string clock_line(const Uncertain& ppm) {
  return line("clock",
              fmt::format("the player's is {} by {} ppm", ppm.value < 0.0 ? "slower" : "faster",
                          with_interval(std::abs(ppm.value), coverage_factor * ppm.standard_uncertainty)));
}

const char* wiring_text(const OutputTraits& traits) {
  if (traits.legs) return "balanced";
  return traits.clock_offset_ppm ? "player" : "single-ended";
}

std::string ground_cell(const NamedOutput& named, const OhmUnit& unit) {
  if (named.output.traits.ground) return resistance_text(named.output.traits.ground->resistance_ohm, unit);
  return has(named.output.curve.findings, FindingCode::ground_unknown) ? "unknown (Zt alone)" : "";
}

std::vector<std::string> row(const NamedOutput& named) {
  const ImpedanceCurve& curve = named.output.curve;
  const OutputTraits& traits = named.output.traits;
  std::vector<std::string> cells{shown(named.name)};
  if (curve.grid.empty()) {
    cells.insert(cells.end(), {"", "", "", "", "not measured", "", "", ""});
    return cells;
  }
  const OhmUnit unit = unit_of(curve);
  cells.emplace_back(wiring_text(traits));
  for (const double hz : {audible_from.value(), reference_hz, audible_to.value()}) {
    cells.push_back(magnitude_text(curve, nearest_point(curve.grid, hz), unit));
  }
  const std::size_t most = largest_of(curve, audible_points(curve.grid));
  cells.push_back(fmt::format("{} at {}", magnitude_text(curve, most, unit), format_hz(curve.grid[most])));
  cells.push_back(ground_cell(named, unit));
  cells.push_back(traits.legs ? legs_text(*traits.legs, unit) : "");
  cells.push_back(traits.model ? elements(*traits.model, unit) : "");
  return cells;
}

/// Takes that cannot tell a drift leave it at what was expected of it: nothing, within what is allowed for.
std::string drift_line(const GainDrift& drift) {
  constexpr double untold = 1e-6;
  const double ppm = 1e6 * drift.per_take;
  if (std::abs(drift.per_take) > untold * drift.u95) {
    return line("drift", with_interval(ppm, 1e6 * drift.u95) + " ppm from take to take");
  }
  return line("drift", fmt::format("these takes do not tell; {} % from take to take allowed for",
                                   significant(100.0 * drift.u95, 2)));
}

}  // namespace

std::string output_lines(const OutputImpedance& output) {
  const OutputTraits& traits = output.traits;
  if (output.curve.grid.empty()) return {};
  const OhmUnit unit = unit_of(output.curve);
  std::string text;
  if (traits.model && (traits.model->inductance_h || traits.model->capacitance_f)) {
    text += line("circuit", elements(*traits.model, unit));
  }
  if (traits.legs) text += line("legs", legs_text(*traits.legs, unit));
  if (traits.ground) text += ground_line(*traits.ground, output.curve);
  if (traits.contact.estimated || traits.contact.ohm > 0.0) text += contact_line(traits.contact);
  if (traits.drift.u95 > 0.0) text += drift_line(traits.drift);
  if (traits.clock_offset_ppm) text += clock_line(*traits.clock_offset_ppm);
  return text;
}

std::string output_table(const std::vector<NamedOutput>& outputs, TableFormat format) {
  std::vector<std::vector<std::string>> rows{
      {"output", "wiring", "20 Hz", "1 kHz", "20 kHz", "largest", "shared ground", "legs", "circuit"}};
  for (const NamedOutput& output : outputs) rows.push_back(row(output));
  rows = without_empty_columns(std::move(rows), first_optional_column);
  return written({rows.front(), {rows.begin() + 1, rows.end()}, {2, 3, 4}}, format);
}

}  // namespace ohmsweep
