#include "cli/cable_json.h"

#include <cmath>
#include <vector>

#include "cli/json_text.h"

namespace ohmsweep::cli {
namespace {

std::string delay_json(const CableReport& report) {
  return json_object({{"source_frames", array_of(report.delay.source_frames, json_number)},
                      {"skew_frames", json_number(report.delay.skew_frames)}});
}

std::string gap_json(const Gap& gap) {
  return json_object({{"at_s", json_number(gap.at_s)},
                      {"kind", json_string(std::string(to_string(gap.kind)))},
                      {"frames", json_number(static_cast<double>(gap.frames))},
                      {"on_source", json_bool(gap.on_source)},
                      {"on_dut", json_bool(gap.on_dut)}});
}

std::string dropouts_json(const CableReport& report) {
  const Continuity& continuity = report.continuity;
  return json_object({{"heard_s", json_number(continuity.heard_s)},
                      {"gaps", array_of(continuity.gaps, gap_json)},
                      {"ended_s", continuity.ended_s ? json_number(*continuity.ended_s) : "null"},
                      {"repeated_sweeps", json_number(report.broken_takes)},
                      {"driver_flags", json_bool(report.flags.any())}});
}

std::string tone_json(const HeardTone& tone) {
  return json_object({{"level_dbfs", json_number(tone.level_dbfs)},
                      {"heard_dbfs", json_number(20.0 * std::log10(tone.amplitude))},
                      {"second", json_number(tone.second)},
                      {"third", json_number(tone.third)},
                      {"total", json_number(tone.total)},
                      {"total_bound", json_number(tone.total_bound)}});
}

std::string input_json(const InputNoise& noise, const HeardLadder& ladder) {
  const auto band = [](const NoiseBand& each) {
    return json_object(
        {{"centre_hz", json_number(each.centre_hz)}, {"rms_dbfs", json_number(each.rms_dbfs)}});
  };
  return json_object({{"noise_dbfs", json_number(noise.rms_dbfs)},
                      {"noise_bands", array_of(noise.bands, band)},
                      {"hum_dbfs", json_number(noise.hum_dbfs)},
                      {"dc", json_number(noise.dc)},
                      {"gain_movement_db", json_number(gain_movement_db(ladder))},
                      {"tones", array_of(ladder.steps, tone_json)}});
}

std::string band_json(const BandDistortion& band) {
  return json_object({{"from_hz", json_number(band.from_hz)},
                      {"to_hz", json_number(band.to_hz)},
                      {"distortion", json_number(band.ratio)},
                      {"at_hz", band.ratio > 0.0 ? json_number(band.at_hz) : "null"}});
}

std::string point_json(const MatchPoint& point) {
  return json_object({{"frequency_hz", json_number(point.frequency_hz)},
                      {"gain_db", json_number(point.gain_db)},
                      {"gain_u95_db", json_number(point.gain_u95_db)},
                      {"phase_deg", json_number(point.phase_deg)},
                      {"phase_u95_deg", json_number(point.phase_u95_deg)}});
}

std::string match_json(const ChannelMatch& match) {
  return json_object({{"points", array_of(match.points, point_json)},
                      {"largest_gain", point_json(match.largest_gain)},
                      {"largest_phase", point_json(match.largest_phase)}});
}

std::string crosstalk_point_json(const CrosstalkPoint& point) {
  return json_object({{"frequency_hz", json_number(point.frequency_hz)},
                      {"level_db", json_number(point.level_db)},
                      {"upper_bound", json_bool(point.upper_bound)}});
}

std::string crosstalk_json(const std::optional<Crosstalk>& crosstalk) {
  if (!crosstalk) return "null";
  return json_object({{"points", array_of(crosstalk->points, crosstalk_point_json)},
                      {"largest", crosstalk_point_json(crosstalk->largest)}});
}

}  // namespace

std::string cable_json(const CableReport& report) {
  const NoiseFloor& noise = report.ladder.noise;
  return json_object({{"sample_rate_hz", json_number(report.sample_rate)},
                      {"level_dbfs", json_number(report.level_dbfs)},
                      {"delay", delay_json(report)},
                      {"clock_offset_ppm", json_number(report.clock.ppm)},
                      {"clock_offset_u95_ppm", json_number(report.clock.u95_ppm)},
                      {"dropouts", dropouts_json(report)},
                      {"source", input_json(noise.source, report.ladder.source)},
                      {"dut", input_json(noise.dut, report.ladder.dut)},
                      {"mains_hz", noise.mains_hz > 0.0 ? json_number(noise.mains_hz) : "null"},
                      {"distortion", array_of(report.distortion, band_json)},
                      {"match", match_json(report.match)},
                      {"crosstalk_to_dut", crosstalk_json(report.to_dut)},
                      {"crosstalk_to_source", crosstalk_json(report.to_source)},
                      {"findings", json_findings(report.findings)}}) +
         "\n";
}

}  // namespace ohmsweep::cli
