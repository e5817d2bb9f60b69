#include "signal/take_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/median.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

constexpr double unusable_snr_db = 25.0;  // median; the ratio itself is then uncertain by 6 %
constexpr double unusable_peak = 1e-4;    // -80 dBFS: what is left of a converter's steps is no measurement
constexpr double low_snr_db = 45.0;       // 0.6 % of the ratio: 3 % of a 32 Ω device on 100 Ω
constexpr double high_distortion = 0.01;
constexpr std::size_t points_of_a_region = 8;  // a sixth of an octave: single points are chance

double dbfs(double amplitude) { return 20.0 * std::log10(std::max(amplitude, 1e-12)); }

void add_clipping(const RatioCurve& curve, Findings& findings) {
  if (curve.quality.clipped_samples == 0) return;
  findings.push_back(
      {Severity::blocking, FindingCode::clipping,
       fmt::format("{} samples are clipped (peaks {:.1f} and {:.1f} dBFS); lower the level or the input gain",
                   curve.quality.clipped_samples, dbfs(curve.quality.source_peak),
                   dbfs(curve.quality.dut_peak))});
}

void add_dropout(const RatioCurve& curve, Findings& findings) {
  const auto& times = curve.quality.dropouts_s;
  if (times.empty()) return;
  findings.push_back(
      {Severity::blocking, FindingCode::dropout,
       fmt::format("the recording is broken in {} place{}, first {:.3f} s into the take; record it again, "
                   "with larger audio buffers",
                   times.size(), times.size() == 1 ? "" : "s", times.front())});
}

void add_signal_lost(const RatioCurve& curve, Findings& findings) {
  if (const auto silent_s = curve.quality.dut_silent_s) {
    findings.push_back(
        {Severity::blocking, FindingCode::signal_lost,
         fmt::format("the sound ends {:.3f} s into the take on the dut channel alone, while the source "
                     "channel goes on: check whether what drives it switched off or its cable came off, and "
                     "record it again",
                     *silent_s)});
    return;
  }
  if (!curve.quality.signal_lost_s) return;
  findings.push_back(
      {Severity::blocking, FindingCode::signal_lost,
       fmt::format("the sound ends {:.3f} s into the take, before the sweep does; check cables "
                   "and device, and record it again",
                   *curve.quality.signal_lost_s)});
}

void add_clock_offset(const RatioCurve& curve, Findings& findings) {
  constexpr double of_no_interest_ppm = 5.0;  // one crystal's tolerance makes ten times that
  const double ppm = curve.quality.clock_offset_ppm;
  const double u95 = curve.quality.clock_offset_u95_ppm;
  if (std::abs(ppm) <= std::max(of_no_interest_ppm, u95)) return;
  findings.push_back(
      {Severity::note, FindingCode::clock_offset,
       fmt::format("the player's clock is {:.1f} ppm {} than the recorder's (± {:.1f} ppm); the "
                   "ratio of the two channels is not affected",
                   std::abs(ppm), ppm > 0.0 ? "faster" : "slower", u95)});
}

void add_too_quiet(const RatioCurve& curve, Findings& findings) {
  const double typical = curve.snr_db.empty() ? -100.0 : median(curve.snr_db);
  if (typical >= unusable_snr_db && curve.quality.source_peak >= unusable_peak) return;
  findings.push_back({Severity::blocking, FindingCode::too_quiet,
                      fmt::format("the sweep is too quiet (signal-to-noise ratio {:.0f} dB, source peak "
                                  "{:.1f} dBFS); check the cables and raise the level",
                                  typical, dbfs(curve.quality.source_peak))});
}

void add_low_snr(const RatioCurve& curve, Findings& findings) {
  std::size_t run = 0;
  std::size_t longest = 0;
  double worst = 1e9;
  double worst_hz = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.grid[i] < audible_from.value() || curve.grid[i] > audible_to.value()) continue;
    run = curve.snr_db[i] < low_snr_db ? run + 1 : 0;
    longest = std::max(longest, run);
    if (curve.snr_db[i] < worst) {
      worst = curve.snr_db[i];
      worst_hz = curve.grid[i];
    }
  }
  if (longest < points_of_a_region) return;
  findings.push_back(
      {Severity::warning, FindingCode::low_snr,
       fmt::format("the signal-to-noise ratio falls to {:.0f} dB at {}; raise the level or average takes",
                   worst, format_hz(worst_hz))});
}

void add_lines(const RatioCurve& curve, Findings& findings) {
  const auto& lines = curve.quality.lines;
  if (lines.empty()) return;
  const auto loudest = std::max_element(
      lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.amplitude < b.amplitude; });
  std::string left;
  for (const Line& line : lines) {
    if (!line.removed) left += fmt::format("{}{}", left.empty() ? "" : ", ", format_hz(line.frequency_hz));
  }
  const std::string rest = left.empty() ? "" : fmt::format("; left in, with a wider interval: {}", left);
  findings.push_back(
      {Severity::note, FindingCode::mains_lines,
       fmt::format("{} stationary line{} removed, the loudest {:.0f} dBFS at {:.2f} Hz{}", lines.size(),
                   lines.size() == 1 ? "" : "s", dbfs(loudest->amplitude), loudest->frequency_hz, rest)});
}

void add_distortion(const RatioCurve& curve, Findings& findings) {
  const WorstDistortion worst = worst_distortion(curve.harmonics);
  if (worst.ratio < high_distortion) return;
  findings.push_back({Severity::warning, FindingCode::distortion,
                      fmt::format("distortion reaches {:.1f} % around {}; lower the level", 100 * worst.ratio,
                                  format_hz(worst.at_hz))});
}

}  // namespace

Findings low_snr_findings(const RatioCurve& curve) {
  Findings findings;
  add_low_snr(curve, findings);
  return findings;
}

Findings findings_of(const RatioCurve& curve) {
  Findings findings;
  add_clipping(curve, findings);
  if (findings.empty()) add_signal_lost(curve, findings);
  if (findings.empty()) add_too_quiet(curve, findings);
  if (findings.empty()) add_dropout(curve, findings);
  if (!findings.empty()) return findings;
  add_low_snr(curve, findings);
  add_distortion(curve, findings);
  add_lines(curve, findings);
  add_clock_offset(curve, findings);
  return findings;
}

}  // namespace ohmsweep
