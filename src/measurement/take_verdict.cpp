#include "ohmsweep/measurement/take_verdict.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ohmsweep/core/frequency_grid.h"

namespace ohmsweep {

namespace {

struct Band {
  const char* name;
  double from_hz;
  double to_hz;
};

constexpr std::array<Band, 3> bands{{{"bass", 20.0, 200.0}, {"mid", 200.0, 2e3}, {"treble", 2e3, 20e3}}};

double dbfs(double amplitude) {
  constexpr double silence = 1e-12;
  return 20.0 * std::log10(std::max(amplitude, silence));
}

std::vector<BandSnr> worst_in_bands(const RatioCurve& ratio) {
  std::vector<BandSnr> worst;
  for (const Band& band : bands) {
    BandSnr lowest{band.name, INFINITY, 0.0};
    for (std::size_t i = 0; i < std::min(ratio.grid.size(), ratio.snr_db.size()); ++i) {
      if (ratio.grid[i] < band.from_hz || ratio.grid[i] > band.to_hz) continue;
      if (ratio.snr_db[i] >= lowest.worst_db) continue;
      lowest.worst_db = ratio.snr_db[i];
      lowest.at_hz = ratio.grid[i];
    }
    if (lowest.at_hz > 0.0) worst.push_back(lowest);
  }
  return worst;
}

/// The details of this severity, the first letter as it stands.
std::string reasons(const Findings& findings, Severity severity) {
  std::string all;
  for (const Finding& finding : findings) {
    if (finding.severity != severity) continue;
    all += (all.empty() ? "" : "; ") + finding.detail;
  }
  return all;
}

}  // namespace

TakeVerdict judge_take(const RatioCurve& ratio) {
  TakeVerdict verdict;
  verdict.source_peak_dbfs = dbfs(ratio.quality.source_peak);
  verdict.dut_peak_dbfs = dbfs(ratio.quality.dut_peak);
  verdict.snr = worst_in_bands(ratio);
  verdict.distortion = worst_distortion(ratio.harmonics);
  verdict.mains_hz = ratio.quality.mains_hz;
  verdict.lines = ratio.quality.lines.size();
  double loudest = 0.0;
  for (const Line& line : ratio.quality.lines) loudest = std::max(loudest, line.amplitude);
  if (verdict.lines > 0) verdict.loudest_line_dbfs = dbfs(loudest);
  verdict.findings = ratio.findings;
  const std::string warnings = reasons(ratio.findings, Severity::warning);
  if (has_blocking(ratio.findings)) {
    verdict.mark = TakeMark::repeat;
    verdict.sentence = "To be repeated: " + reasons(ratio.findings, Severity::blocking) + ".";
  } else if (!warnings.empty()) {
    verdict.mark = TakeMark::with_care;
    verdict.sentence = "Usable with care: " + warnings + ".";
  } else {
    verdict.sentence = "Good.";
  }
  return verdict;
}

bool is_broken(const Findings& findings) { return has(findings, FindingCode::dropout); }

}  // namespace ohmsweep
