#include "ohmsweep/report/pairing_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

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

/// What is blocked has no figure worth printing.
std::vector<std::string> figures(const Pairing& p) {
  if (!p.verdict) return {none, none, none, none, none, none};
  return {output_text(p),
          ratio_text(p),
          format_hz(p.worst_ratio_hz),
          std::string(to_string(*p.verdict)) + (uncertainty_unknown(p) ? as_exact : ""),
          deviation_text(p),
          damping_text(p)};
}

bool states_mounting(const RatedPairing& rated) { return !rated.mounting.empty(); }

std::vector<std::string> row(const RatedPairing& rated, bool with_mounting) {
  std::vector<std::string> cells{shown(rated.headphone), shown(rated.channel), shown(rated.amplifier),
                                 shown(rated.output)};
  if (with_mounting) {
    cells.insert(cells.begin() + 2, states_mounting(rated) ? shown(rated.mounting) : "not stated");
  }
  for (std::string& figure : figures(rated.pairing)) cells.push_back(std::move(figure));
  return cells;
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
  const bool mounted = std::any_of(pairings.begin(), pairings.end(), states_mounting);
  Table table{{"headphone", "channel", "amplifier", "output", "output Z", "worst ratio", "at", "verdict",
               "deviation", "damping"},
              {},
              {4, 5, 6, 8, 9}};
  if (mounted) {
    table.header.insert(table.header.begin() + 2, "mounting");
    for (std::size_t& column : table.right_aligned) ++column;
  }
  for (const RatedPairing& rated : pairings) table.rows.push_back(row(rated, mounted));
  return written(table, format) + written_below(legend(pairings) + reasons(pairings), format);
}

}  // namespace ohmsweep
