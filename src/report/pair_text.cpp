#include "ohmsweep/report/pair_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/advice_text.h"

namespace ohmsweep {
namespace {

std::string basis_text(const RuleVerdict& verdict) {
  const std::string ohm = format_ohms(verdict.impedance_ohm);
  switch (verdict.on) {
    case RatedOn::minimum:
      return "smallest |Z|, " + ohm;
    case RatedOn::at_1khz:
      return "|Z| at 1 kHz, " + ohm;
    case RatedOn::nominal:
      return "published nominal, " + ohm;
    case RatedOn::nominal_80:
      break;
  }
  return "80 % of nominal, " + ohm;
}

std::string ratio_text(const RuleVerdict& verdict) {
  if (verdict.upper_bound) return "> 1:" + rounded_down(verdict.ratio);
  return "1:" + with_interval(verdict.ratio, verdict.ratio_u95 > 0.0 ? verdict.ratio_u95 : std::nan(""));
}

/// Whether the bases of any one rule come to different verdicts.
bool bases_disagree(const std::vector<RuleVerdict>& verdicts) {
  return std::any_of(verdicts.begin(), verdicts.end(), [&](const RuleVerdict& one) {
    std::vector<RuleVerdict> of_one_rule;
    std::copy_if(verdicts.begin(), verdicts.end(), std::back_inserter(of_one_rule),
                 [&](const RuleVerdict& other) { return other.rule == one.rule; });
    return disagree(of_one_rule);
  });
}

std::string verdict_table(const ExplainedPair& pair, TableFormat format) {
  std::vector<std::vector<std::string>> rows{{"rule", "on", "ratio", "verdict"}};
  for (const RuleVerdict& one : pair.verdicts) {
    rows.push_back({fmt::format("1:{:g}", one.rule), basis_text(one), ratio_text(one),
                    one.verdict ? std::string(to_string(*one.verdict)) : "none"});
  }
  std::string table = written({rows.front(), {rows.begin() + 1, rows.end()}, {2}}, format);
  if (!bases_disagree(pair.verdicts)) return table;
  return table +
         written_below("They disagree: the smallest |Z| is what the headphone really shows the output.\n",
                       format);
}

std::string signed_db(double db) {
  return without_negative_zero(fmt::format("{:+.2f} dB", db == 0.0 ? 0.0 : db));
}

/// Half of the interval on its wider side.
double half_width(const ResponseExtreme& e) {
  return std::max(e.upper95_db - e.deviation_db, e.deviation_db - e.lower95_db);
}

/// Two digits of dB at least, and what the interval allows.
std::string amount(const ResponseExtreme& e) {
  constexpr double smallest_shown_db = 0.01;
  return with_interval(std::abs(e.deviation_db), std::max(smallest_shown_db, half_width(e)));
}

/// How far a region may go where only bounds are known.
double possible_db(const ResponseExtreme& e) { return std::max(e.upper95_db, -e.lower95_db); }

double size_of(const ResponseExtreme& e) {
  return std::isnan(e.deviation_db) ? possible_db(e) : std::abs(e.deviation_db);
}

/// Whether a region is farthest from 0 dB where it meets another one that goes farther the same way: it is
/// that one's change that reaches into it.
bool is_skirt(const ResponseRegion& region, const Response& response) {
  constexpr double beside = 1.03;
  const ResponseExtreme& own = region.farthest;
  return std::any_of(response.regions.begin(), response.regions.end(), [&](const ResponseRegion& other) {
    if (!other.covered || other.name == region.name) return false;
    const bool meets = (other.from_hz / beside < own.hz && own.hz < other.from_hz * beside) ||
                       (other.to_hz / beside < own.hz && own.hz < other.to_hz * beside);
    return meets && size_of(other.farthest) > size_of(own) &&
           (std::isnan(own.deviation_db) || own.deviation_db * other.farthest.deviation_db > 0.0);
  });
}

std::string change_text(const ResponseRegion& region) {
  const ResponseExtreme& e = region.farthest;
  if (std::isnan(e.deviation_db)) {
    return fmt::format("{} around {} changed by {} dB at most", region.name, format_hz(e.hz),
                       rounded_up(possible_db(e)));
  }
  return fmt::format("{} around {} {} by {} dB", region.name, format_hz(e.hz),
                     e.deviation_db > 0.0 ? "up" : "down", amount(e));
}

std::string region_table(const Response& response, TableFormat format) {
  std::vector<std::vector<std::string>> rows{{"region", "mean", "farthest from 0 dB", "at"}};
  for (const ResponseRegion& region : response.regions) {
    if (!region.covered) continue;
    const ResponseExtreme& e = region.farthest;
    const bool bounded = std::isnan(e.deviation_db);
    rows.push_back({std::string(region.name),
                    std::isnan(region.mean_db) ? "within the bound"
                                               : fmt::format("{:+.2f} ± {:.2f} dB", region.mean_db + 0.0,
                                                             std::max(0.01, region.mean_u95_db)),
                    bounded ? fmt::format("< {} dB", rounded_up(possible_db(e)))
                            : fmt::format("{}{} dB", e.deviation_db < 0.0 ? "-" : "+", amount(e)),
                    format_hz(e.hz)});
  }
  return written({rows.front(), {rows.begin() + 1, rows.end()}, {1, 2, 3}}, format);
}

std::string response_text(const ExplainedPair& pair, double threshold_db, TableFormat format) {
  if (!pair.response) return written_below(fmt::format("response: {}\n", pair.why_no_response), format);
  const RuleBound bound = rule_bound(std::max(1.0 + 1e-9, pair.pairing.rule));
  const std::string heard =
      fmt::format("What is heard: {}.\n", response_sentence(*pair.response, threshold_db));
  const std::string limits = fmt::format(
      "Where 1:{:g} holds, a resistive output takes at most {:.3f} dB off; a reactive one may cancel a "
      "reactance of the headphone and add up to {:.3f} dB.\n",
      pair.pairing.rule, bound.resistive_drop_db, bound.reactive_rise_db);
  return written_below(fmt::format("response relative to {}\n", to_string(pair.response->reference)),
                       format) +
         (format == TableFormat::text ? "" : "\n") + region_table(*pair.response, format) +
         written_below(heard + limits, format);
}

std::string damping_text(const ExplainedPair& pair) {
  if (!pair.resonance || !pair.damped) {
    return "damping: no resonance below 1 kHz shows in |Z|, so that the output changes none.\n";
  }
  const DriverResonance& driver = *pair.resonance;
  return fmt::format(
      "damping: the resonance at {} has Qts {:.2f} on a voltage source and {:.2f} here (Qes {:.2f} becomes "
      "{:.2f}, "
      "{:.0f} % more).\n",
      format_hz(driver.hz), driver.total_q, pair.damped->total_q, driver.electrical_q,
      pair.damped->electrical_q, 100.0 * (pair.damped->electrical_q / driver.electrical_q - 1.0));
}

std::string allowed_text(const ExplainedPair& pair) {
  std::string text;
  for (const AllowedOutput& one : pair.allowed) {
    text += fmt::format("1:{:g} allows the output {} at most (|Z| is smallest at {}).\n", one.rule,
                        allowed_ohms(one), format_hz(one.hz));
  }
  return text;
}

std::string deciding_text(const ExplainedPair& pair) {
  return pair.deciding ? deciding_sentence(*pair.deciding) + "\n" : "";
}

std::string adapter_text(const ExplainedPair& pair) {
  if (!pair.adapter_level_db) return "";
  return fmt::format("The adapter leaves {} at 1 kHz of the level without it.\n",
                     signed_db(*pair.adapter_level_db));
}

std::string finding_lines(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::note) continue;
    text +=
        fmt::format("  {}: {} ({})\n", to_string(finding.severity), finding.detail, to_string(finding.code));
  }
  return text;
}

}  // namespace

std::string response_sentence(const Response& response, double threshold_db) {
  std::vector<std::string> changes;
  for (const ResponseRegion& region : response.regions) {
    if (region.covered && size_of(region.farthest) >= threshold_db && !is_skirt(region, response)) {
      changes.push_back(change_text(region));
    }
  }
  if (!changes.empty()) return fmt::format("{}", fmt::join(changes, "; "));
  return fmt::format("no change of {:g} dB or more between {} and {}", threshold_db,
                     format_hz(response.points.front().hz), format_hz(response.points.back().hz));
}

std::string deciding_sentence(const DecidingMeasurement& d) {
  const std::string output = fmt::format("the output's |Zo| at {} to within {}", format_hz(d.hz),
                                         rounded_down(d.output_u95_ohm) + " Ω");
  const std::string headphone = fmt::format("the headphone's |Z| at {} to within {}", format_hz(d.hz),
                                            rounded_down(d.headphone_u95_ohm) + " Ω");
  const std::string what = d.which == Deciding::output      ? output
                           : d.which == Deciding::headphone ? headphone
                                                            : output + " and " + headphone;
  return fmt::format("It would be decided by knowing {} (95 %): --precision, or a better calibration.", what);
}

std::string pair_text(const ExplainedPair& pair, double threshold_db, TableFormat format) {
  return verdict_table(pair, format) + written_below(deciding_text(pair) + allowed_text(pair), format) +
         "\n" + response_text(pair, threshold_db, format) +
         written_below(damping_text(pair) + adapter_text(pair) + finding_lines(pair.pairing.findings),
                       format);
}

}  // namespace ohmsweep
