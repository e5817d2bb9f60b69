#include "report/html/device_on_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/advice_text.h"
#include "ohmsweep/report/output_level_table.h"
#include "ohmsweep/report/output_summary.h"
#include "ohmsweep/report/side_table.h"
#include "report/bounded_text.h"
#include "report/curve_reading.h"
#include "report/html/levels_on_page.h"
#include "report/html/page_json.h"

namespace ohmsweep::page {
namespace {

constexpr int decibel_digits = 4;

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string facts_json(const Facts& facts) {
  return array_of(facts, [](const auto& fact) {
    return json_array({json_string(fact.first), json_string(fact.second)});
  });
}

std::size_t smallest_of(const ImpedanceCurve& curve) {
  const std::vector<std::size_t> points = audible_points(curve.grid);
  return *std::min_element(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(curve.impedance_ohm[a]) < std::abs(curve.impedance_ohm[b]);
  });
}

std::string value_at(const ImpedanceCurve& curve, std::size_t point) {
  return fmt::format("{} at {}", magnitude_text(curve, point, unit_of(curve)), format_hz(curve.grid[point]));
}

/// Of an open device they would be those of the noise.
bool has_values(const ImpedanceCurve& curve) { return !has(curve.findings, FindingCode::device_open); }

void add_extremes(Facts& facts, const ImpedanceCurve& curve, bool with_smallest) {
  if (!has_values(curve)) return;
  const std::size_t reference = nearest_point(curve.grid, 1000.0);
  facts.emplace_back(format_hz(curve.grid[reference]), magnitude_text(curve, reference, unit_of(curve)));
  if (with_smallest) facts.emplace_back("smallest", value_at(curve, smallest_of(curve)));
  facts.emplace_back("largest", value_at(curve, largest_of(curve, audible_points(curve.grid))));
}

void add_origin(Facts& facts, const ReportedCurve& reported) {
  if (!reported.mounting.empty()) facts.emplace_back("worn", shown(reported.mounting));
  const bool imported = has(reported.curve.findings, FindingCode::imported);
  facts.emplace_back(imported ? "imported" : "measured",
                     fmt::format("{}, version {}", shown(reported.recorded_at), reported.version));
  if (!reported.device.empty()) facts.emplace_back("from", shown(reported.device));
  facts.emplace_back("calibration", reported.calibration.empty() ? "none" : shown(reported.calibration));
}

/// The lines of the terminal, "  circuit   R 38.0 Ω", cut into label and words.
void add_lines(Facts& facts, const std::string& text) {
  constexpr std::size_t indent = 2;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find(' ', indent);
    const std::size_t words = line.find_first_not_of(' ', end);
    if (end == std::string::npos || words == std::string::npos) continue;
    facts.emplace_back(line.substr(indent, end - indent), line.substr(words));
  }
}

/// What outputs the channel allows by each rule.
void add_allowed(Facts& facts, const ReportedCurve& channel) {
  if (!has_values(channel.curve)) return;
  for (const AllowedOutput& allowed : channel.allowed) {
    facts.emplace_back(
        fmt::format("1:{:g} allows", allowed.rule),
        fmt::format("outputs of at most {}, by |Z| at {}", allowed_ohms(allowed), format_hz(allowed.hz)));
  }
}

void add_needs(Facts& facts, const ReportedCurve& channel, double peak_db) {
  if (!channel.needs || !channel.needs->needed_vrms || !channel.needs->needed_a || !channel.needs->needed_w)
    return;
  const Loudness& alone = *channel.needs;
  facts.emplace_back(fmt::format("{:g} dB SPL needs", peak_db),
                     fmt::format("{}, {}, {}", with_unit(*alone.needed_vrms, "V"),
                                 with_unit(*alone.needed_a, "A"), with_unit(*alone.needed_w, "W")));
}

std::string missing_json(const ReportedCurve& channel) {
  if (!channel.needs) return {};
  std::vector<std::string> facts;
  for (const MissingFact& fact : channel.needs->missing) {
    if (fact.command.starts_with("ohmsweep measure level")) continue;  // that of an output
    facts.push_back(json_array({json_string(fact.what), json_string(fact.command)}));
  }
  return json_array(facts);
}

std::string channel_json(const ReportedCurve& channel, const ReportContent& content, Grids& grids) {
  const ImpedanceCurve& curve = channel.curve;
  Facts facts;
  add_extremes(facts, curve, true);
  const double ohm = std::abs(curve.impedance_ohm[smallest_of(curve)]);
  const double allowed = channel.allowed.empty() ? largest_output_impedance(Ohms(ohm), content.rule).value()
                                                 : channel.allowed.front().ohm;
  add_allowed(facts, channel);
  add_needs(facts, channel, content.loudness.peak_db);
  add_origin(facts, channel);
  constexpr int digits = 5;
  return json_object(
      {{"part", json_string(shown(channel.part))},
       {"smallest", json_number(ohm, digits)},
       {"allows", json_number(allowed, digits)},
       {"allowed", channel.allowed.empty() ? "" : json_string(allowed_ohms(channel.allowed.front()))},
       {"needs", channel.needs ? needs_json(*channel.needs) : ""},
       {"missing", missing_json(channel)},
       {"facts", facts_json(facts)},
       {"findings", json_findings(curve.findings)},
       {"curve", curve_json(curve, grids)}});
}

/// {line, verdict, hz, db, db95}.
std::string match_json(const SideMismatch& sides) {
  const bool known = !has(sides.findings, FindingCode::uncertainty_unknown);
  std::vector<double> hz;
  std::vector<double> db;
  std::vector<double> db95;
  for (const SidePoint& point : sides.points) {
    hz.push_back(point.hz);
    db.push_back(point.difference_db);
    if (known) db95.push_back(point.difference_db_u95);
  }
  constexpr int frequency_digits = 7;
  constexpr int uncertainty_digits = 3;
  return json_object({{"line", json_string(side_line(sides))},
                      {"hz", json_numbers(hz, frequency_digits)},
                      {"db", json_numbers(db, decibel_digits)},
                      {"db95", json_numbers(db95, uncertainty_digits)}});
}

}  // namespace

std::string headphone_json(const ReportedHeadphone& headphone, const ReportContent& content, Grids& grids) {
  const HeadphoneFacts facts = headphone.facts.value_or(HeadphoneFacts{});
  constexpr int digits = 5;
  return json_object(
      {{"name", json_string(shown(headphone.name))},
       {"nominal", facts.nominal_ohm ? json_number(*facts.nominal_ohm, digits) : ""},
       {"sensitivity", facts.sensitivity ? json_string(to_string(*facts.sensitivity)) : ""},
       {"notes", facts.notes.empty() ? "" : json_string(shown(facts.notes))},
       {"channels", array_of(headphone.channels,
                             [&](const ReportedCurve& each) { return channel_json(each, content, grids); })},
       {"match", headphone.sides ? match_json(*headphone.sides) : ""}});
}

std::string output_json(const ReportedOutput& output, Grids& grids) {
  const ReportedCurve& measured = output.output;
  Facts facts;
  add_extremes(facts, measured.curve, false);
  if (has_values(measured.curve)) add_lines(facts, output_lines({measured.curve, output.traits}));
  add_origin(facts, measured);
  const auto level_text = [&](const OutputLevel& level) {
    return json_string(output_level_table(output.name, measured.part, level));
  };
  return json_object({{"name", json_string(shown(output.name))},
                      {"part", json_string(shown(measured.part))},
                      {"facts", facts_json(facts)},
                      {"levels", output.levels.empty() ? "" : array_of(output.levels, level_text)},
                      {"findings", json_findings(measured.curve.findings)},
                      {"curve", curve_json(measured.curve, grids)}});
}

}  // namespace ohmsweep::page
