#include "ohmsweep/workflow/measure_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/voltage_text.h"
#include "ohmsweep/measurement/balanced_level.h"
#include "ohmsweep/measurement/channel_balance.h"
#include "ohmsweep/measurement/clean_voltage.h"
#include "ohmsweep/measurement/output_noise.h"
#include "ohmsweep/measurement/output_safety.h"
#include "workflow/level_request.h"
#include "workflow/level_takes.h"

namespace ohmsweep {
namespace {

constexpr Decibels loudest_balance{-12.0};
constexpr Decibels below_clean{6.0};
/// Before anything is known of a balanced output.
constexpr Decibels quiet_common{-30.0};
constexpr double decibels_per_neper = 8.685889638;
/// Of two inputs compared by one voltage, and of the probe's own reading.
constexpr double gain_repeats = 0.001;

/// Nothing to hear, yet with a beginning and an end: -200 dBFS is no step of any converter, and a device that
/// waits for sound to begin is told when.
Stimulus silence(int sample_rate) {
  constexpr double inaudible = 1e-10;
  Stimulus stimulus;
  stimulus.sweep.sample_rate = sample_rate;
  stimulus.sweep.duration = noise_duration;
  stimulus.samples.assign(static_cast<std::size_t>(noise_duration.value() * sample_rate), 0.0);
  stimulus.samples.front() = stimulus.samples.back() = inaudible;
  stimulus.sweep.amplitude = inaudible;
  return stimulus;
}

const Finding* blocking_in(const Findings& findings) {
  const auto found = std::ranges::find(findings, Severity::blocking, &Finding::severity);
  return found == findings.end() ? nullptr : &*found;
}

class LevelMeasurement {
 public:
  LevelMeasurement(LevelSitting& sitting, const LevelRequest& request)
      : sitting_(sitting), request_(request), takes_(sitting, request) {
    for (const std::string& load : request.loads) loads_.push_back(rated(load));
    // Only a balance does without.
    scale_ = dut_full_scale(sitting.rig).value_or(scale_);
    result_.level.setting = request.setting;
    takes_.count(steps());
  }

  MeasuredLevel run() {
    if (is_balanced()) compare_inputs();
    if (searches()) search_all();
    if (request_.noise) measure_noise();
    if (request_.balance) measure_balance();
    if (result_.level.clean.empty() && !result_.level.noise && result_.level.imbalance.empty()) {
      throw rejection(blocked().value_or("Nothing was measured: every step was left out."));
    }
    result_.takes = takes_.records();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool searches() const { return request_.clean && takes_.can_record(); }
  [[nodiscard]] bool is_balanced() const { return request_.wiring == OutputWiring::balanced; }
  [[nodiscard]] bool has_take(LevelStage stage) const { return ohmsweep::has_take(request_, stage); }
  [[nodiscard]] bool needs_common() const {
    return has_take(LevelStage::common) || !inputs_share_scale(sitting_.rig);
  }

  /// Those that somebody has to connect something for.
  [[nodiscard]] std::size_t steps() const {
    std::size_t count = searches() ? 1 + loads_.size() : 0;
    const auto recorded = [&](LevelStage stage) { return has_take(stage) ? 0U : 1U; };
    if (request_.noise) count += recorded(LevelStage::noise) + recorded(LevelStage::shorted);
    if ((request_.balance || is_balanced()) && needs_common()) count += recorded(LevelStage::common);
    if (!request_.balance) return count;
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

  /// What made the measurements useless.
  [[nodiscard]] std::optional<std::string> blocked() const {
    const Finding* worst = blocking_in(result_.level.findings);
    if (worst == nullptr) return std::nullopt;
    return fmt::format("Nothing was measured: {} ({}).", worst->detail, to_string(worst->code));
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
    for (const RatedLoad& load : loads_) {
      const auto loaded = search(LevelStage::loaded, load);
      if (loaded) note_current_limit(*unloaded, *loaded, load);
    }
  }

  void note_current_limit(const FoundVoltage& unloaded, const FoundVoltage& loaded, const RatedLoad& load) {
    CleanVoltage& clean = result_.level.clean.back();
    clean.current_limit_a = current_limit_a(unloaded, loaded, load.resistor.resistance_ohm.value);
    if (!clean.current_limit_a) return;
    const double milliamperes = 1e3 * *clean.current_limit_a;
    constexpr double whole = 10.0;
    clean.ended_by += fmt::format(
        " Current limit about {} mA of peak: its voltage would go further.",
        milliamperes < whole ? fmt::format("{:.2g}", milliamperes) : fmt::format("{:.0f}", milliamperes));
  }

  [[nodiscard]] CleanVoltageOptions options_for(const RatedLoad& load) const {
    CleanVoltageOptions options;
    options.full_scale_vrms = scale_;
    options.highest = request_.highest;
    options.source_is_output = request_.wiring != OutputWiring::looped;
    if (const auto source = source_full_scale(sitting_.rig)) options.source_full_scale_vrms = source->value;
    options.load = load.stated;
    if (request_.highest < Decibels(0.0)) {
      options.highest_because = fmt::format("--max-level allows {:g} dBFS", request_.highest.value());
    }
    if (request_.most_voltage) {
      options.most_vrms = request_.most_voltage->value();
      options.most_because = fmt::format("--max-voltage allows {}", format_volts(*options.most_vrms));
    }
    if (load.stated.empty()) return options;
    options.expected_gain_vrms = gain_vrms_;
    const Decibels allowed = level_of_power(load.power_w, lower_end(load.resistor.resistance_ohm),
                                            gain_vrms_ * upper_end(scale_) / scale_.value);
    if (allowed < options.highest) {
      options.highest = allowed;
      options.highest_because = fmt::format("more could put over {:g} W into the load", load.power_w);
    }
    return options;
  }

  void announce(const RatedLoad& load) const {
    const double most = std::sqrt(load.power_w * lower_end(load.resistor.resistance_ohm));
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
    const Recording take =
        takes_.record(played.stimulus, stage, load, fmt::format("Playing at {:.1f} dBFS", level.value()));
    return is_balanced() ? read_balanced_probe(take, played, gains_) : read_probe(take, played);
  }

  void keep(const FoundVoltage& found, const RatedLoad& load) {
    const bool unloaded = load.stated.empty();
    result_.level.clean.push_back({unloaded ? "unloaded" : load.stated,
                                   unloaded ? 0.0 : load.resistor.resistance_ohm.value, found.vrms,
                                   found.ended_by});
    add_findings(found.findings);
    for (const Finding& finding : found.findings) {
      const bool off =
          finding.code == FindingCode::loads_disagree || finding.code == FindingCode::signal_lost;
      if (off) takes_.tell(finding.detail + ".");
    }
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
        const NoiseReading reading = noise_of(*connected, *shorted);
        const Finding* useless = blocking_in(reading.findings);
        if (useless && !has_take(LevelStage::noise) && takes_.tries_again(useless->detail)) continue;
        add_findings(reading.findings);
        if (!useless) result_.level.noise = reading.noise;
        return;
      } catch (const Error& error) {
        // Recordings from elsewhere do not get better.
        if (error.kind() != ErrorKind::rejected || has_take(LevelStage::noise)) throw;
        takes_.insist(error.what());
      }
    }
  }

  [[nodiscard]] NoiseReading noise_of(const Recording& connected, const Recording& shorted) const {
    if (!is_balanced()) return output_noise(connected.dut, shorted.dut, connected.sample_rate, scale_);
    check_both_contacts(connected, "noise");
    return output_noise(between_contacts(connected, gains_).dut, between_contacts(shorted, gains_).dut,
                        connected.sample_rate, scale_);
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

  /// What makes hot minus cold of a balanced output's two inputs.
  void compare_inputs() {
    gains_ = gains_of_contacts();
    scale_ = between_scale(scale_, gains_);
    if (gains_.compared) return;
    add_findings(
        {{Severity::warning, FindingCode::inputs_unmatched,
          "the inputs' gains were not compared: they are taken as the rig states them, within 12 % "
          "(95 %); give a take of both inputs on the hot contact, common, or find their volts with one "
          "cable"}});
  }

  [[nodiscard]] InputGains gains_of_contacts() {
    const Stimulus tone =
        balance_stimulus(std::min(quiet_common, request_.highest), sitting_.format.sample_rate);
    while (needs_common() && (takes_.can_record() || has_take(LevelStage::common))) {
      const auto common = takes_.take(tone, LevelStage::common, "both inputs on the hot contact");
      if (!common) break;
      try {
        return gains_on_one_contact(hear_steady(*common, balance_tone));
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::rejected || has_take(LevelStage::common)) throw;
        takes_.insist(error.what());
      }
    }
    return gains_from_scales(source_full_scale(sitting_.rig)->value, scale_.value,
                             inputs_share_scale(sitting_.rig));
  }

  [[nodiscard]] InputGains input_gains(const Stimulus& tone) {
    if (needs_common() && (takes_.can_record() || has_take(LevelStage::common))) {
      const auto common = takes_.take(tone, LevelStage::common, "both inputs on the left channel");
      if (common) return gains_from_common(hear_steady(*common, balance_tone));
    }
    const auto source_scale = source_full_scale(sitting_.rig);
    if (!source_scale || !dut_full_scale(sitting_.rig)) return unknown_gains();
    return gains_from_scales(source_scale->value, scale_.value, inputs_share_scale(sitting_.rig));
  }

  LevelSitting& sitting_;
  const LevelRequest& request_;
  LevelTakes takes_;
  std::vector<RatedLoad> loads_;
  Uncertain scale_{1.0, 0.0};
  InputGains gains_;  ///< of a balanced output's inputs
  double gain_vrms_ = 0.0;
  std::optional<Decibels> clean_level_;
  MeasuredLevel result_;
};

}  // namespace

MeasuredLevel measure_level(LevelSitting& sitting, const LevelRequest& request) {
  const bool recorded_only = sitting.device == nullptr;
  if (recorded_only && request.takes.empty()) {
    throw usage_error("There is nothing to measure from: give --audio, or takes with --take STATE=FILE.");
  }
  check_level_request(sitting.rig, request, recorded_only);
  const LevelRequest asked = decided(request, recorded_only);
  return LevelMeasurement(sitting, asked).run();
}

}  // namespace ohmsweep
