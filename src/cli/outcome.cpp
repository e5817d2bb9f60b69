#include "cli/outcome.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/json_text.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {
namespace {

/// |Z| at one point, or its bound where the output is known by nothing else.
std::string impedance_at(const ImpedanceCurve& curve, std::size_t point) {
  if (curve.upper_bound.size() > point && curve.upper_bound[point]) {
    return "< " + format_ohms(upper_bound_ohm(curve, point));
  }
  const Complex impedance = curve.impedance_ohm[point];
  return fmt::format("{} ± {}", format_ohms(std::abs(impedance)),
                     format_ohms(magnitude_u95(impedance, curve.covariance[point])));
}

bool smaller(const Complex& a, const Complex& b) { return std::norm(a) < std::norm(b); }

std::size_t index_of(const ImpedanceCurve& curve, std::vector<Complex>::const_iterator point) {
  return static_cast<std::size_t>(point - curve.impedance_ohm.begin());
}

}  // namespace

Extremes extremes(const ImpedanceCurve& curve) {
  const std::vector<Complex>& z = curve.impedance_ohm;
  const auto& hz = curve.grid.hz();
  const auto nearest = std::min_element(hz.begin(), hz.end(), [](double a, double b) {
    return std::abs(std::log(a / 1e3)) < std::abs(std::log(b / 1e3));
  });
  return {index_of(curve, std::min_element(z.begin(), z.end(), smaller)),
          index_of(curve, std::max_element(z.begin(), z.end(), smaller)),
          static_cast<std::size_t>(nearest - hz.begin())};
}

std::string finding_lines(const Findings& findings) {
  std::string lines;
  for (const Finding& finding : findings) {
    lines += fmt::format("  {} {}: {}\n", to_string(finding.severity), to_string(finding.code),
                         shown(finding.detail));
  }
  return lines;
}

std::string curve_summary(const std::string& title, const ImpedanceCurve& curve) {
  std::string text = title + "\n";
  if (curve.grid.empty()) return text + finding_lines(curve.findings);
  const Extremes points = extremes(curve);
  for (const auto& [what, point] :
       {std::pair{"at 1 kHz", points.nominal}, std::pair{"smallest", points.smallest},
        std::pair{"largest", points.largest}}) {
    text += fmt::format("  {:<10}{} at {}\n", what, impedance_at(curve, point), format_hz(curve.grid[point]));
  }
  return text + finding_lines(curve.findings);
}

std::string curve_summary_json(const CurveHeading& heading, const ImpedanceCurve& curve) {
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
      members.insert(members.end(), {{fmt::format("{}_impedance_ohm", key), json_number(std::abs(impedance))},
                                     {fmt::format("{}_impedance_u95_ohm", key),
                                      json_number(magnitude_u95(impedance, curve.covariance[point]))},
                                     {fmt::format("{}_impedance_hz", key), json_number(curve.grid[point])}});
    }
    members.emplace_back("upper_bound", json_bool(curve.upper_bound.size() > points.nominal &&
                                                  curve.upper_bound[points.nominal]));
  }
  members.emplace_back("findings", json_findings(curve.findings));
  return json_object(members);
}

int tell_curves(const Invocation& invocation, const Library& library,
                const std::vector<MeasuredCurve>& curves) {
  std::string text;
  std::vector<std::string> objects;
  bool blocked = false;
  for (const MeasuredCurve& curve : curves) {
    const std::string title =
        fmt::format("{} {}, version {}{}", shown(curve.name), shown(curve.part), curve.version,
                    curve.calibration.empty() ? "" : fmt::format(", with {}", shown(curve.calibration)));
    invocation.terminal.say(fmt::format("Stored {} {} version {} in '{}'.", shown(curve.name),
                                        shown(curve.part), curve.version, shown(library.file().string())));
    text += curve_summary(title, curve.curve);
    objects.push_back(curve_summary_json(
        {curve.kind, curve.name, curve.part, curve.version, curve.calibration}, curve.curve));
    blocked = blocked || has_blocking(curve.curve.findings);
  }
  invocation.terminal.print(invocation.json() ? json_array(objects) + "\n" : text);
  return blocked ? rejected : done;
}

}  // namespace ohmsweep::cli
