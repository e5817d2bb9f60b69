#include "report/cable_rows.h"

#include <cmath>
#include <limits>
#include <utility>

namespace ohmsweep {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// NaN stands for an empty cell.
struct CableRow {
  const char* quantity;
  const char* channel;
  double at_hz = none;
  double level_dbfs = none;
  double value = none;
  double u95 = none;
  bool upper_bound = false;
  const char* unit = "";
};

void add(Table& table, const CableRow& row) {
  table.rows.push_back({row.quantity, row.channel, cell_of(row.at_hz), cell_of(row.level_dbfs),
                        cell_of(row.value), cell_of(row.u95), row.upper_bound ? "upper" : "", row.unit});
}

void add_noise(Table& table, const char* channel, const InputNoise& noise, double mains_hz) {
  for (const NoiseBand& band : noise.bands) {
    add(table, {"noise_octave", channel, band.centre_hz, none, band.rms_dbfs, none, false, "dBFS"});
  }
  add(table, {"noise", channel, none, none, noise.rms_dbfs, none, false, "dBFS"});
  add(table, {"hum", channel, mains_hz > 0.0 ? mains_hz : none, none, noise.hum_dbfs, none, false, "dBFS"});
}

void add_tones(Table& table, const char* channel, const HeardLadder& ladder) {
  for (const HeardTone& tone : ladder.steps) {
    const double hz = ladder_tone.value();
    const auto harmonic = [&](const char* name, double share) {
      if (share > 0.0) add(table, {name, channel, hz, tone.level_dbfs, share, none, false, "1"});
    };
    harmonic("second_harmonic", tone.second);
    harmonic("third_harmonic", tone.third);
    const bool bound = !(tone.total > 0.0);
    add(table, {"total_harmonics", channel, hz, tone.level_dbfs, bound ? tone.total_bound : tone.total, none,
                bound, "1"});
  }
  add(table, {"gain_movement", channel, none, none, gain_movement_db(ladder), none, false, "dB"});
}

void add_match(Table& table, const ChannelMatch& match) {
  for (const MatchPoint& point : match.points) {
    add(table, {"dut_over_source_gain", "dut", point.frequency_hz, none, point.gain_db, point.gain_u95_db,
                false, "dB"});
    add(table, {"dut_over_source_phase", "dut", point.frequency_hz, none, point.phase_deg,
                point.phase_u95_deg, false, "deg"});
  }
}

void add_crosstalk(Table& table, const char* channel, const Crosstalk& crosstalk) {
  for (const CrosstalkPoint& point : crosstalk.points) {
    add(table,
        {"crosstalk", channel, point.frequency_hz, none, point.level_db, none, point.upper_bound, "dB"});
  }
}

}  // namespace

Table cable_rows(const CableReport& report) {
  Table table{{"quantity", "channel", "at_hz", "level_dbfs", "value", "u95", "bound", "unit"}, {}, {}};
  if (report.clock.u95_ppm > 0.0) {
    add(table, {"clock_offset", "", none, none, report.clock.ppm, report.clock.u95_ppm, false, "ppm"});
  }
  add(table, {"skew", "dut", none, none, report.delay.skew_frames, none, false, "frames"});
  const NoiseFloor& noise = report.ladder.noise;
  add_noise(table, "source", noise.source, noise.mains_hz);
  add_noise(table, "dut", noise.dut, noise.mains_hz);
  add_tones(table, "source", report.ladder.source);
  add_tones(table, "dut", report.ladder.dut);
  for (const BandDistortion& band : report.distortion) {
    if (band.ratio > 0.0) {
      add(table, {"sweep_distortion", "", band.at_hz, none, band.ratio, none, false, "1"});
    }
  }
  add_match(table, report.match);
  if (report.to_dut) add_crosstalk(table, "dut", *report.to_dut);
  if (report.to_source) add_crosstalk(table, "source", *report.to_source);
  return table;
}

}  // namespace ohmsweep
