#include "cli/level_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/json_text.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep::cli {
namespace {

constexpr int bar_width = 20;
constexpr double bar_bottom_dbfs = -60.0;

/// Which of the bar's columns a level reaches, 0 for none.
int columns_of(double dbfs) {
  if (!(dbfs > bar_bottom_dbfs)) return 0;
  const double share = (dbfs - bar_bottom_dbfs) / -bar_bottom_dbfs;
  return std::clamp(static_cast<int>(std::ceil(share * bar_width)), 0, bar_width);
}

std::string bar(double dbfs, double held_dbfs) {
  std::string text(bar_width, '.');
  std::fill_n(text.begin(), columns_of(dbfs), '#');
  const int held = columns_of(held_dbfs);
  if (held > 0) text[static_cast<std::size_t>(held - 1)] = '|';
  return text;
}

/// Six columns.
std::string figure(double dbfs) {
  return std::isfinite(dbfs) ? fmt::format("{:6.1f}", dbfs) : std::string("  none");
}

std::string hum_figure(const ChannelLevels& levels) {
  return levels.hum_dbfs ? figure(*levels.hum_dbfs) : std::string("   ...");
}

std::string clipping_words(const HeldLevels& held) {
  if (held.clipped) return " CLIPPED";
  return held.clipped_samples > 0 ? " clipped" : "";
}

std::string meter_line(std::string_view name, const ChannelLevels& now, const HeldLevels& held) {
  const std::string snr = now.snr_db ? fmt::format(" SNR {:3.0f}", *now.snr_db) : std::string();
  return fmt::format("{:<6} [{}] peak {} rms {} hum {}{}{}", name, bar(now.peak_dbfs, held.peak_dbfs),
                     figure(held.peak_dbfs), figure(now.rms_dbfs), hum_figure(now), snr,
                     clipping_words(held));
}

std::string unit_figure(double dbfs, std::string_view unit) {
  return std::isfinite(dbfs) ? fmt::format("{:.1f} {}", dbfs, unit) : std::string("none");
}

std::string figures(double peak_dbfs, const ChannelLevels& now, const HeldLevels& held) {
  std::string text =
      fmt::format("peak {}, rms {}", unit_figure(peak_dbfs, "dBFS"), unit_figure(now.rms_dbfs, "dBFS"));
  if (now.hum_dbfs) text += fmt::format(", hum {}", unit_figure(*now.hum_dbfs, "dBFS"));
  if (now.snr_db) text += fmt::format(", SNR {:.0f} dB", *now.snr_db);
  return text + fmt::format(", {} clipped", held.clipped_samples);
}

std::string optional_number(const std::optional<double>& value) {
  return value ? json_number(*value) : std::string("null");
}

std::string channel_json(const ChannelLevels& now, const HeldLevels& held) {
  return json_object({{"peak_dbfs", json_number(held.highest_dbfs)},
                      {"rms_dbfs", json_number(now.rms_dbfs)},
                      {"snr_db", optional_number(now.snr_db)},
                      {"hum_dbfs", optional_number(now.hum_dbfs)},
                      {"dc", json_number(now.dc)},
                      {"clipped_samples", json_number(static_cast<double>(held.clipped_samples))}});
}

std::string dbfs_text(Decibels level) { return fmt::format("{:g}dBFS", level.value()); }

std::string power_text(double watts) { return significant(1e3 * watts, 3) + " mW"; }

std::string volts_text(const OutputVoltage& volts, Decibels level, std::optional<double> lowest_ohm) {
  std::string text =
      fmt::format("At a device behind {} that is at most {} V and {}", format_ohms(volts.reference_ohm),
                  significant(open_voltage(volts, level), 3), power_text(highest_power(volts, level)));
  if (lowest_ohm) {
    text += fmt::format("; {} into {}, the lowest impedance seen so far",
                        power_text(power_into(volts, level, *lowest_ohm)), format_ohms(*lowest_ohm));
  }
  return text + ".\n";
}

std::string step_json(const LevelStep& step) {
  return json_object({{"level_dbfs", json_number(step.level.value())},
                      {"source_peak_dbfs", json_number(step.reading.source.peak_dbfs)},
                      {"dut_peak_dbfs", json_number(step.reading.dut.peak_dbfs)},
                      {"distortion", json_number(largest_distortion(step.reading))}});
}

}  // namespace

std::vector<std::string> meter_lines(const MeterReading& reading) {
  return {meter_line("source", reading.now.source, reading.source),
          meter_line("dut", reading.now.dut, reading.dut)};
}

std::string meter_log_line(const MeterReading& reading) {
  const std::string ratio = reading.now.ratio ? fmt::format("; ratio {:.4g}", *reading.now.ratio) : "";
  return fmt::format("{:.0f} s: source {}; dut {}{}\n", reading.elapsed_s,
                     figures(reading.source.peak_dbfs, reading.now.source, reading.source),
                     figures(reading.dut.peak_dbfs, reading.now.dut, reading.dut), ratio);
}

std::string meter_summary(const MeterReading& reading) {
  const std::string ratio = reading.now.ratio ? fmt::format("{:.4g}", *reading.now.ratio) : "none";
  return fmt::format("source: {}\ndut:    {}\nratio:  {}, after {:.0f} s\n",
                     figures(reading.source.highest_dbfs, reading.now.source, reading.source),
                     figures(reading.dut.highest_dbfs, reading.now.dut, reading.dut), ratio,
                     reading.elapsed_s);
}

std::string meter_json(const MeterReading& reading, std::optional<Decibels> level) {
  const InputLevels& now = reading.now;
  return json_object({{"elapsed_s", json_number(reading.elapsed_s)},
                      {"level_dbfs", level ? json_number(level->value()) : "null"},
                      {"source", channel_json(now.source, reading.source)},
                      {"dut", channel_json(now.dut, reading.dut)},
                      {"mains_hz", now.mains_hz > 0.0 ? json_number(now.mains_hz) : "null"},
                      {"ratio", optional_number(now.ratio)}}) +
         "\n";
}

std::string found_level_text(const FoundLevel& found, const LevelLimits& limits,
                             std::optional<double> lowest_ohm) {
  const Decibels level = *found.verdict.level;
  std::string text = fmt::format("Level: {}\n{}\n", dbfs_text(level), found.verdict.reason);
  if (limits.volts) text += volts_text(*limits.volts, level, lowest_ohm);
  text += fmt::format(
      "Use it with: ohmsweep sweep sweep.wav --level {}, and then --stimulus sweep.wav for every take.\n",
      dbfs_text(level));
  return text;
}

std::string found_level_json(const FoundLevel& found, const LevelLimits& limits,
                             std::optional<double> lowest_ohm) {
  const Decibels level = *found.verdict.level;
  std::vector<std::string> steps;
  for (const LevelStep& step : found.clean) steps.push_back(step_json(step));
  const auto of_volts = [&](double (*quantity)(const OutputVoltage&, Decibels)) {
    return limits.volts ? json_number(quantity(*limits.volts, level)) : std::string("null");
  };
  return json_object({{"level_dbfs", json_number(level.value())},
                      {"stopped_by", json_string(std::string(to_string(found.verdict.stopped_by)))},
                      {"reason", json_string(found.verdict.reason)},
                      {"highest_clean_dbfs", json_number(found.verdict.highest_clean->value())},
                      {"bound_dbfs", json_number(found.bound.level.value())},
                      {"open_voltage_vrms", of_volts(open_voltage)},
                      {"highest_power_w", of_volts(highest_power)},
                      {"lowest_impedance_ohm", optional_number(lowest_ohm)},
                      {"steps", json_array(steps)}}) +
         "\n";
}

}  // namespace ohmsweep::cli
