#include "cli/output_level_json.h"

#include <utility>
#include <vector>

#include "cli/json_text.h"
#include "ohmsweep/core/covariance.h"

namespace ohmsweep::cli {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

std::string u95(const Uncertain& value) { return json_number(coverage_factor * value.standard_uncertainty); }

std::string bound_text(Bound bound) {
  if (bound == Bound::none) return "null";
  return json_string(bound == Bound::upper ? "upper" : "lower");
}

Members bounded_members(const Bounded& bounded) {
  return {{"vrms", json_number(bounded.value.value)},
          {"u95_vrms", u95(bounded.value)},
          {"bound", bound_text(bounded.bound)}};
}

std::string clean_json(const CleanVoltage& clean) {
  Members members{{"load", json_string(clean.load)},
                  {"load_ohm", clean.load_ohm > 0.0 ? json_number(clean.load_ohm) : "null"}};
  for (auto& member : bounded_members(clean.vrms)) members.push_back(std::move(member));
  members.emplace_back("ended_by", json_string(clean.ended_by));
  members.emplace_back("current_limit_a",
                       clean.current_limit_a ? json_number(*clean.current_limit_a) : "null");
  return json_object(members);
}

std::string imbalance_json(const ChannelImbalance& imbalance) {
  return json_object({{"attenuation_db", json_number(imbalance.attenuation_db)},
                      {"right_over_left_db", json_number(imbalance.right_over_left_db.value)},
                      {"u95_db", u95(imbalance.right_over_left_db)}});
}

std::string noise_json(const OutputNoise& noise) {
  return json_object({{"unweighted", json_object(bounded_members(noise.unweighted_vrms))},
                      {"a_weighted", json_object(bounded_members(noise.a_weighted_vrms))}});
}

std::string earlier_json(const EarlierPart& earlier) {
  return json_object({{"part", json_string(earlier.part)},
                      {"version", json_number(earlier.version)},
                      {"recorded_at", json_string(earlier.recorded_at)}});
}

}  // namespace

std::string stored_level_json(const StoredLevel& stored) {
  const OutputLevel& level = stored.level;
  return json_object({{"amplifier", json_string(stored.amplifier)},
                      {"output", json_string(stored.output)},
                      {"version", json_number(stored.version)},
                      {"setting", level.setting.empty() ? "null" : json_string(level.setting)},
                      {"clean_voltage", array_of(level.clean, clean_json)},
                      {"noise", level.noise ? noise_json(*level.noise) : "null"},
                      {"imbalance", array_of(level.imbalance, imbalance_json)},
                      {"gain_db", level.gain_db ? json_number(level.gain_db->value) : "null"},
                      {"gain_u95_db", level.gain_db ? u95(*level.gain_db) : "null"},
                      {"findings", json_findings(level.findings)},
                      {"earlier", array_of(stored.earlier, earlier_json)}});
}

}  // namespace ohmsweep::cli
