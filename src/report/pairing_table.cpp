#include "ohmsweep/report/pairing_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>
#include <tuple>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/rating/rule_verdicts.h"

namespace ohmsweep {

namespace {

constexpr const char* none = "none";
/// The tip branch alone was measured: the ground that both channels share is not in it.
constexpr const char* tip_alone = " *";
/// A curve of unknown uncertainty is in it.
constexpr const char* as_exact = " ?";
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

bool ground_unknown(const Pairing& p) { return has(p.findings, FindingCode::ground_unknown); }

bool uncertainty_unknown(const Pairing& p) { return has(p.findings, FindingCode::uncertainty_unknown); }

std::string output_text(const Pairing& p) {
  const std::string text =
      p.upper_bound ? "< " + bound_ohms(p.output_impedance_ohm) : format_ohms(p.output_impedance_ohm);
  return text + (ground_unknown(p) ? tip_alone : "");
}

std::string ratio_text(const Pairing& p) {
  return p.upper_bound
             ? "> 1:" + rounded_down(p.worst_ratio)
             : "1:" + with_interval(p.worst_ratio, p.worst_ratio_u95 > 0.0 ? p.worst_ratio_u95 : unknown);
}

std::string damping_text(const Pairing& p) {
  if (p.upper_bound) return "> " + rounded_down(p.damping_factor_min);
  if (p.damping_factor_min >= 100.0) return fmt::format("{:.0f}", p.damping_factor_min);
  return significant(p.damping_factor_min, 3);
}

/// A bound is rounded up.
std::string deviation_text(const Pairing& p) {
  const double hundredths = 100.0 * p.deviation_peak_to_peak_db;
  if (!std::isfinite(hundredths)) return none;
  if (!p.deviation_upper_bound) return fmt::format("{:.2f} dB", std::max(0.0, 0.01 * hundredths));
  return fmt::format("< {:.2f} dB", 0.01 * std::max(1.0, std::ceil(hundredths)));
}

std::string verdict_text(const Pairing& p) {
  if (!p.verdict) return none;
  return std::string(to_string(*p.verdict)) + (uncertainty_unknown(p) ? as_exact : "");
}

/// The verdicts of one pairing by each rule; all other figures are alike.
using ByRule = std::span<const RatedPairing>;

/// What is blocked has no figure worth printing.
std::vector<std::string> figures(ByRule rated) {
  const Pairing& p = rated.front().pairing;
  std::vector<std::string> cells{none, none, none};
  if (p.verdict) cells = {output_text(p), ratio_text(p), format_hz(p.worst_ratio_hz)};
  for (const RatedPairing& one : rated) cells.push_back(verdict_text(one.pairing));
  cells.push_back(p.verdict ? deviation_text(p) : none);
  cells.push_back(p.verdict ? damping_text(p) : none);
  return cells;
}

bool states_mounting(const RatedPairing& rated) { return !rated.mounting.empty(); }

std::vector<std::string> row(ByRule by_rule, bool with_mounting) {
  const RatedPairing& rated = by_rule.front();
  std::vector<std::string> cells{shown(rated.headphone), shown(rated.channel), shown(rated.amplifier),
                                 shown(rated.output)};
  if (with_mounting) {
    cells.insert(cells.begin() + 2, states_mounting(rated) ? shown(rated.mounting) : "not stated");
  }
  for (std::string& figure : figures(by_rule)) cells.push_back(std::move(figure));
  return cells;
}

/// Whether `other` is the same pairing by another rule.
bool by_another_rule(const RatedPairing& one, const RatedPairing& other) {
  return one.pairing.rule != other.pairing.rule &&
         std::tie(one.headphone, one.channel, one.amplifier, one.output, one.mounting) ==
             std::tie(other.headphone, other.channel, other.amplifier, other.output, other.mounting);
}

/// The pairings, each with all of its rules.
std::vector<ByRule> by_pairing(const std::vector<RatedPairing>& pairings) {
  std::vector<ByRule> groups;
  for (auto first = pairings.begin(); first != pairings.end();) {
    const auto last = std::find_if_not(
        first + 1, pairings.end(), [&](const RatedPairing& other) { return by_another_rule(*first, other); });
    groups.emplace_back(first, last);
    first = last;
  }
  return groups;
}

std::string basis_text(RatedOn on) {
  switch (on) {
    case RatedOn::minimum:
      return "its smallest |Z|";
    case RatedOn::at_1khz:
      return "|Z| at 1 kHz";
    case RatedOn::nominal:
      return "its published nominal";
    case RatedOn::nominal_80:
      break;
  }
  return "80 % of its nominal";
}

/// Where a rating on another impedance than the smallest comes to another verdict.
std::string disagreements(const std::vector<RatedPairing>& pairings) {
  std::string text;
  for (const RatedPairing& rated : pairings) {
    if (!disagree(rated.verdicts)) continue;
    std::vector<std::string> parts;
    for (const RuleVerdict& one : rated.verdicts) {
      if (!one.verdict) continue;
      parts.push_back(fmt::format("{} on {} ({})", to_string(*one.verdict), basis_text(one.on),
                                  format_ohms(one.impedance_ohm)));
    }
    text +=
        fmt::format("{} {} on {} {}, 1:{:g}: {}\n", shown(rated.headphone), shown(rated.channel),
                    shown(rated.amplifier), shown(rated.output), rated.pairing.rule, fmt::join(parts, ", "));
  }
  return text;
}

/// What the signs in the table mean, as far as they occur in it.
std::string legend(const std::vector<RatedPairing>& pairings) {
  bool bound = false;
  bool tip = false;
  bool exact = false;
  for (const RatedPairing& rated : pairings) {
    const Pairing& p = rated.pairing;
    if (!p.verdict) continue;
    bound = bound || p.upper_bound || p.deviation_upper_bound;
    tip = tip || ground_unknown(p);
    exact = exact || uncertainty_unknown(p);
  }
  return std::string(bound
                         ? "< at most, > at least: the output's impedance is below its own uncertainty, and "
                           "a bound of it is all that is known.\n"
                         : "") +
         (tip ? "* Zt alone: the ground that both channels share could not be measured, and is not in it.\n"
              : "") +
         (exact ? "? a curve of unknown uncertainty is in it: the verdict takes its values as exact.\n" : "");
}

/// Which pairings were rated on less than the band, each reason once with the first that it holds for.
std::string limits(const std::vector<RatedPairing>& pairings) {
  std::map<std::string, std::vector<std::string>> limited;
  for (const RatedPairing& rated : pairings) {
    for (const Finding& finding : rated.pairing.findings) {
      if (finding.code != FindingCode::band_limited) continue;
      std::vector<std::string>& names = limited[finding.detail];
      std::string name = fmt::format("{} {} on {} {}", shown(rated.headphone), shown(rated.channel),
                                     shown(rated.amplifier), shown(rated.output));
      if (names.empty() || names.back() != name) names.push_back(std::move(name));
    }
  }
  std::string text;
  for (const auto& [detail, names] : limited) {
    const std::string more = names.size() > 1 ? fmt::format(" and {} more", names.size() - 1) : "";
    text += fmt::format("{}{}: {}\n", names.front(), more, detail);
  }
  return text;
}

/// Why verdicts are missing, each reason once.
std::string reasons(const std::vector<RatedPairing>& pairings) {
  std::vector<std::string> lines;
  for (const RatedPairing& rated : pairings) {
    for (const Finding& finding : rated.pairing.findings) {
      if (finding.severity != Severity::blocking) continue;
      const std::string line =
          fmt::format("no verdict for {} {} on {} {}: {}\n", shown(rated.headphone), shown(rated.channel),
                      shown(rated.amplifier), shown(rated.output), finding.detail);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
  }
  return fmt::format("{}", fmt::join(lines, ""));
}

}  // namespace

std::string pairing_table(const std::vector<RatedPairing>& pairings, TableFormat format) {
  const std::vector<ByRule> groups = by_pairing(pairings);
  const bool mounted = std::any_of(pairings.begin(), pairings.end(), states_mounting);
  const std::size_t rules = groups.empty() ? 1 : groups.front().size();
  Table table{{"headphone", "channel", "amplifier", "output", "output Z", "worst ratio", "at"}, {}, {}};
  for (std::size_t r = 0; r < rules; ++r) {
    table.header.push_back(rules == 1 ? "verdict" : fmt::format("1:{:g}", groups.front()[r].pairing.rule));
  }
  table.header.insert(table.header.end(), {"deviation", "damping"});
  if (mounted) table.header.insert(table.header.begin() + 2, "mounting");
  const std::size_t shift = mounted ? 1 : 0;
  table.right_aligned = {4 + shift, 5 + shift, 6 + shift, 7 + rules + shift, 8 + rules + shift};
  for (const ByRule& group : groups) table.rows.push_back(row(group, mounted));
  return written(table, format) +
         written_below(legend(pairings) + disagreements(pairings) + limits(pairings) + reasons(pairings),
                       format);
}

}  // namespace ohmsweep
