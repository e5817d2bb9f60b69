#include "ohmsweep/measurement/cable_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "measurement/rig_levels.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// Of the fundamental: what a take's own check calls distortion.
constexpr double high_distortion = 0.01;
/// A gain that a measurement can rely on, as `rig new` asks for it.
constexpr double steady_gain_db = 0.0864;  // 1 %
/// Without a calibration, which takes it out, 1 Ω or 10 kΩ behind 100 Ω then read 10 % wrong.
constexpr double high_crosstalk_db = -60.0;
/// (Z + R)²/(Z R) of either: by how much more the impedance changes than the ratio.
constexpr double sensitivity = 102.0;
/// No calibration of this program is solved so near to its end.
constexpr double mixed_crosstalk_db = -20.0;
/// What a delay is known to.
constexpr double within_frames = 2.5;
constexpr double clock_of_no_interest_ppm = 5.0;
/// Inputs of one converter are sampled within a fraction of a frame.
constexpr double one_converter_frames = 1.0;

void add(Findings& findings, Severity severity, FindingCode code, std::string detail) {
  findings.push_back({severity, code, std::move(detail)});
}

double amplitude_of(double dbfs) { return std::isfinite(dbfs) ? std::pow(10.0, dbfs / 20.0) : 0.0; }

HeardChannel as_heard(const InputNoise& noise, const HeardLadder& ladder) {
  HeardChannel heard;
  heard.dc = noise.dc;
  heard.silence_rms = amplitude_of(noise.rms_dbfs);
  const double hum = amplitude_of(noise.hum_dbfs);
  heard.mains_share = heard.silence_rms > 0.0 ? std::pow(hum / heard.silence_rms, 2) : 0.0;
  heard.mid_gain = ladder.loudest().amplitude / amplitude_of(ladder.loudest().level_dbfs);
  return heard;
}

void add_levels(const CableReport& report, Findings& findings) {
  HeardProbe probe;
  probe.source = as_heard(report.ladder.noise.source, report.ladder.source);
  probe.dut = as_heard(report.ladder.noise.dut, report.ladder.dut);
  add_level_findings(probe, findings);
}

void add_gain_movement(const CableReport& report, Findings& findings) {
  for (const auto& [name, ladder] :
       {std::pair{"source", &report.ladder.source}, std::pair{"dut", &report.ladder.dut}}) {
    const double movement_db = gain_movement_db(*ladder);
    if (std::abs(movement_db) <= steady_gain_db) continue;
    add(findings, Severity::blocking, FindingCode::automatic_gain,
        fmt::format(
            "the {} channel's gain moves with the level, by {:+.2f} dB between the loudest and another "
            "step: turn automatic gain, compressor, limiter, gate and noise reduction off",
            name, movement_db));
  }
}

void add_distortion(const CableReport& report, Findings& findings) {
  double ratio = 0.0;
  double at_hz = 0.0;
  const auto consider = [&](double found, double hz) {
    if (found <= ratio) return;
    ratio = found;
    at_hz = hz;
  };
  for (const BandDistortion& band : report.distortion) consider(band.ratio, band.at_hz);
  consider(report.ladder.source.loudest().total, ladder_tone.value());
  consider(report.ladder.dut.loudest().total, ladder_tone.value());
  if (ratio < high_distortion) return;
  add(findings, Severity::warning, FindingCode::distortion,
      fmt::format(
          "distortion reaches {:.1f} % around {} at {:g} dBFS: play less, or turn the input gain down",
          100.0 * ratio, format_hz(at_hz), report.level_dbfs));
}

void add_crosstalk(const CableReport& report, Findings& findings) {
  // On the dut channel it adds to the ratio of a low impedance, on the source channel it bends a high one's.
  for (const auto& [from, to, crosstalk, device] :
       {std::tuple{"source", "dut", &report.to_dut, "1 Ω"},
        std::tuple{"dut", "source", &report.to_source, "10 kΩ"}}) {
    if (!*crosstalk) continue;
    const CrosstalkPoint& largest = (*crosstalk)->largest;
    if (largest.upper_bound || largest.level_db <= high_crosstalk_db) continue;
    if (largest.level_db > mixed_crosstalk_db) {
      add(findings, Severity::blocking, FindingCode::mono_inputs,
          fmt::format("the {} channel hears the {} channel only {:.0f} dB weaker at {}: look for a mono mix, "
                      "and for an adapter that joins both inputs",
                      to, from, -largest.level_db, format_hz(largest.frequency_hz)));
      continue;
    }
    add(findings, Severity::warning, FindingCode::crosstalk,
        fmt::format("the {} channel hears the {} channel at {:.0f} dB around {}: without a calibration {} "
                    "behind 100 Ω reads {:.0f} % wrong; a calibration removes it",
                    to, from, largest.level_db, format_hz(largest.frequency_hz), device,
                    100.0 * sensitivity * std::pow(10.0, largest.level_db / 20.0)));
  }
}

void add_delay(const CableReport& report, Findings& findings) {
  const auto& frames = report.delay.source_frames;
  const double milliseconds = report.sample_rate > 0 ? 1e3 / report.sample_rate : 0.0;
  if (!frames.empty()) {
    const auto [least, most] = std::minmax_element(frames.begin(), frames.end());
    if (*least < -within_frames) {
      add(findings, Severity::note, FindingCode::unsteady_delay,
          fmt::format("the sound comes back {:.0f} frames ({:.1f} ms) before it was played: the driver takes "
                      "off a latency that it does not have; impedances do not mind",
                      -*least, -*least * milliseconds));
    }
    if (*most - *least > within_frames) {
      add(findings, Severity::note, FindingCode::unsteady_delay,
          fmt::format("the delay was {:.0f} to {:.0f} frames from take to take: the driver starts where it "
                      "likes; impedances do not mind",
                      *least, *most));
    }
  }
  if (std::abs(report.delay.skew_frames) > one_converter_frames) {
    add(findings, Severity::warning, FindingCode::unsteady_delay,
        fmt::format("the dut channel is {:.2f} frames {} than the source channel: choose two inputs of one "
                    "converter, or calibrate and never restart the interface in between",
                    std::abs(report.delay.skew_frames),
                    report.delay.skew_frames > 0.0 ? "later" : "earlier"));
  }
}

void add_clock(const CableReport& report, Findings& findings) {
  const LoopClock& clock = report.clock;
  if (std::abs(clock.ppm) <= std::max(clock_of_no_interest_ppm, clock.u95_ppm)) return;
  add(findings, Severity::note, FindingCode::clock_offset,
      fmt::format("the player's clock is {:.1f} ppm {} than the recorder's (± {:.2g} ppm): they are two "
                  "devices, or the system resamples; impedances do not mind",
                  std::abs(clock.ppm), clock.ppm > 0.0 ? "faster" : "slower", clock.u95_ppm));
}

void add_continuity(const CableReport& report, Findings& findings) {
  const Continuity& continuity = report.continuity;
  if (continuity.ended_s) {
    add(findings, Severity::blocking, FindingCode::signal_lost,
        fmt::format("the sound stopped for good after {:.1f} s: check cables and device",
                    *continuity.ended_s));
  }
  const std::size_t gaps = continuity.gaps.size();
  if (gaps + static_cast<std::size_t>(report.broken_takes) == 0) return;
  std::string detail = fmt::format("the sound was broken {} time{} in {:.0f} s", gaps, gaps == 1 ? "" : "s",
                                   continuity.heard_s);
  if (gaps > 0) {
    const Gap& first = continuity.gaps.front();
    detail +=
        fmt::format(", first after {:.3f} s ({} frames {})", first.at_s, first.frames, to_string(first.kind));
  }
  if (report.broken_takes > 0) {
    detail += fmt::format(", and {} sweep{} had to be repeated", report.broken_takes,
                          report.broken_takes == 1 ? "" : "s");
  }
  add(findings, Severity::blocking, FindingCode::dropout,
      detail +
          ": larger audio buffers, another USB socket, no other programs; wires that crackle break it too");
}

}  // namespace

void add_sweeps(CableReport& report, const std::vector<RatioCurve>& takes, const ExponentialSweep& sweep) {
  const RatioCurve combined = combine_repeats(takes);
  report.match = channel_match(combined);
  report.delay.skew_frames = report.match.skew_frames;
  report.unstable = has(combined.findings, FindingCode::unstable_device);
  report.distortion = distortion_by_band(takes.front().harmonics);
  double weights = 0.0;
  double sum = 0.0;
  for (const RatioCurve& take : takes) {
    // A take's delay is that of its loudest moment, the high frequencies at the sweep's end.
    const double drifted_s = 1e-6 * take.quality.clock_offset_ppm * (sweep.lead_in + sweep.duration).value();
    report.delay.source_frames.push_back(std::round((take.quality.delay_s + drifted_s) * take.sample_rate));
    const double u95 = take.quality.clock_offset_u95_ppm;
    if (u95 <= 0.0) continue;
    weights += 1.0 / (u95 * u95);
    sum += take.quality.clock_offset_ppm / (u95 * u95);
  }
  if (weights > 0.0) report.clock = {sum / weights, 1.0 / std::sqrt(weights)};
}

Findings judge_cable(const CableReport& report) {
  Findings findings;
  add_continuity(report, findings);
  add_gain_movement(report, findings);
  add_gain_findings(report.match.mid_ratio, "by the same cable", findings);
  if (report.unstable) {
    add(findings, Severity::blocking, FindingCode::unstable_device,
        "the inputs' ratio changed between sweeps by more than their noise: fix the plugs, touch no knob, "
        "and "
        "choose two inputs of one converter");
  }
  add_crosstalk(report, findings);
  add_distortion(report, findings);
  add_levels(report, findings);
  add_delay(report, findings);
  add_clock(report, findings);
  return findings;
}

}  // namespace ohmsweep
