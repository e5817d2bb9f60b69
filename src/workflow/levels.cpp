#include "ohmsweep/workflow/levels.h"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/number_text.h"
#include "workflow/steady_sound.h"

namespace ohmsweep {
namespace {

/// Half-width of the rectangular distribution that a tolerance is.
double lowest_of(const Uncertain& tolerance) {
  return tolerance.value - std::numbers::sqrt3 * tolerance.standard_uncertainty;
}

std::string step_text(const LevelStep& step) {
  return fmt::format("{:.1f} dBFS: source peak {:.1f}, dut peak {:.1f} dBFS; distortion {} %",
                     step.level.value(), step.reading.source.peak_dbfs, step.reading.dut.peak_dbfs,
                     significant(100.0 * largest_distortion(step.reading), 2));
}

std::string remedy(StoppedBy stopped) {
  switch (stopped) {
    case StoppedBy::clipping:
      return "turn the input's gain down and search again";
    case StoppedBy::silence:
      return "check the output, the cables, the channels of the rig and the gains, and search again";
    default:
      return "look for a bad contact, or an effect or a limiter that is on, and search again";
  }
}

/// Where the search is on its way up.
class Ascent {
 public:
  Ascent(const LevelBound& bound, const Narrator& narrator)
      : from_(std::min(quiet_start, bound.level)), to_(bound.level), narrator_(narrator) {}

  [[nodiscard]] Progress playing(Decibels level) const {
    return [this, level](double done) {
      if (!narrator_.progress) return;
      const double climbed = (level - from_).value();
      const double all = (to_ - from_).value() + 1.0;
      narrator_.progress(fmt::format("Playing at {:.1f} dBFS", level.value()),
                         std::min(1.0, (climbed + done) / all));
    };
  }
  void tell(const LevelStep& step) const {
    if (narrator_.message) narrator_.message(step_text(step));
  }

 private:
  Decibels from_;
  Decibels to_;
  const Narrator& narrator_;
};

}  // namespace

LevelLimits level_limits(const Rig& rig, const LimitRequest& request) {
  LevelLimits limits;
  limits.max_level = request.max_level;
  if (rig.output_full_scale_vrms) {
    limits.volts = OutputVoltage{*rig.output_full_scale_vrms, lowest_of(rig.reference_ohm)};
  } else if (request.max_voltage || request.max_power) {
    throw usage_error(fmt::format(
        "{} cannot be kept while volts are unknown: state output_full_scale, such as \"2Vrms\", under "
        "[limits] of the rig file and give it with --rig.",
        request.max_voltage ? "--max-voltage" : "--max-power"));
  }
  if (request.max_voltage) limits.max_voltage_vrms = request.max_voltage->value();
  if (request.max_power) limits.max_power_w = request.max_power->value();
  return limits;
}

std::optional<double> lowest_impedance_ohm(const Library& library) {
  std::optional<double> lowest;
  for (const StoredCurve& stored : library.curves(CurveKind::headphone)) {
    for (const Complex& impedance : stored.curve.impedance_ohm) {
      if (!lowest || std::abs(impedance) < *lowest) lowest = std::abs(impedance);
    }
  }
  return lowest;
}

FoundLevel find_level(AudioDevice& device, const FindLevelRequest& request, const Narrator& narrator) {
  LevelSearch search(request.limits);
  const Ascent ascent(search.bound(), narrator);
  FoundLevel found;
  found.bound = search.bound();
  TakeState state = request.state;
  while (const auto level = search.next()) {
    const LevelProbe probe = level_probe(*level, request.format.sample_rate);
    const Recording take =
        device.play_and_record(probe.stimulus, request.format, state, ascent.playing(*level));
    ++state.index;
    const LevelStep step{*level, read_probe(take, probe)};
    ascent.tell(step);
    const auto seen = apparent_impedance_ohm(step.reading, request.reference_ohm);
    if (seen) found.impedance_ohm = std::min(*seen, found.impedance_ohm.value_or(*seen));
    search.add(step.reading);
  }
  found.verdict = search.verdict();
  if (!found.verdict.level) {
    throw rejection(fmt::format("No level can be used: {} Therefore {}.", found.verdict.reason,
                                remedy(found.verdict.stopped_by)));
  }
  found.clean = search.clean_steps();
  return found;
}

void watch_levels(AudioDevice& device, const MeterRequest& request, const Narrator& narrator,
                  const std::function<bool(const LevelMeter&)>& watcher) {
  const int sample_rate = request.format.sample_rate;
  LevelMeter meter(sample_rate, request.level ? std::optional(meter_tone) : std::nullopt);
  std::vector<double> loop;
  if (request.level) {
    rise_to(device, {request.format, request.state, meter_tone}, *request.level, narrator);
    loop = tone_loop(meter_tone, *request.level, sample_rate);
  }
  int unsettled = request.level ? settling_blocks : 0;
  device.listen(loop, request.format, request.state,
                [&](const std::vector<double>& source, const std::vector<double>& dut) {
                  if (unsettled > 0) {
                    --unsettled;
                    if (narrator.progress) narrator.progress("Settling", 1.0);
                    return true;
                  }
                  meter.add(source, dut);
                  return watcher(meter);
                });
}

}  // namespace ohmsweep
