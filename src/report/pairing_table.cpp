#include "ohmsweep/report/pairing_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/number_text.h"
#include "report/text_table.h"

namespace ohmsweep {

namespace {

std::string output_text(const Pairing& p) {
  return p.upper_bound ? "< " + rounded_up(p.output_impedance_ohm) + " Ω"
                       : format_ohms(p.output_impedance_ohm);
}

std::string ratio_text(const Pairing& p) {
  return p.upper_bound ? "> 1:" + rounded_down(p.worst_ratio)
                       : "1:" + with_interval(p.worst_ratio, p.worst_ratio_u95);
}

std::string damping_text(const Pairing& p) {
  if (p.upper_bound) return "> " + rounded_down(p.damping_factor_min);
  if (p.damping_factor_min >= 100.0) return fmt::format("{:.0f}", p.damping_factor_min);
  return fmt::format("{:.3g}", p.damping_factor_min);
}

std::vector<std::string> row(const RatedPairing& rated) {
  const Pairing& p = rated.pairing;
  return {shown(rated.headphone),
          shown(rated.channel),
          shown(rated.amplifier),
          shown(rated.output),
          output_text(p),
          ratio_text(p),
          format_hz(p.worst_ratio_hz),
          p.verdict ? std::string(to_string(*p.verdict)) : "none",
          fmt::format("{:.2f} dB", p.deviation_peak_to_peak_db),
          damping_text(p)};
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

std::string pairing_table(const std::vector<RatedPairing>& pairings) {
  std::vector<std::vector<std::string>> rows{{"headphone", "channel", "amplifier", "output", "output Z",
                                              "worst ratio", "at", "verdict", "deviation", "damping"}};
  for (const RatedPairing& rated : pairings) rows.push_back(row(rated));
  return text_table(rows, {4, 5, 6, 8, 9}) + reasons(pairings);
}

}  // namespace ohmsweep
