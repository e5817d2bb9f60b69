#include "cli/pair_json.h"

#include <utility>
#include <vector>

#include "cli/json_text.h"

namespace ohmsweep::cli {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

std::string verdict_text(const std::optional<Verdict>& verdict) {
  return verdict ? json_string(std::string(to_string(*verdict))) : "null";
}

std::string verdict_json(const RuleVerdict& one) {
  return json_object({{"rule", json_number(one.rule)},
                      {"on", json_string(std::string(to_string(one.on)))},
                      {"impedance_ohm", json_number(one.impedance_ohm)},
                      {"ratio", json_number(one.ratio)},
                      {"ratio_u95", json_number(one.ratio_u95)},
                      {"upper_bound", json_bool(one.upper_bound)},
                      {"verdict", verdict_text(one.verdict)}});
}

std::string allowed_json(const AllowedOutput& one) {
  return json_object({{"rule", json_number(one.rule)},
                      {"output_impedance_ohm", json_number(one.ohm)},
                      {"lower95_ohm", json_number(one.lower95_ohm)},
                      {"upper95_ohm", json_number(one.upper95_ohm)},
                      {"frequency_hz", json_number(one.hz)}});
}

std::string extreme_json(const ResponseExtreme& one) {
  return json_object({{"frequency_hz", json_number(one.hz)},
                      {"deviation_db", json_number(one.deviation_db)},
                      {"lower95_db", json_number(one.lower95_db)},
                      {"upper95_db", json_number(one.upper95_db)}});
}

std::string region_json(const ResponseRegion& region) {
  return json_object({{"region", json_string(std::string(region.name))},
                      {"mean_db", json_number(region.mean_db)},
                      {"mean_u95_db", json_number(region.mean_u95_db)},
                      {"farthest", extreme_json(region.farthest)}});
}

std::string response_json(const Response& response, const std::string& sentence) {
  std::vector<std::string> regions;
  for (const ResponseRegion& region : response.regions) {
    if (region.covered) regions.push_back(region_json(region));
  }
  return json_object({{"relative_to", json_string(std::string(to_string(response.reference)))},
                      {"sentence", json_string(sentence)},
                      {"smallest", extreme_json(response.smallest)},
                      {"largest", extreme_json(response.largest)},
                      {"peak_to_peak_db", json_number(response.peak_to_peak_db)},
                      {"peak_to_peak_lower95_db", json_number(response.peak_to_peak_lower95_db)},
                      {"peak_to_peak_upper95_db", json_number(response.peak_to_peak_upper95_db)},
                      {"upper_bound", json_bool(response.upper_bound)},
                      {"regions", json_array(regions)},
                      {"points", array_of(response.points, [](const ResponsePoint& point) {
                         return json_array({json_number(point.hz), json_number(point.deviation_db),
                                            json_number(point.lower95_db), json_number(point.upper95_db)});
                       })}});
}

std::string damping_json(const ExplainedPair& pair) {
  if (!pair.resonance || !pair.damped) return "null";
  return json_object({{"resonance_hz", json_number(pair.resonance->hz)},
                      {"qms", json_number(pair.resonance->mechanical_q)},
                      {"qes", json_number(pair.resonance->electrical_q)},
                      {"qts", json_number(pair.resonance->total_q)},
                      {"qes_here", json_number(pair.damped->electrical_q)},
                      {"qts_here", json_number(pair.damped->total_q)}});
}

std::string deciding_json(const std::optional<DecidingMeasurement>& deciding) {
  if (!deciding) return "null";
  const char* which = deciding->which == Deciding::output      ? "output"
                      : deciding->which == Deciding::headphone ? "headphone"
                                                               : "both";
  return json_object({{"measure", json_string(which)},
                      {"frequency_hz", json_number(deciding->hz)},
                      {"output_u95_ohm", json_number(deciding->output_u95_ohm)},
                      {"headphone_u95_ohm", json_number(deciding->headphone_u95_ohm)}});
}

}  // namespace

std::string pair_json(const LibraryPair& one, const std::string& sentence) {
  const ExplainedPair& pair = one.pair;
  return json_object(
      {{"headphone", json_string(one.headphone)},
       {"channel", json_string(one.channel)},
       {"mounting", one.mounting.empty() ? "null" : json_string(one.mounting)},
       {"amplifier", json_string(one.amplifier)},
       {"output", json_string(one.output)},
       {"verdict", verdict_text(pair.pairing.verdict)},
       {"verdicts", array_of(pair.verdicts, verdict_json)},
       {"allowed_output", array_of(pair.allowed, allowed_json)},
       {"would_decide", deciding_json(pair.deciding)},
       {"response", pair.response ? response_json(*pair.response, sentence) : "null"},
       {"why_no_response", pair.why_no_response.empty() ? "null" : json_string(pair.why_no_response)},
       {"damping", damping_json(pair)},
       {"adapter_level_db", pair.adapter_level_db ? json_number(*pair.adapter_level_db) : "null"},
       {"findings", json_findings(pair.pairing.findings)}});
}

}  // namespace ohmsweep::cli
