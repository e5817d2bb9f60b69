#include "cli/side_json.h"

#include <utility>
#include <vector>

#include "cli/json_text.h"

namespace ohmsweep::cli {

std::string sides_json(const MatchedSides& sides, bool with_points) {
  const SideMismatch& mismatch = sides.mismatch;
  const bool known = !has(mismatch.findings, FindingCode::uncertainty_unknown);
  const auto interval = [&](double value) { return known ? json_number(value) : std::string("null"); };
  std::vector<std::pair<std::string, std::string>> members{
      {"headphone", json_string(sides.headphone)},
      {"left_version", json_number(sides.left_version)},
      {"right_version", json_number(sides.right_version)},
      {"calibration", sides.calibration.empty() ? "null" : json_string(sides.calibration)},
      {"verdict", mismatch.verdict ? json_string(std::string(to_string(*mismatch.verdict))) : "null"},
      {"limit", json_number(mismatch.limit)},
      {"largest_mismatch", json_number(mismatch.largest)},
      {"largest_mismatch_hz", json_number(mismatch.largest_hz)},
      {"largest_mismatch_lower95", interval(mismatch.lower95)},
      {"largest_mismatch_upper95", interval(mismatch.upper95)}};
  if (with_points) {
    std::vector<std::string> points;
    points.reserve(mismatch.points.size());
    for (const SidePoint& point : mismatch.points) {
      points.push_back(json_object({{"frequency_hz", json_number(point.hz)},
                                    {"difference_ohm", json_number(point.difference_ohm)},
                                    {"difference_ohm_u95", interval(point.difference_ohm_u95)},
                                    {"difference_db", json_number(point.difference_db)},
                                    {"difference_db_u95", interval(point.difference_db_u95)}}));
    }
    members.emplace_back("points", json_array(points));
  }
  members.emplace_back("findings", json_findings(mismatch.findings));
  return json_object(members);
}

}  // namespace ohmsweep::cli
