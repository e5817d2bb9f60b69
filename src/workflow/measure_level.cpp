#include "ohmsweep/workflow/measure_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/voltage_text.h"
#include "ohmsweep/measurement/channel_balance.h"
#include "ohmsweep/measurement/clean_voltage.h"
#include "ohmsweep/measurement/output_noise.h"
#include "workflow/level_takes.h"

namespace ohmsweep {
namespace {

constexpr Decibels loudest_balance{-12.0};
constexpr Decibels below_clean{6.0};
constexpr double decibels_per_neper = 8.685889638;
/// Of two inputs compared by one voltage, and of the probe's own reading.
constexpr double gain_repeats = 0.001;

/// A load as it is driven.
struct RatedLoad {
  std::string stated;
  StatedResistor resistor;
  double power_w = unstated_power_w;
};

RatedLoad rated(const std::string& stated) {
  if (stated.starts_with("headphone:")) {
    throw usage_error(fmt::format(
        "A search for the clean voltage would drive '{}' until the output distorts: use a resistor.",
        shown(stated)));
  }
  const StatedResistor resistor = parse_resistor(stated);
  return {stated, resistor, resistor.power_w.value_or(unstated_power_w)};
}

Stimulus silence(int sample_rate) {
  Stimulus stimulus;
  stimulus.sweep.sample_rate = sample_rate;
  stimulus.sweep.duration = noise_duration;
  stimulus.samples.assign(static_cast<std::size_t>(noise_duration.value() * sample_rate), 0.0);
  return stimulus;
}

class LevelMeasurement {
 public:
  LevelMeasurement(LevelSitting& sitting, const LevelRequest& request)
      : sitting_(sitting), request_(request), takes_(sitting, request) {
    for (const std::string& load : request.loads) loads_.push_back(rated(load));
    const auto scale = dut_full_scale(sitting.rig);
    if (!scale) {
      throw usage_error(
          "Volts are unknown: the rig states no full scale of the dut channel. Find it with 'ohmsweep "
          "volts', or "
          "declare it, and give the rig file with --rig.");
    }
    scale_ = *scale;
    result_.level.setting = request.setting;
    takes_.count(steps());
  }

  MeasuredLevel run() {
    if (searches()) search_all();
    if (request_.noise) measure_noise();
    if (request_.balance) measure_balance();
    if (result_.level.clean.empty() && !result_.level.noise && result_.level.imbalance.empty()) {
      throw rejection("Nothing was measured: every step was left out.");
    }
    result_.takes = takes_.records();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool searches() const { return request_.clean && takes_.can_record(); }
  [[nodiscard]] bool has_take(LevelStage stage) const {
    return std::ranges::any_of(request_.takes, [&](const LevelTake& take) { return take.stage == stage; });
  }
  [[nodiscard]] bool needs_common() const {
    return has_take(LevelStage::common) || !inputs_share_scale(sitting_.rig);
  }

  /// Those that somebody has to connect something for.
  [[nodiscard]] std::size_t steps() const {
    std::size_t count = searches() ? 1 + loads_.size() : 0;
    const auto recorded = [&](LevelStage stage) { return has_take(stage) ? 0U : 1U; };
    if (request_.noise) count += recorded(LevelStage::noise) + recorded(LevelStage::shorted);
    if (!request_.balance) return count;
    if (needs_common()) count += recorded(LevelStage::common);
    for (const LevelStage stage : {LevelStage::full, LevelStage::middle, LevelStage::low})
      count += recorded(stage);
    return count;
  }

  void add_findings(const Findings& more) {
    for (const Finding& finding : more) {
      Findings& all = result_.level.findings;
      if (std::ranges::find(all, finding) == all.end()) all.push_back(finding);
    }
  }

  void search_all() {
    const auto unloaded = search(LevelStage::unloaded, {});
    if (!unloaded) {
      if (!loads_.empty())
        takes_.tell("Without the unloaded voltage no load's power is known: the loads are left out.");
      return;
    }
    gain_vrms_ = unloaded->gain_vrms;
    clean_level_ = unloaded->loudest_clean.level;
    if (request_.wiring == OutputWiring::looped) result_.level.gain_db = gain_of(unloaded->loudest_clean);
    for (const RatedLoad& load : loads_) (void)search(LevelStage::loaded, load);
  }

  [[nodiscard]] CleanVoltageOptions options_for(const RatedLoad& load) const {
    CleanVoltageOptions options;
    options.full_scale_vrms = scale_;
    options.highest = request_.highest;
    options.source_is_output = request_.wiring == OutputWiring::player;
    if (request_.highest < Decibels(0.0)) {
      options.highest_because = fmt::format("--max-level allows {:g} dBFS", request_.highest.value());
    }
    if (request_.most_voltage) {
      options.most_vrms = request_.most_voltage->value();
      options.most_because = fmt::format("--max-voltage allows {}", format_volts(*options.most_vrms));
    }
    if (load.stated.empty()) return options;
    options.expected_gain_vrms = gain_vrms_;
    const Decibels allowed = level_of_power(load.power_w, load.resistor.resistance_ohm.value, gain_vrms_);
    if (allowed < options.highest) {
      options.highest = allowed;
      options.highest_because = fmt::format("more could put over {:g} W into the load", load.power_w);
    }
    return options;
  }

  void announce(const RatedLoad& load) const {
    const double ohms = load.resistor.resistance_ohm.value;
    const double most = std::sqrt(load.power_w * ohms);
    takes_.tell(fmt::format("{} takes {:g} W{}: it is driven to {} at most.", load.stated, load.power_w,
                            load.resistor.power_w ? "" : " (not stated, a common part's)",
                            format_volts(most)));
  }

  /// Too weak even for the beginning: it is not connected.
  void check_strength(const RatedLoad& load, Decibels highest) const {
    constexpr Decibels useless{-70.0};
    if (highest >= useless) return;
    throw rejection(
        fmt::format("{} takes {:g} W, and the output would give it that at {:.0f} dBFS already: use a load "
                    "of more power.",
                    load.stated, load.power_w, highest.value()));
  }

  std::optional<FoundVoltage> search(LevelStage stage, const RatedLoad& load) {
    const CleanVoltageOptions options = options_for(load);
    if (!load.stated.empty()) {
      check_strength(load, options.highest);
      announce(load);
    }
    while (takes_.connected(stage, load.stated)) {
      try {
        const FoundVoltage found = ascend(options, stage, load.stated);
        keep(found, load);
        return found;
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::rejected) throw;
        takes_.insist(error.what());
      }
    }
    return std::nullopt;
  }

  FoundVoltage ascend(const CleanVoltageOptions& options, LevelStage stage, const std::string& load) {
    CleanVoltageSearch search(options);
    while (const auto level = search.next()) {
      ProbeReading reading = probe(*level, stage, load);
      // A lost block looks like distortion: what ends the search has to come twice.
      if (search.ends_with(reading)) reading = probe(*level, stage, load);
      takes_.tell(fmt::format("{:.1f} dBFS: {} with {:.2g} % of distortion", level->value(),
                              format_volts(scale_.value * voltage_of(reading)),
                              100.0 * largest_distortion(reading.dut)));
      search.add(reading);
    }
    return search.found();
  }

  static double voltage_of(const ProbeReading& reading) {
    return reading.dut.tones[std::min<std::size_t>(1, reading.dut.tones.size() - 1)].size();
  }

  ProbeReading probe(Decibels level, LevelStage stage, const std::string& load) {
    const LevelProbe played = level_probe(level, sitting_.format.sample_rate);
    return read_probe(
        takes_.record(played.stimulus, stage, load, fmt::format("Playing at {:.1f} dBFS", level.value())),
        played);
  }

  void keep(const FoundVoltage& found, const RatedLoad& load) {
    const bool unloaded = load.stated.empty();
    result_.level.clean.push_back({unloaded ? "unloaded" : load.stated,
                                   unloaded ? 0.0 : load.resistor.resistance_ohm.value, found.vrms,
                                   found.ended_by});
    add_findings(found.findings);
  }

  /// Output over input voltage, where the source channel's volts are known too.
  [[nodiscard]] std::optional<Uncertain> gain_of(const LevelStep& step) const {
    const auto source_scale = source_full_scale(sitting_.rig);
    const auto middle = std::min<std::size_t>(1, step.reading.source.tones.size() - 1);
    const ToneReading& source = step.reading.source.tones[middle];
    const ToneReading& dut = step.reading.dut.tones[middle];
    if (!source_scale || source.size() <= 0.0 || dut.size() <= 0.0) return std::nullopt;
    const double gain = dut.size() * scale_.value / (source.size() * source_scale->value);
    const double noise = std::hypot(source.floor / source.size(), dut.floor / dut.size()) / 4.0;
    const double scales = inputs_share_scale(sitting_.rig)
                              ? gain_repeats
                              : std::hypot(scale_.standard_uncertainty / scale_.value,
                                           source_scale->standard_uncertainty / source_scale->value);
    return Uncertain{amplitude_to_decibels(gain).value(), decibels_per_neper * std::hypot(noise, scales)};
  }

  void measure_noise() {
    const Stimulus nothing = silence(sitting_.format.sample_rate);
    while (true) {
      const auto connected = takes_.take(nothing, LevelStage::noise, "recording the output's noise");
      if (!connected) return;
      const auto shorted = takes_.take(nothing, LevelStage::shorted, "recording the interface's own noise");
      if (!shorted) return;
      check_alike(*connected, *shorted);
      try {
        const NoiseReading reading =
            output_noise(connected->dut, shorted->dut, connected->sample_rate, scale_);
        result_.level.noise = reading.noise;
        add_findings(reading.findings);
        return;
      } catch (const Error& error) {
        // Recordings from elsewhere do not get better.
        if (error.kind() != ErrorKind::rejected || has_take(LevelStage::noise)) throw;
        takes_.insist(error.what());
      }
    }
  }

  static void check_alike(const Recording& connected, const Recording& shorted) {
    if (connected.hash == shorted.hash && !connected.hash.empty()) {
      throw rejection("The takes 'noise' and 'shorted' are one recording; give each its own.");
    }
    if (connected.sample_rate == shorted.sample_rate) return;
    throw rejection(
        fmt::format("The takes 'noise' and 'shorted' have {} and {} samples per second; record both "
                    "at one rate.",
                    connected.sample_rate, shorted.sample_rate));
  }

  void measure_balance() {
    const Decibels level = std::min(
        {loudest_balance, request_.highest, clean_level_ ? *clean_level_ - below_clean : loudest_balance});
    const Stimulus tone = balance_stimulus(level, sitting_.format.sample_rate);
    const InputGains gains = input_gains(tone);
    std::vector<SteadyHearing> positions;
    for (const LevelStage stage : {LevelStage::full, LevelStage::middle, LevelStage::low}) {
      if (!takes_.can_record() && !has_take(stage)) continue;
      const auto take = takes_.take(tone, stage, fmt::format("both channels, volume {}", to_string(stage)));
      if (take) positions.push_back(hear_steady(*take, balance_tone));
    }
    const BalanceReading reading = channel_balance(positions, gains);
    result_.level.imbalance = reading.imbalance;
    add_findings(reading.findings);
  }

  [[nodiscard]] InputGains input_gains(const Stimulus& tone) {
    if (needs_common() && (takes_.can_record() || has_take(LevelStage::common))) {
      const auto common = takes_.take(tone, LevelStage::common, "both inputs on the left channel");
      if (common) return gains_from_common(hear_steady(*common, balance_tone));
    }
    const auto source_scale = source_full_scale(sitting_.rig);
    if (!source_scale) return unknown_gains();
    return gains_from_scales(source_scale->value, scale_.value, inputs_share_scale(sitting_.rig));
  }

  LevelSitting& sitting_;
  const LevelRequest& request_;
  LevelTakes takes_;
  std::vector<RatedLoad> loads_;
  Uncertain scale_;
  double gain_vrms_ = 0.0;
  std::optional<Decibels> clean_level_;
  MeasuredLevel result_;
};

}  // namespace

AudioFormat level_format(const Rig& rig, int sample_rate, OutputWiring wiring) {
  AudioFormat format = audio_format(rig, sample_rate);
  if (wiring == OutputWiring::player) format.reference_output_channel = format.output_channel == 2 ? 1 : 2;
  return format;
}

void check_level_request(const Rig& rig, const LevelRequest& request) {
  if (!request.clean && !request.noise && !request.balance) {
    throw usage_error(
        "Nothing is left to measure: the clean voltage and noise are left out, and --balance is not asked "
        "for.");
  }
  if (!dut_full_scale(rig)) {
    throw usage_error(
        "Volts are unknown: the rig states no full scale of the dut channel. Find it with 'ohmsweep volts', "
        "or "
        "declare it, and give the rig file with --rig.");
  }
  for (const std::string& load : request.loads) (void)rated(load);
}

MeasuredLevel measure_level(LevelSitting& sitting, const LevelRequest& request) {
  check_level_request(sitting.rig, request);
  if (sitting.device == nullptr && request.takes.empty()) {
    throw usage_error("There is nothing to measure from: give --audio, or takes with --take STATE=FILE.");
  }
  return LevelMeasurement(sitting, request).run();
}

}  // namespace ohmsweep
