#include "cli/outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/json_text.h"
#include "cli/output_json.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/curve_summary.h"
#include "ohmsweep/report/output_summary.h"

namespace ohmsweep::cli {
namespace {

/// Points of a curve that a summary names, within 20 Hz to 20 kHz where it reaches there.
struct Extremes {
  std::size_t smallest = 0;
  std::size_t largest = 0;
  std::size_t nominal = 0;  ///< nearest to 1 kHz
};

Extremes extremes(const ImpedanceCurve& curve) {
  std::vector<std::size_t> points;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.grid[i] >= audible_from.value() && curve.grid[i] <= audible_to.value()) points.push_back(i);
  }
  if (points.empty()) points.push_back(0);
  const auto octaves_away = [&](std::size_t i) { return std::abs(std::log2(curve.grid[i] / 1e3)); };
  const auto magnitude = [&](std::size_t i) { return std::abs(curve.impedance_ohm[i]); };
  const auto stated = [&](std::size_t i) {
    return is_upper_bound(curve, i) ? upper_bound_ohm(curve, i) : magnitude(i);
  };
  return {*std::ranges::min_element(points, {}, magnitude), *std::ranges::max_element(points, {}, stated),
          *std::ranges::min_element(points, {}, octaves_away)};
}

std::string stepped_line(const SteppedCheck& check) {
  const std::string name = fmt::format("  stepped sine, 1/{} octave: ", check.points_per_octave);
  if (!check.agreement) return name + "not compared\n";
  const CurveAgreement& agreement = *check.agreement;
  return name + fmt::format(
                    "{} of {} points within both intervals ({:.0f} %), the worst {:.2f} of them and "
                    "{} % apart at {}\n",
                    agreement.within, agreement.points, 100.0 * agreement.share_within,
                    agreement.largest_normalised_error, significant(100.0 * agreement.difference_there, 2),
                    format_hz(agreement.largest_normalised_error_hz));
}

std::string stepped_json(const SteppedCheck& check) {
  std::vector<std::pair<std::string, std::string>> members{
      {"points_per_octave", json_number(check.points_per_octave)},
      {"compared", json_bool(check.agreement.has_value())}};
  if (const auto& agreement = check.agreement) {
    members.insert(members.end(),
                   {{"points", json_number(static_cast<double>(agreement->points))},
                    {"points_within", json_number(static_cast<double>(agreement->within))},
                    {"share_within", json_number(agreement->share_within)},
                    {"required_share", json_number(agreement->required_share)},
                    {"points_contradicting", json_number(static_cast<double>(agreement->contradicting))},
                    {"agrees", json_bool(agreement->agrees)},
                    {"largest_normalised_error", json_number(agreement->largest_normalised_error)},
                    {"largest_normalised_error_hz", json_number(agreement->largest_normalised_error_hz)},
                    {"difference_there", json_number(agreement->difference_there)}});
  }
  return json_object(members);
}

}  // namespace

std::string finding_lines(const Findings& findings) {
  std::string lines;
  for (const Finding& finding : findings) {
    lines += fmt::format("  {}: {} ({})\n", to_string(finding.severity), shown(finding.detail),
                         to_string(finding.code));
  }
  return lines;
}

std::string curve_summary_json(const CurveHeading& heading, const ImpedanceCurve& curve,
                               const OutputTraits& traits, const std::optional<SteppedCheck>& stepped) {
  const bool headphone = heading.kind == CurveKind::headphone;
  std::vector<std::pair<std::string, std::string>> members{
      {headphone ? "headphone" : "amplifier", json_string(heading.name)},
      {headphone ? "channel" : "output", json_string(heading.part)},
      {"version", json_number(heading.version)},
      {"calibration", heading.calibration.empty() ? "null" : json_string(heading.calibration)},
      {"calibrated", json_bool(curve.calibrated)}};
  if (!curve.grid.empty()) {
    const Extremes points = extremes(curve);
    for (const auto& [key, point] : {std::pair{"nominal", points.nominal}, std::pair{"min", points.smallest},
                                     std::pair{"max", points.largest}}) {
      const Complex impedance = curve.impedance_ohm[point];
      const double value = is_upper_bound(curve, point) ? upper_bound_ohm(curve, point) : std::abs(impedance);
      members.insert(
          members.end(),
          {{fmt::format("{}_impedance_ohm", key), json_number(value)},
           {fmt::format("{}_impedance_u95_ohm", key),
            has_uncertainty(curve) ? json_number(magnitude_u95(impedance, curve.covariance[point])) : "null"},
           {fmt::format("{}_impedance_hz", key), json_number(curve.grid[point])}});
    }
    members.emplace_back("upper_bound", json_bool(is_upper_bound(curve, points.nominal)));
    if (!headphone) {
      members.emplace_back("min_upper_bound", json_bool(is_upper_bound(curve, points.smallest)));
      members.emplace_back("max_upper_bound", json_bool(is_upper_bound(curve, points.largest)));
    }
  }
  if (!headphone) {
    for (auto& member : traits_members(traits, curve)) members.push_back(std::move(member));
  }
  if (stepped) members.emplace_back("stepped", stepped_json(*stepped));
  members.emplace_back("findings", json_findings(curve.findings));
  return json_object(members);
}

int tell_curves(const Invocation& invocation, const Library& library,
                const std::vector<MeasuredCurve>& curves) {
  std::string text;
  std::vector<std::string> objects;
  bool blocked = false;
  for (const MeasuredCurve& curve : curves) {
    invocation.terminal.say(fmt::format("Stored {} {} version {} in '{}'.", shown(curve.name),
                                        shown(curve.part), curve.version, shown(library.file().string())));
    text += curve_summary(curve.name, curve.part, curve.curve);
    if (curve.kind == CurveKind::amplifier) text += output_lines({curve.curve, curve.traits});
    if (curve.stepped) text += stepped_line(*curve.stepped);
    objects.push_back(
        curve_summary_json({curve.kind, curve.name, curve.part, curve.version, curve.calibration},
                           curve.curve, curve.traits, curve.stepped));
    blocked = blocked || has_blocking(curve.curve.findings);
  }
  invocation.terminal.print(invocation.json() ? json_array(objects) + "\n" : text);
  return blocked ? rejected : done;
}

}  // namespace ohmsweep::cli
