#include "ohmsweep/measurement/clean_voltage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/core/voltage_text.h"

namespace ohmsweep {

namespace {

constexpr Decibels finest{0.1};
/// A limiter; a cubic law with 1 % of harmonics lags by 0.26 dB.
constexpr double most_lag_db = 1.0;
constexpr double near_full_scale_dbfs = -1.0;
constexpr double stands_out = 10.0;
constexpr double voltage_tone_hz = 997.0;
/// The dut channel must hear the output by this much above the start.
constexpr Decibels patience{24.0};
/// Of an earlier, quieter tone: less is no limiter, which holds its voltage, but an output that let go.
constexpr double collapsed_share = 0.5;
/// By how much a source channel that hears the output may differ from it: imbalance, and gains of inputs.
constexpr double alike_db = 3.0;
/// Of the voltage that the unloaded output would put over a load: where less is clean, the current ends it.
constexpr double short_of_voltage = 0.8;
/// What an undithered converter of 16 bits makes of any tone, and level_probe leaves out.
constexpr double half_step = 1.0 / 65536.0;

LevelLimits limits_up_to(Decibels highest) {
  LevelLimits limits;
  limits.max_level = highest;
  return limits;
}

SearchOptions search_options() {
  SearchOptions options;
  options.most_distortion = clean_distortion;
  return options;
}

const ToneReading& voltage_tone(const ProbedInput& input) {
  const auto off = [](const ToneReading& tone) { return std::abs(tone.frequency_hz - voltage_tone_hz); };
  return *std::ranges::min_element(input.tones, {}, off);
}

/// The tone with the largest harmonics.
const ToneReading& worst_tone(const ProbedInput& input) {
  const auto distortion = [](const ToneReading& tone) {
    return tone.size() > stands_out * tone.floor ? tone.harmonics / tone.size() : 0.0;
  };
  return *std::ranges::max_element(input.tones, {}, distortion);
}

bool at_full_scale(const ProbedInput& input) {
  return input.clipped_samples > 0 && input.peak_dbfs > near_full_scale_dbfs;
}

/// By how much a tone lags behind its rise since an earlier step, and its frequency.
struct Lag {
  double db = 0.0;
  double frequency_hz = 0.0;
};
Lag largest_lag(const LevelStep& step, const LevelStep& earlier) {
  Lag largest;
  for (std::size_t k = 0; k < step.reading.dut.tones.size(); ++k) {
    const ToneReading& now = step.reading.dut.tones[k];
    const ToneReading& then = earlier.reading.dut.tones[k];
    if (now.size() <= stands_out * now.floor || then.size() <= stands_out * then.floor) continue;
    const Decibels rise = amplitude_to_decibels(now.size() / then.size());
    const double noise = amplitude_to_decibels(1.0 + then.floor / then.size()).value();
    const double lag = (step.level - earlier.level - rise).value() - noise;
    if (lag > largest.db) largest = {lag, now.frequency_hz};
  }
  return largest;
}

/// A tone that was heard well in a quieter step and is far below that now.
struct Collapse {
  double before = 0.0;
  double now = 0.0;
};
std::optional<Collapse> collapse_of(const ProbedInput& now, const ProbedInput& before) {
  for (std::size_t k = 0; k < now.tones.size(); ++k) {
    const ToneReading& tone = now.tones[k];
    const ToneReading& then = before.tones[k];
    if (then.size() <= stands_out * then.floor) continue;
    if (tone.size() + tone.floor < collapsed_share * then.size()) return Collapse{then.size(), tone.size()};
  }
  return std::nullopt;
}

std::string level_text(Decibels level) { return fmt::format("{:.1f} dBFS", level.value()); }

}  // namespace

CleanVoltageSearch::CleanVoltageSearch(CleanVoltageOptions options)
    : options_(std::move(options)),
      search_(limits_up_to(options_.highest), search_options(),
              [this](const LevelStep& step, const std::vector<LevelStep>& earlier) {
                const auto ending = ending_of(step, earlier);
                return ending ? std::optional(ending->fault) : std::nullopt;
              }) {}

std::optional<CleanVoltageSearch::Ending> CleanVoltageSearch::ending_of(
    const LevelStep& step, const std::vector<LevelStep>& earlier) const {
  const ProbedInput& dut = step.reading.dut;
  const ProbedInput& source = step.reading.source;
  if (auto ending = collapse(step, earlier)) return ending;
  const bool waited = step.level >= search_options().start + patience || step.level >= options_.highest;
  if (waited && !heard(dut)) {
    return Ending{
        {StoppedBy::silence,
         fmt::format("The dut channel hears nothing of the output at {}: see to its cable, the volume "
                     "control and the amplifier's input.",
                     level_text(step.level))},
        Cause::interface};
  }
  for (const auto& [input, name] : {std::pair{&dut, "dut"}, std::pair{&source, "source"}}) {
    if (!at_full_scale(*input)) continue;
    return Ending{
        {StoppedBy::clipping, fmt::format("The {} channel is at full scale at {}: turn its gain down and "
                                          "find its volts anew, to see more.",
                                          name, level_text(step.level))},
        Cause::interface};
  }
  if (const double played = largest_distortion(source);
      !options_.source_is_output && played > clean_distortion) {
    if (hears_output(step.reading)) return wrongly_wired(step, earlier);
    return Ending{
        {StoppedBy::distortion, fmt::format("The interface itself has {:.2g} % of distortion at {}.",
                                            100.0 * played, level_text(step.level))},
        Cause::interface};
  }
  if (largest_distortion(dut) > clean_distortion) {
    return Ending{{StoppedBy::distortion,
                   fmt::format("The harmonics of {} exceed {:g} % above it.",
                               format_hz(worst_tone(dut).frequency_hz), 100.0 * clean_distortion)},
                  dut.peak_dbfs > near_full_scale_dbfs ? Cause::interface : Cause::output};
  }
  for (const LevelStep& before : earlier) {
    const Lag lag = largest_lag(step, before);
    if (lag.db <= most_lag_db) continue;
    return Ending{
        {StoppedBy::compression, fmt::format("Above it the output lags by {:.1f} dB at {}: it limits "
                                             "without distorting.",
                                             lag.db, format_hz(lag.frequency_hz))},
        Cause::output};
  }
  return std::nullopt;
}

std::optional<CleanVoltageSearch::Ending> CleanVoltageSearch::collapse(
    const LevelStep& step, const std::vector<LevelStep>& earlier) const {
  if (earlier.empty()) return std::nullopt;
  const ProbeReading& before = earlier.back().reading;
  const auto gone = collapse_of(step.reading.dut, before.dut);
  if (!gone) return std::nullopt;
  if (!options_.source_is_output && collapse_of(step.reading.source, before.source)) {
    return Ending{{StoppedBy::silence,
                   fmt::format("At {} both channels lose the sound: see to the interface and its cables.",
                               level_text(step.level))},
                  Cause::interface};
  }
  const std::string fell =
      fmt::format("at {} the output fell from {} to {}, although played louder", level_text(step.level),
                  format_volts(gone->before * options_.full_scale_vrms.value),
                  format_volts(gone->now * options_.full_scale_vrms.value));
  const bool loaded = !options_.load.empty();
  const char* why = loaded ? "its protection switches it off under this load"
                           : "it switches itself off, or a cable came off";
  return Ending{{StoppedBy::compression, fmt::format("Above it, {}: {}.", fell, why)},
                Cause::switched_off,
                Finding{Severity::warning, loaded ? FindingCode::loads_disagree : FindingCode::signal_lost,
                        fmt::format("{}: {}: {}; see that it plays again before going on",
                                    loaded ? options_.load : "unloaded", fell, why)}};
}

/// Whether a source channel that distorts is as loud as the output. An amplifier of gain 1 on an interface
/// that distorts looks the same.
bool CleanVoltageSearch::hears_output(const ProbeReading& reading) const {
  const double source_scale = options_.source_full_scale_vrms.value_or(options_.full_scale_vrms.value);
  const double source = voltage_tone(reading.source).size() * source_scale;
  const double apart = amplitude_to_decibels(volts_of(reading) / source).value();
  return std::abs(apart) < alike_db;
}

CleanVoltageSearch::Ending CleanVoltageSearch::wrongly_wired(const LevelStep& step,
                                                             const std::vector<LevelStep>& earlier) {
  const Decibels clean = earlier.empty() ? step.level : earlier.back().level;
  return {
      {StoppedBy::distortion,
       fmt::format("At {} the source channel distorts by {:.2g} % and is as loud as the output: it hears the "
                   "output and not what goes into it. For the other channel of a player or dongle add "
                   "--wiring player, for hot and cold of a balanced output --wiring balanced; if it does "
                   "hear the amplifier's input the interface distorts: give --max-level {:.1f}dBFS.",
                   level_text(step.level), 100.0 * largest_distortion(step.reading.source), clean.value())},
      Cause::wiring};
}

double CleanVoltageSearch::volts_of(const ProbeReading& reading) const {
  return voltage_tone(reading.dut).size() * options_.full_scale_vrms.value;
}

double CleanVoltageSearch::gain_vrms() const {
  double gain = 0.0;
  for (const LevelStep& step : search_.clean_steps()) {
    const ToneReading& tone = voltage_tone(step.reading.dut);
    if (tone.size() <= stands_out * tone.floor) continue;
    gain = std::max(gain, volts_of(step.reading) / decibels_to_amplitude(step.level));
  }
  return gain;
}

bool CleanVoltageSearch::beyond_most(Decibels level) const {
  const double gain = std::max(options_.expected_gain_vrms, gain_vrms());
  return options_.most_vrms && gain * decibels_to_amplitude(level) > *options_.most_vrms;
}

std::optional<Decibels> CleanVoltageSearch::next() const {
  if (ending_ && ending_->cause == Cause::switched_off) return std::nullopt;
  if (unclean_ && clean_) {
    if (unclean_->level - clean_->level <= finest) return std::nullopt;
    return (unclean_->level + clean_->level) * 0.5;
  }
  const auto level = search_.next();
  if (level && beyond_most(*level)) return std::nullopt;
  return level;
}

bool CleanVoltageSearch::ends_with(const ProbeReading& reading) const {
  const auto level = next();
  return level && ending_of({*level, reading}, search_.clean_steps());
}

void CleanVoltageSearch::add(const ProbeReading& reading) {
  const auto level = next();
  if (!level) return;
  const LevelStep step{*level, reading};
  const auto ending = ending_of(step, search_.clean_steps());
  if (unclean_) {
    (ending ? unclean_ : clean_) = step;
    if (ending) ending_ = ending;
    return;
  }
  search_.add(reading);
  if (!search_.clean_steps().empty()) clean_ = search_.clean_steps().back();
  ending_ = ending;
  if (ending && ending->cause == Cause::output) unclean_ = step;
}

FoundVoltage CleanVoltageSearch::lower_bound(const std::string& ended_by) const {
  FoundVoltage found;
  const double relative = options_.full_scale_vrms.standard_uncertainty / options_.full_scale_vrms.value;
  const double volts = volts_of(clean_->reading) * std::max(0.0, 1.0 - coverage_factor * relative);
  found.vrms = {{volts, 0.0}, Bound::lower};
  found.ended_by = ended_by;
  return found;
}

FoundVoltage CleanVoltageSearch::crossing() const {
  const double below = volts_of(clean_->reading);
  const double above = volts_of(unclean_->reading);
  const double distortion_below = largest_distortion(clean_->reading.dut);
  const double distortion_above = largest_distortion(unclean_->reading.dut);
  double share = 0.0;
  double slope = 0.0;  // volts for each neper of distortion
  if (ending_->fault.kind == StoppedBy::distortion && distortion_below > 0.0) {
    const double nepers = std::log(distortion_above / distortion_below);
    share = std::clamp(std::log(clean_distortion / distortion_below) / nepers, 0.0, 1.0);
    slope = (above - below) / nepers;
  } else if (ending_->fault.kind == StoppedBy::distortion) {
    share = 0.5;
  }
  const ToneReading& worst = worst_tone(unclean_->reading.dut);
  const double hidden = (worst.floor + half_step) / (clean_distortion * worst.size());
  const double volts = below + share * (above - below);
  const double scale = options_.full_scale_vrms.standard_uncertainty / options_.full_scale_vrms.value;
  FoundVoltage found;
  found.vrms.value = {volts, std::hypot(volts * scale, (above - below) / std::sqrt(12.0),
                                        slope * std::min(1.0, hidden) / std::sqrt(3.0))};
  found.ended_by = ending_->fault.reason;
  return found;
}

FoundVoltage CleanVoltageSearch::found() const {
  const bool silent = ending_ && ending_->fault.kind == StoppedBy::silence;
  if (silent || (ending_ && ending_->cause == Cause::wiring)) throw rejection(ending_->fault.reason);
  if (search_.fault() && search_.fault()->kind == StoppedBy::silence)
    throw rejection(search_.fault()->reason);
  if (!clean_) {
    throw rejection(fmt::format("The quietest step is not clean already. {} Turn gain and volume down.",
                                ending_ ? ending_->fault.reason : "Nothing was played."));
  }
  if (!heard(clean_->reading.dut)) {
    throw rejection(
        "The dut channel hears nothing of the output at the highest level allowed: allow more, or "
        "turn the volume up.");
  }
  FoundVoltage found;
  if (unclean_ && ending_->cause == Cause::output) {
    found = crossing();
  } else if (ending_) {
    found = lower_bound(ending_->fault.reason);
  } else if (search_.next()) {
    found = lower_bound(fmt::format("It was not driven further because {}.", options_.most_because));
  } else {
    found = lower_bound(fmt::format(
        "It is clean up to {}, where it ends because {}.", level_text(clean_->level),
        options_.highest_because.empty() ? "the interface plays no louder" : options_.highest_because));
  }
  if (ending_ && ending_->finding) found.findings.push_back(*ending_->finding);
  found.gain_vrms = gain_vrms();
  found.loudest_clean = search_.clean_steps().back();
  const ToneReading& worst = voltage_tone(clean_->reading.dut);
  constexpr double fine_enough = 0.3;
  const double hidden = (worst.floor + half_step) / worst.size();
  if (hidden > fine_enough * clean_distortion) {
    found.findings.push_back(
        {Severity::warning, FindingCode::low_snr,
         fmt::format(
             "distortion below {:.2g} % is hidden by the input's noise: more input gain, with its volts "
             "found anew, shows it",
             100.0 * hidden)});
  }
  return found;
}

Decibels level_of_power(double power_w, double load_ohm, double gain_vrms) {
  constexpr Decibels below{0.01};
  return amplitude_to_decibels(std::sqrt(power_w * load_ohm) / gain_vrms) - below;
}

std::optional<double> current_limit_a(const FoundVoltage& unloaded, const FoundVoltage& loaded,
                                      double load_ohm) {
  if (loaded.vrms.bound != Bound::none || unloaded.gain_vrms <= 0.0) return std::nullopt;
  const double by_voltage = unloaded.vrms.value.value * loaded.gain_vrms / unloaded.gain_vrms;
  const double clean = loaded.vrms.value.value;
  if (clean > short_of_voltage * by_voltage) return std::nullopt;
  return std::numbers::sqrt2 * clean / load_ohm;
}

}  // namespace ohmsweep
