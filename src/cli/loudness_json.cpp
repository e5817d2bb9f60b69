#include "cli/loudness_json.h"

#include <utility>

#include "cli/json_text.h"
#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

std::string name_json(const std::string& name) { return name.empty() ? "null" : json_string(shown(name)); }

/// value, its 95 % half-width and the side that a bound lies on; null where it is not known.
std::string bounded_json(const std::optional<Bounded>& bounded) {
  if (!bounded) return "null";
  const char* bound = bounded->bound == Bound::none    ? "null"
                      : bounded->bound == Bound::upper ? "\"upper\""
                                                       : "\"lower\"";
  return json_object({{"value", json_number(bounded->value.value)},
                      {"u95", json_number(coverage_factor * bounded->value.standard_uncertainty)},
                      {"bound", bound}});
}

std::string end_json(LevelEnd end) {
  if (end == LevelEnd::unknown) return "null";
  return end == LevelEnd::voltage ? "\"voltage\"" : "\"current\"";
}

std::string need_json(const AmplifierNeed& need) {
  return json_object({{"answer", json_string(std::string(to_string(need.answer)))},
                      {"low_sensitivity", json_bool(need.low_sensitivity)},
                      {"high_impedance", json_bool(need.high_impedance)},
                      {"because", json_string(need.because)}});
}

std::string missing_json(const MissingFact& fact) {
  return json_object({{"what", json_string(fact.what)}, {"command", json_string(fact.command)}});
}

std::string row_json(const RatedLoudness& row, const LoudnessSettings& settings) {
  const Loudness& l = row.loudness;
  return json_object({{"headphone", name_json(row.headphone)},
                      {"channel", name_json(row.channel)},
                      {"amplifier", name_json(row.amplifier)},
                      {"output", name_json(row.output)},
                      {"setting", name_json(row.setting)},
                      {"peak_db_spl", json_number(settings.peak_db)},
                      {"hiss_threshold_db_spl", json_number(settings.hiss_threshold_db)},
                      {"sensitivity_hz", l.at_hz ? json_number(*l.at_hz) : "null"},
                      {"sensitivity_db_mw", bounded_json(l.sensitivity_db_mw)},
                      {"sensitivity_db_v", bounded_json(l.sensitivity_db_v)},
                      {"needed_vrms", bounded_json(l.needed_vrms)},
                      {"needed_a", bounded_json(l.needed_a)},
                      {"needed_w", bounded_json(l.needed_w)},
                      {"highest_db_spl", bounded_json(l.highest_db)},
                      {"headroom_db", bounded_json(l.headroom_db)},
                      {"ended_by", end_json(l.ended_by)},
                      {"hiss_db_spl", bounded_json(l.hiss_db)},
                      {"hiss", l.hiss ? json_string(std::string(to_string(*l.hiss))) : "null"},
                      {"spare_gain_db", bounded_json(l.spare_gain_db)},
                      {"needs_amplifier", need_json(l.need)},
                      {"missing", array_of(l.missing, missing_json)},
                      {"remarks", array_of(l.remarks, json_string)},
                      {"findings", json_findings(l.findings)}});
}

}  // namespace

std::string loudness_json(const std::vector<RatedLoudness>& rows, const LoudnessSettings& settings) {
  return array_of(rows, [&](const RatedLoudness& row) { return row_json(row, settings); }) + "\n";
}

}  // namespace ohmsweep::cli
