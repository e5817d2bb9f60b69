#include "measurement/rig_levels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ohmsweep {

namespace {

/// Gains that differ by more than a careless turn of a knob; and by so much that no calibration accepts it.
constexpr double different_gain_db = 3.0;
constexpr double refused_gain_db = 10.0;
/// Bands below 100 Hz that hum of 50 and 60 Hz stays out of.
constexpr std::array<std::pair<double, double>, 4> low_bands{
    {{16.0, 24.0}, {24.0, 40.0}, {66.0, 80.0}, {80.0, 95.0}}};
constexpr double different_slope_db = 0.3;
constexpr double common_slope_db = 3.0;
constexpr double largest_dc = 0.002;
/// A measurement's sweep is at -12 dBFS unless asked otherwise, 18 dB above the probe.
constexpr double sweep_level_db = -12.0;
constexpr double quiet_sweep_db = -45.0;
constexpr double poor_snr_db = 50.0;

double decibels(double ratio) { return 20.0 * std::log10(std::max(ratio, 1e-12)); }

/// Of a channel's gain in a low band relative to the middle of the band.
double relative_db(const ProbeResponse& response, double mid_gain, double from_hz, double to_hz) {
  double power = 0.0;
  int count = 0;
  for (std::size_t k = 0; k < response.transfer.size(); ++k) {
    const double hz = static_cast<double>(k) * response.bin_hz;
    if (hz < from_hz || hz >= to_hz) continue;
    power += std::norm(response.transfer[k]);
    ++count;
  }
  return count > 0 && mid_gain > 0.0 ? decibels(std::sqrt(power / count) / mid_gain) : 0.0;
}

void add_slope_finding(const HeardProbe& open, Findings& findings) {
  double worst_db = 0.0;
  double worst_hz = 0.0;
  double common_db = 0.0;
  for (const auto& [from_hz, to_hz] : low_bands) {
    const double slope_db = decibels(std::abs(ratio_between(open, from_hz, to_hz)) / std::abs(open.ratio));
    if (std::abs(slope_db) > std::abs(worst_db)) {
      worst_db = slope_db;
      worst_hz = std::sqrt(from_hz * to_hz);
    }
    common_db =
        std::min(common_db, std::max(relative_db(open.source.response, open.source.mid_gain, from_hz, to_hz),
                                     relative_db(open.dut.response, open.dut.mid_gain, from_hz, to_hz)));
  }
  if (std::abs(worst_db) > different_slope_db) {
    findings.push_back(
        {Severity::warning, FindingCode::high_pass,
         fmt::format("at {:.0f} Hz the {} channel has lost {:.1f} dB more than the other: switch its "
                     "high-pass (low cut) off, and 48 V and 'air' on both",
                     worst_hz, worst_db < 0.0 ? "dut" : "source", std::abs(worst_db))});
  }
  if (common_db < -common_slope_db) {
    findings.push_back(
        {Severity::note, FindingCode::band_limited,
         fmt::format("both channels lose {:.1f} dB below 100 Hz: it cancels in the ratio and costs "
                     "signal; is a high-pass or a loudness effect on?",
                     -common_db)});
  }
}

void add_dc_finding(const char* name, const HeardChannel& heard, Findings& findings) {
  if (std::abs(heard.dc) <= largest_dc) return;
  findings.push_back(
      {Severity::warning, FindingCode::dc_offset,
       fmt::format("the {} channel stands at {:+.2f} % of full scale in silence: switch 48 V off, and "
                   "look for a voltage on its cable",
                   name, 100.0 * heard.dc)});
}

void add_snr_finding(const char* name, const HeardChannel& heard, Findings& findings) {
  const double sweep_db = sweep_level_db + decibels(heard.mid_gain);
  if (sweep_db < quiet_sweep_db) {
    findings.push_back(
        {Severity::warning, FindingCode::too_quiet,
         fmt::format("a sweep of -12 dBFS will reach the {} channel at {:.0f} dBFS: turn the output or "
                     "the input gains up",
                     name, sweep_db)});
    return;
  }
  const double snr_db = sweep_db - 3.0 - decibels(heard.silence_rms);
  if (snr_db >= poor_snr_db) return;
  const bool hum = heard.mains_share > 0.5;
  findings.push_back(
      {Severity::warning, hum ? FindingCode::mains_lines : FindingCode::low_snr,
       hum ? fmt::format("the {} channel hums at {:.0f} dBFS: power everything from one outlet, take a "
                         "laptop off its charger, check the ground of this cable",
                         name, decibels(heard.silence_rms))
           : fmt::format("the {} channel's noise is {:.0f} dBFS, only {:.0f} dB below a sweep of -12 "
                         "dBFS: turn the output up and the input gain down, shorten the leads",
                         name, decibels(heard.silence_rms), snr_db)});
}

}  // namespace

void add_gain_findings(Complex ratio, std::string_view connected, Findings& findings) {
  const double difference_db = decibels(std::abs(ratio));
  if (std::abs(difference_db) > different_gain_db) {
    const Severity severity =
        std::abs(difference_db) > refused_gain_db ? Severity::blocking : Severity::warning;
    findings.push_back(
        {severity, FindingCode::input_mismatch,
         fmt::format("{} the dut channel reads {:.1f} dB {} than the source channel: "
                     "set both inputs to one mode (line or Hi-Z), pad off, and to like gains",
                     connected, std::abs(difference_db), difference_db < 0.0 ? "less" : "more")});
  }
  if (ratio.real() < 0.0) {
    findings.push_back(
        {Severity::warning, FindingCode::input_mismatch,
         "the dut channel is inverted against the source channel: take both from hot, and switch any "
         "polarity button off"});
  }
}

void add_ratio_findings(const HeardProbe& open, Findings& findings) {
  add_gain_findings(open.ratio, "with nothing connected", findings);
  add_slope_finding(open, findings);
}

void add_level_findings(const HeardProbe& open, Findings& findings) {
  for (const auto& [name, heard] : {std::pair{"source", &open.source}, std::pair{"dut", &open.dut}}) {
    add_dc_finding(name, *heard, findings);
    add_snr_finding(name, *heard, findings);
  }
}

}  // namespace ohmsweep
