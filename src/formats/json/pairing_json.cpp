#include <nlohmann/json.hpp>
#include <utility>

#include "ohmsweep/formats/pairing_text.h"

namespace ohmsweep {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Findings& findings) {
  Json array = Json::array();
  for (const Finding& finding : findings) {
    array.push_back({{"severity", to_string(finding.severity)},
                     {"code", to_string(finding.code)},
                     {"detail", finding.detail}});
  }
  return array;
}

Json json_of(const RuleVerdict& one) {
  return {{"on", to_string(one.on)},
          {"impedance_ohm", one.impedance_ohm},
          {"ratio", one.ratio},
          {"ratio_u95", one.ratio_u95},
          {"upper_bound", one.upper_bound},
          {"verdict", one.verdict ? Json(to_string(*one.verdict)) : Json(nullptr)}};
}

Json json_of(const RatedPairing& rated) {
  Json verdicts = Json::array();
  for (const RuleVerdict& one : rated.verdicts) verdicts.push_back(json_of(one));
  const Pairing& p = rated.pairing;
  return {{"headphone", rated.headphone},
          {"channel", rated.channel},
          {"amplifier", rated.amplifier},
          {"output", rated.output},
          {"rule", p.rule},
          {"min_impedance_ohm", p.min_impedance_ohm},
          {"min_impedance_hz", p.min_impedance_hz},
          {"nominal_impedance_ohm", p.nominal_impedance_ohm},
          {"output_impedance_ohm", p.output_impedance_ohm},
          {"worst_ratio", p.worst_ratio},
          {"worst_ratio_u95", p.worst_ratio_u95},
          {"worst_ratio_hz", p.worst_ratio_hz},
          {"verdict", p.verdict ? Json(to_string(*p.verdict)) : Json(nullptr)},
          {"deviation_min_db", p.deviation_min_db},
          {"deviation_max_db", p.deviation_max_db},
          {"deviation_peak_to_peak_db", p.deviation_peak_to_peak_db},
          {"damping_factor_min", p.damping_factor_min},
          {"upper_bound", p.upper_bound},
          {"deviation_upper_bound", p.deviation_upper_bound},
          {"mounting", rated.mounting.empty() ? Json(nullptr) : Json(rated.mounting)},
          {"verdicts", std::move(verdicts)},
          {"findings", json_of(p.findings)}};
}

}  // namespace

std::string pairings_json(const std::vector<RatedPairing>& pairings) {
  Json array = Json::array();
  for (const RatedPairing& rated : pairings) array.push_back(json_of(rated));
  // A number that is not finite becomes null.
  return array.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ohmsweep
