#include "ohmsweep/report/output_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/curve_reading.h"
#include "report/number_text.h"
#include "report/text_table.h"

namespace ohmsweep {

namespace {

constexpr double reference_hz = 1000.0;

std::string interval(const Uncertain& value, const std::string& unit) {
  return with_interval(value.value, coverage_factor * value.standard_uncertainty, unit);
}

std::string line(const std::string& what, const std::string& words) {
  return fmt::format("  {:<9} {}\n", what, words);
}

/// "R 38.0 ± 0.1 Ω, C 100 ± 1 µF".
std::string elements(const OutputModel& model) {
  std::string text = "R " + interval(model.resistance_ohm, "Ω");
  if (model.inductance_h) text += ", L " + interval(*model.inductance_h, "H");
  if (model.capacitance_f) text += ", C " + interval(*model.capacitance_f, "F");
  return text;
}

std::string at_1khz(const ImpedanceCurve& curve) {
  return magnitude_text(curve, nearest_point(curve.grid, reference_hz));
}

std::string ground_line(const SharedGround& ground, const ImpedanceCurve& curve) {
  const Complex zo = curve.impedance_ohm[nearest_point(curve.grid, reference_hz)];
  const double rg = ground.resistance_ohm.value;
  return line(
      "ground",
      fmt::format("Rg {}, crosstalk {:.1f} dB at {}; tip branch Zt {}, both channels alike Zt + 2 Rg "
                  "{} at 1 kHz",
                  interval(ground.resistance_ohm, "Ω"), ground.crosstalk_db, format_ohms(ground.load_ohm),
                  format_ohms(std::abs(zo - rg)), format_ohms(std::abs(zo + rg))));
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

/// Where |Zo| is largest in the audible band.
std::size_t largest(const ImpedanceCurve& curve) {
  const std::vector<std::size_t> points = audible_points(curve.grid);
  const auto reach = [&](std::size_t i) {
    return is_upper_bound(curve, i) ? upper_bound_ohm(curve, i) : std::abs(curve.impedance_ohm[i]);
  };
  return *std::max_element(points.begin(), points.end(),
                           [&](std::size_t a, std::size_t b) { return reach(a) < reach(b); });
}

std::vector<std::string> row(const NamedOutput& named) {
  const ImpedanceCurve& curve = named.output.curve;
  const OutputTraits& traits = named.output.traits;
  std::vector<std::string> cells{shown(named.name)};
  if (curve.grid.empty()) {
    cells.insert(cells.end(), {"", "", "", "not measured", "", ""});
    return cells;
  }
  for (const double hz : {audible_from.value(), reference_hz, audible_to.value()}) {
    cells.push_back(short_magnitude_text(curve, nearest_point(curve.grid, hz)));
  }
  const std::size_t most = largest(curve);
  cells.push_back(fmt::format("{} at {}", short_magnitude_text(curve, most), format_hz(curve.grid[most])));
  cells.push_back(traits.ground ? interval(traits.ground->resistance_ohm, "Ω") : "");
  cells.push_back(traits.model ? elements(*traits.model) : "");
  return cells;
}

}  // namespace

std::string output_lines(const OutputImpedance& output) {
  const OutputTraits& traits = output.traits;
  if (output.curve.grid.empty()) return {};
  std::string text;
  if (traits.model && (traits.model->inductance_h || traits.model->capacitance_f)) {
    text += line("circuit", elements(*traits.model));
  }
  if (traits.legs) {
    text += line("legs", fmt::format("hot {}, cold {} at 1 kHz", at_1khz(traits.legs->hot),
                                     at_1khz(traits.legs->cold)));
  }
  if (traits.ground) text += ground_line(*traits.ground, output.curve);
  text += contact_line(traits.contact);
  if (traits.drift.u95 > 0.0) {
    text += line("drift", with_interval(1e6 * traits.drift.per_take, 1e6 * traits.drift.u95) +
                              " ppm from take to take");
  }
  if (traits.clock_offset_ppm) text += clock_line(*traits.clock_offset_ppm);
  return text;
}

std::string output_table(const std::vector<NamedOutput>& outputs) {
  std::vector<std::vector<std::string>> rows{
      {"output", "20 Hz", "1 kHz", "20 kHz", "largest", "shared ground", "circuit"}};
  for (const NamedOutput& output : outputs) rows.push_back(row(output));
  return text_table(rows, {1, 2, 3});
}

}  // namespace ohmsweep
