#include "ohmsweep/measurement/channel_balance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmsweep {

namespace {

constexpr double decibels_per_neper = 20.0 / std::numbers::ln10;
constexpr double at_full_scale = 0.999;
/// What a cable, a contact and a minute do to the gains of two inputs of one converter.
constexpr double gain_repeats = 0.001;
/// Inputs of one converter without a word about them: half a decibel.
constexpr double unmatched = 0.06;

constexpr double lead_in_s = 0.3;
constexpr double lead_out_s = 0.3;
constexpr double step_s = 0.2;
constexpr double steady_s = 3.0;
constexpr double fade_s = 0.02;
constexpr Decibels quietest{-50.0};
constexpr Decibels step{6.0};

/// From one amplitude to another, as a raised cosine.
double faded(double from, double to, double seconds) {
  const double share = std::clamp(seconds / fade_s, 0.0, 1.0);
  return from + (to - from) * (0.5 - 0.5 * std::cos(std::numbers::pi * share));
}

/// Amplitudes one after another, the last one three seconds long and then silent.
std::vector<double> rising_to(Decibels level) {
  std::vector<double> amplitudes;
  for (Decibels now = quietest; now < level; now = now + step)
    amplitudes.push_back(decibels_to_amplitude(now));
  amplitudes.push_back(decibels_to_amplitude(level));
  return amplitudes;
}

double decibels(double ratio) { return 20.0 * std::log10(ratio); }

bool cut_off(const SteadyInput& input) { return input.peak >= at_full_scale || input.clipped_samples > 0; }

/// Whether a position can be used; else says why not.
bool usable(const SteadyHearing& position, std::size_t number, Findings& findings) {
  if (cut_off(position.source) || cut_off(position.dut)) {
    findings.push_back(
        {Severity::warning, FindingCode::clipping,
         fmt::format("position {} of the volume control is left out: {} is cut off; play less", number,
                     cut_off(position.source) ? "the source channel" : "the dut channel")});
    return false;
  }
  if (!position.source.heard() || !position.dut.heard()) {
    findings.push_back(
        {Severity::warning, FindingCode::too_quiet,
         fmt::format("position {} of the volume control is left out: {} hears nothing of the tone; "
                     "turn it up a little, or see to the cable",
                     number, position.source.heard() ? "the dut channel" : "the source channel")});
    return false;
  }
  return true;
}

void add_far_apart(BalanceReading& reading) {
  constexpr double no_volume_control_db = 6.0;
  const auto far = [](const ChannelImbalance& each) {
    return std::abs(each.right_over_left_db.value) > no_volume_control_db;
  };
  if (reading.imbalance.empty() || !std::ranges::all_of(reading.imbalance, far)) return;
  reading.findings.push_back(
      {Severity::warning, FindingCode::input_mismatch,
       fmt::format(
           "the channels are {:.1f} dB apart at every position: an input may not listen to this output",
           std::abs(reading.imbalance.front().right_over_left_db.value))});
}

using Positions = std::vector<const SteadyHearing*>;

/// From the quietest to the loudest position, dB.
double span_db(const Positions& positions, SteadyInput SteadyHearing::*input) {
  const auto size = [&](const SteadyHearing* each) { return (each->*input).amplitude; };
  const auto [low, high] = std::ranges::minmax(positions, {}, size);
  return decibels(size(high) / size(low));
}

/// An input that hears the same whatever the volume is not on the output: with the looped wiring it may still
/// be on the amplifier's input.
bool add_not_on_the_output(const Positions& positions, Findings& findings) {
  constexpr double stays_db = 1.0;
  constexpr double turned_db = 6.0;
  if (positions.size() < 2) return false;
  const double source = span_db(positions, &SteadyHearing::source);
  const double dut = span_db(positions, &SteadyHearing::dut);
  if (std::min(source, dut) > stays_db || std::max(source, dut) < turned_db) return false;
  const bool source_stays = source < dut;
  findings.push_back(
      {Severity::blocking, FindingCode::wrong_channel,
       fmt::format(
           "the volume moves the {} channel by {:.1f} dB and the {} channel by {:.1f} dB: the {} channel "
           "does not hear the output; for the balance it belongs on the {} side, not on the "
           "amplifier's input",
           source_stays ? "dut" : "source", std::max(source, dut), source_stays ? "source" : "dut",
           std::min(source, dut), source_stays ? "source" : "dut", source_stays ? "left" : "right")});
  return true;
}

/// Positions come from loud to quiet.
void add_exchanged(const std::vector<SteadyHearing>& positions, Findings& findings) {
  constexpr double clearly_db = 1.0;
  for (std::size_t later = 1; later < positions.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const SteadyInput& loud = positions[earlier].source;
      const SteadyInput& quiet = positions[later].source;
      if (!loud.heard() || !quiet.heard()) continue;
      const double rise = decibels(quiet.amplitude / loud.amplitude);
      if (rise < clearly_db) continue;
      findings.push_back(
          {Severity::warning, FindingCode::states_swapped,
           fmt::format(
               "position {} of the volume control is {:.1f} dB louder than position {}, and should be "
               "quieter, full before middle before low: the takes are exchanged; each position "
               "stands at the volume that was heard",
               later + 1, rise, earlier + 1)});
      return;
    }
  }
}

}  // namespace

Stimulus balance_stimulus(Decibels level, int sample_rate) {
  const std::vector<double> amplitudes = rising_to(level);
  const double steps_s = step_s * static_cast<double>(amplitudes.size() - 1);
  const double sounding_s = steps_s + steady_s;
  Stimulus stimulus;
  stimulus.sweep.sample_rate = sample_rate;
  stimulus.sweep.amplitude = decibels_to_amplitude(level);
  stimulus.sweep.lead_in = Seconds(lead_in_s);
  stimulus.sweep.lead_out = Seconds(lead_out_s);
  stimulus.sweep.duration = Seconds(sounding_s);
  const auto count = static_cast<std::size_t>((lead_in_s + sounding_s + lead_out_s) * sample_rate);
  for (std::size_t n = 0; n < count; ++n) {
    const double t = static_cast<double>(n) / sample_rate - lead_in_s;
    const auto at = static_cast<std::size_t>(std::clamp(t, 0.0, steps_s) / step_s);
    const double before = at == 0 ? 0.0 : amplitudes[at - 1];
    const double since = t - step_s * static_cast<double>(at);
    const double envelope = t < 0.0          ? 0.0
                            : t > sounding_s ? faded(amplitudes.back(), 0.0, t - sounding_s)
                                             : faded(before, amplitudes[at], since);
    const double cycles = balance_tone.value() * static_cast<double>(n) / sample_rate;
    stimulus.samples.push_back(envelope * std::sin(2.0 * std::numbers::pi * (cycles - std::floor(cycles))));
  }
  return stimulus;
}

InputGains gains_from_common(const SteadyHearing& common) {
  const double ratio = std::abs(common.ratio);
  return {{ratio, std::hypot(std::sqrt(common.ratio_variance / 2.0), gain_repeats * ratio)}, ratio > 0.0};
}

InputGains gains_from_scales(double source_vrms, double dut_vrms, bool shared) {
  const double ratio = source_vrms / dut_vrms;
  return {{ratio, ratio * (shared ? gain_repeats : unmatched)}, shared};
}

InputGains unknown_gains() { return {{1.0, unmatched}, false}; }

BalanceReading channel_balance(const std::vector<SteadyHearing>& positions, const InputGains& gains) {
  BalanceReading reading;
  double loudest = 0.0;
  Positions used;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!usable(positions[i], i + 1, reading.findings)) continue;
    used.push_back(&positions[i]);
    loudest = std::max(loudest, positions[i].source.amplitude);
  }
  if (add_not_on_the_output(used, reading.findings)) return reading;
  add_exchanged(positions, reading.findings);
  const double gain_relative = gains.ratio.standard_uncertainty / gains.ratio.value;
  for (const SteadyHearing* position : used) {
    const double ratio = std::abs(position->ratio);
    const double noise = std::sqrt(position->ratio_variance / 2.0) / ratio;
    reading.imbalance.push_back(
        {decibels(loudest / position->source.amplitude),
         {decibels(ratio / gains.ratio.value), decibels_per_neper * std::hypot(noise, gain_relative)}});
  }
  add_far_apart(reading);
  if (!gains.compared && !used.empty()) {
    reading.findings.push_back({Severity::warning, FindingCode::inputs_unmatched,
                                "the inputs' own gains were not compared: give a take of both inputs on one "
                                "side, common, or find their "
                                "volts with one cable"});
  }
  return reading;
}

}  // namespace ohmsweep
