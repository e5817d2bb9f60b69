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

}  // namespace

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
  std::vector<const SteadyHearing*> used;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!usable(positions[i], i + 1, reading.findings)) continue;
    used.push_back(&positions[i]);
    loudest = std::max(loudest, positions[i].source.amplitude);
  }
  const double gain_relative = gains.ratio.standard_uncertainty / gains.ratio.value;
  for (const SteadyHearing* position : used) {
    const double ratio = std::abs(position->ratio);
    const double noise = std::sqrt(position->ratio_variance / 2.0) / ratio;
    reading.imbalance.push_back(
        {decibels(loudest / position->source.amplitude),
         {decibels(ratio / gains.ratio.value), decibels_per_neper * std::hypot(noise, gain_relative)}});
  }
  if (!gains.compared && !used.empty()) {
    reading.findings.push_back({Severity::warning, FindingCode::inputs_unmatched,
                                "the inputs' own gains were not compared: give a take of both inputs on one "
                                "side, common, or find their "
                                "volts with one cable"});
  }
  return reading;
}

}  // namespace ohmsweep
