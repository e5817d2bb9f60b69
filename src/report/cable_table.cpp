#include "ohmsweep/report/cable_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/cable_rows.h"

namespace ohmsweep {

namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t most_gaps_told = 10;

std::string dbfs(double level) { return std::isfinite(level) ? fmt::format("{:.1f}", level) : "none"; }

/// "0.0032 % (-90 dB)".
std::string share(double ratio) {
  return fmt::format("{} % ({:.0f} dB)", significant(100.0 * ratio, 2), 20.0 * std::log10(ratio));
}

std::string share_or_noise(double ratio) { return ratio > 0.0 ? share(ratio) : "in the noise"; }

std::string total(const HeardTone& tone) {
  return tone.total > 0.0 ? share(tone.total) : "< " + share(tone.total_bound);
}

std::string plural(std::size_t count, const std::string& word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string line(const std::string& name, const std::string& text) {
  return fmt::format("{:<15}{}\n", name, text);
}

/// Nothing is told finer than 10⁻⁵ of a unit, and no zero with a sign.
std::string interval(double value, double u95) {
  const double told = std::max(u95, 1e-5);
  return with_interval(std::abs(value) < 0.05 * told ? 0.0 : value, told);
}

std::string delay_text(const CableReport& report) {
  const auto& frames = report.delay.source_frames;
  if (frames.empty()) return "not found";
  const auto [least, most] = std::minmax_element(frames.begin(), frames.end());
  const std::string range =
      *least == *most ? fmt::format("{:.0f}", *least) : fmt::format("{:.0f} to {:.0f}", *least, *most);
  return fmt::format("{} frames ({:.2f} ms) in {}; dut channel {:+.3f} frames", range,
                     1e3 * *most / report.sample_rate, plural(frames.size(), "take"),
                     report.delay.skew_frames);
}

std::string clock_text(const LoopClock& clock) {
  return clock.u95_ppm > 0.0 ? interval(clock.ppm, clock.u95_ppm) + " ppm" : "not found";
}

std::string gaps_text(const CableReport& report) {
  const Continuity& continuity = report.continuity;
  const std::string ended =
      continuity.ended_s ? fmt::format("; the sound ended after {:.1f} s", *continuity.ended_s) : "";
  const std::string flags = report.flags.any() ? "; the driver raised flags, which prove nothing" : "";
  return fmt::format("{} in {:.1f} s{}{}",
                     continuity.gaps.empty() ? "none" : plural(continuity.gaps.size(), "gap"),
                     continuity.heard_s, ended, flags);
}

std::string where(const Gap& gap) {
  if (gap.on_source && gap.on_dut) return "both inputs";
  return gap.on_source ? "source channel only" : "dut channel only";
}

std::string gap_list(const std::vector<Gap>& gaps) {
  std::string text;
  for (std::size_t i = 0; i < std::min(gaps.size(), most_gaps_told); ++i) {
    text += line("", fmt::format("{:.3f} s: {} {}, {}", gaps[i].at_s,
                                 plural(static_cast<std::size_t>(gaps[i].frames), "frame"),
                                 to_string(gaps[i].kind), where(gaps[i])));
  }
  if (gaps.size() > most_gaps_told)
    text += line("", fmt::format("and {} more", gaps.size() - most_gaps_told));
  return text;
}

std::string gain_text(const CableReport& report) {
  return fmt::format("moves by {:+.3f} dB (source) and {:+.3f} dB (dut) between {:.0f} and {:.0f} dBFS",
                     gain_movement_db(report.ladder.source), gain_movement_db(report.ladder.dut),
                     report.ladder.source.steps.front().level_dbfs, report.level_dbfs);
}

std::string written_rows(const Rows& rows, const std::vector<std::size_t>& right_aligned,
                         TableFormat format) {
  return written({rows.front(), {rows.begin() + 1, rows.end()}, right_aligned}, format);
}

std::string noise_table(const NoiseFloor& noise, TableFormat format) {
  Rows rows{{"noise, dBFS rms", "source", "dut"}};
  for (std::size_t i = 0; i < noise.source.bands.size(); ++i) {
    rows.push_back({fmt::format("octave at {}", format_hz(noise.source.bands[i].centre_hz)),
                    dbfs(noise.source.bands[i].rms_dbfs), dbfs(noise.dut.bands[i].rms_dbfs)});
  }
  rows.push_back({"all of it", dbfs(noise.source.rms_dbfs), dbfs(noise.dut.rms_dbfs)});
  const std::string hum = noise.mains_hz > 0.0 ? fmt::format("hum of {:.2f} Hz", noise.mains_hz) : "hum";
  rows.push_back({hum, dbfs(noise.source.hum_dbfs), dbfs(noise.dut.hum_dbfs)});
  return written_rows(rows, {1, 2}, format);
}

std::string distortion_table(const CableReport& report, TableFormat format) {
  Rows rows{{fmt::format("tone of {:g} Hz", ladder_tone.value()), "channel", "2nd harmonic", "3rd harmonic",
             "total"}};
  const std::size_t climbing = report.ladder.source.steps.size() - 1;
  for (std::size_t i = 0; i < climbing; ++i) {
    for (const auto& [name, input] :
         {std::pair{"source", &report.ladder.source}, std::pair{"dut", &report.ladder.dut}}) {
      const HeardTone& tone = input->steps[i];
      rows.push_back({fmt::format("{:.1f} dBFS", tone.level_dbfs), name, share_or_noise(tone.second),
                      share_or_noise(tone.third), total(tone)});
    }
  }
  std::string text;
  for (const BandDistortion& band : report.distortion) {
    const std::string at = band.ratio > 0.0 ? " around " + format_hz(band.at_hz) : "";
    text += fmt::format("sweep, {} to {}: {}{}\n", format_hz(band.from_hz), format_hz(band.to_hz),
                        share_or_noise(band.ratio), at);
  }
  return written_rows(rows, {}, format) + written_below(text, format);
}

std::vector<std::string> match_row(const std::string& name, const MatchPoint& point) {
  return {name, interval(point.gain_db, point.gain_u95_db) + " dB",
          interval(point.phase_deg, point.phase_u95_deg) + "°"};
}

std::string match_table(const ChannelMatch& match, TableFormat format) {
  Rows rows{{"dut over source", "gain", "phase"}};
  for (const MatchPoint& point : match.points)
    rows.push_back(match_row(format_hz(point.frequency_hz), point));
  rows.push_back(
      match_row("largest gain, " + format_hz(match.largest_gain.frequency_hz), match.largest_gain));
  rows.push_back(
      match_row("largest phase, " + format_hz(match.largest_phase.frequency_hz), match.largest_phase));
  return written_rows(rows, {1, 2}, format);
}

std::string crosstalk_text(const CrosstalkPoint& point) {
  if (point.level_db <= -200.0) return "none";
  return fmt::format("{}{:.1f} dB", point.upper_bound ? "< " : "", point.level_db);
}

std::string crosstalk_table(const Crosstalk& to_dut, const Crosstalk& to_source, TableFormat format) {
  Rows rows{{"crosstalk", "source into dut", "dut into source"}};
  for (std::size_t i = 0; i < std::min(to_dut.points.size(), to_source.points.size()); ++i) {
    rows.push_back({format_hz(to_dut.points[i].frequency_hz), crosstalk_text(to_dut.points[i]),
                    crosstalk_text(to_source.points[i])});
  }
  rows.push_back({"largest", crosstalk_text(to_dut.largest), crosstalk_text(to_source.largest)});
  return written_rows(rows, {1, 2}, format);
}

std::string verdict(const Findings& findings) {
  if (has_blocking(findings)) return "Not fit to measure with: see to what is called blocking.\n";
  const bool warned = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::warning;
  });
  return warned ? "Fit to measure with, with care: see the warnings.\n" : "Fit to measure with.\n";
}

}  // namespace

std::string cable_table(const CableReport& report, TableFormat format) {
  if (format == TableFormat::csv) return written(cable_rows(report), format);
  const std::string lines = line("delay", delay_text(report)) +
                            line("clock offset", clock_text(report.clock)) +
                            line("dropouts", gaps_text(report)) + gap_list(report.continuity.gaps) +
                            line("gain", gain_text(report));
  std::string text = written_below(lines, format) + "\n" + noise_table(report.ladder.noise, format) + "\n" +
                     distortion_table(report, format) + "\n" + match_table(report.match, format) + "\n";
  if (report.to_dut && report.to_source) {
    text += crosstalk_table(*report.to_dut, *report.to_source, format) + "\n";
  }
  std::string findings;
  for (const Finding& finding : report.findings) {
    findings +=
        fmt::format("{}: {} ({})\n", to_string(finding.severity), finding.detail, to_string(finding.code));
  }
  return text + written_below(findings + verdict(report.findings), format);
}

}  // namespace ohmsweep
