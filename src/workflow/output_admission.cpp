#include "workflow/output_admission.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/measurement/level_limits.h"
#include "ohmsweep/measurement/level_probe.h"
#include "ohmsweep/measurement/output_safety.h"
#include "ohmsweep/workflow/measure_level.h"
#include "workflow/guided_capture.h"
#include "workflow/narration.h"

namespace ohmsweep {
namespace {

/// The probe is this much quieter than the takes: an output 30 dB too loud still fits the input.
constexpr Decibels below_the_takes{30.0};
/// A power is told again when it has grown by this factor.
constexpr double worth_telling = 1.1;
/// Voltages that differ by more than this factor, 1 dB, are of two states.
constexpr double clearly_louder = 1.122;
constexpr std::string_view unloaded_state = "unloaded";

double level_of(const Step& step, const Stimulus& stimulus) {
  return step.level.value_or(amplitude_to_decibels(stimulus.sweep.amplitude)).value();
}

/// The least that a load opposes to the current: a resistor's value less its tolerance, or the lowest point
/// of a headphone's curve.
double smallest_ohm(const Load& load) {
  if (!load.curve) return lower_end(load.resistance_ohm);
  double smallest = std::abs(load.curve->impedance_ohm.front());
  for (const Complex& z : load.curve->impedance_ohm) smallest = std::min(smallest, std::abs(z));
  return smallest;
}

double amplitude(double dbfs) { return std::pow(10.0, dbfs / 20.0); }

/// A probe's voltages for a stimulus of 0 dBFS, full scales 1.0; tones, for they hold less of noise and hum
/// than a peak.
struct Probed {
  double source_peak_dbfs = 0.0;
  double dut_peak_dbfs = 0.0;
  double source = 0.0;
  double dut = 0.0;
  double source_at_least = 0.0;  ///< what noise may have added taken off
  double dut_at_least = 0.0;
};

double loudest_tone(const ProbedInput& input, bool at_least) {
  double loudest = 0.0;
  for (const ToneReading& tone : input.tones) {
    loudest = std::max(loudest, tone.size() - (at_least ? tone.floor : 0.0));
  }
  return loudest;
}

Probed probed(const ProbeReading& reading, double level_dbfs) {
  const double scale = 1.0 / amplitude(level_dbfs);
  return {reading.source.peak_dbfs - level_dbfs,       reading.dut.peak_dbfs - level_dbfs,
          scale * loudest_tone(reading.source, false), scale * loudest_tone(reading.dut, false),
          scale * loudest_tone(reading.source, true),  scale * loudest_tone(reading.dut, true)};
}

/// The most that may be across a load's place.
struct Voltage {
  double vrms = 0.0;
  int shown_by_input = 0;  ///< as in LoadPower
};

Voltage larger(const Voltage& one, const Voltage& other) { return one.vrms < other.vrms ? other : one; }
Voltage scaled(const Voltage& voltage, double factor) {
  return {factor * voltage.vrms, voltage.shown_by_input};
}

class OutputAdmission {
 public:
  OutputAdmission(Session& session, const OutputSteps& steps) : session_(session), steps_(steps) {}

  /// What is to be known before a load is put on: what it will take.
  std::string foresee(const StepPlace& place, const TakesSoFar& so_far) {
    const Step& step = place.step;
    const OutputState& state = steps_.state_of(step);
    if (!state.load) return {};
    if (!session_.listening && !unloaded(so_far)) probe_unloaded(place);
    return settle_load(step, state, so_far);
  }

  void admit(const Step& step, const TakesSoFar& so_far) {
    const OutputState& state = steps_.state_of(step);
    if (state.load) {
      const std::string sentence = settle_load(step, state, so_far);
      if (!sentence.empty()) say(session_, sentence);
    }
    if (session_.listening) return;
    // The takes of an average follow one another, with nobody's hand between.
    if (!latest_ || (state.load && step.repeat == 0)) probe(step, state, so_far);
    check_peaks(level_of(step, session_.estimator.stimulus()));
  }

 private:
  void check_peaks(double level) const {
    check_input_peak(latest_->dut_peak_dbfs + level, level, session_.rig.dut_channel);
    check_input_peak(latest_->source_peak_dbfs + level, level, session_.rig.source_channel);
  }

  void probe(const Step& step, const OutputState& state, const TakesSoFar& so_far) {
    if (!state.load) {
      unloaded_probe_ = latest_ = play_probe(step.state, loudest_step());
      return;
    }
    latest_ = play_probe(step.state, Decibels(level_of(step, session_.estimator.stimulus())));
    check_loaded(step, state, so_far);
  }

  /// Once without the load, before it goes on: a voltage under another load says too little.
  void probe_unloaded(const StepPlace& place) {
    Step step = place.step;
    step.state.state = step.stated = std::string(unloaded_state);
    if (session_.guide.unload) session_.guide.unload(step, place);
    unloaded_probe_ = latest_ = play_probe(step.state, loudest_step());
    check_peaks(loudest_step().value());
  }

  Probed play_probe(TakeState state, Decibels takes) {
    const Decibels level = takes - below_the_takes;
    const LevelProbe sound = level_probe(level, session_.estimator.stimulus().sweep.sample_rate);
    state.index = session_.takes_so_far;
    const Recording heard =
        session_.device.play_and_record(sound.stimulus, format_of(session_), state, [](double) {});
    return probed(read_probe(heard, sound), level.value());
  }

  void check_loaded(const Step& step, const OutputState& state, const TakesSoFar& so_far) const {
    const std::optional<Voltage> without = unloaded(so_far);
    if (!without) return;
    const double gain = amplitude(level_of(step, session_.estimator.stimulus()));
    const Voltage with = across_load(latest_->source_at_least, latest_->dut_at_least);
    check_loaded_voltage(shown(step.stated), power_of(step, state, scaled(*without, gain)), gain * with.vrms);
  }

  [[nodiscard]] Decibels loudest_step() const {
    double loudest = level_of({}, session_.estimator.stimulus());
    for (const Step& step : steps_.steps()) {
      loudest = std::max(loudest, level_of(step, session_.estimator.stimulus()));
    }
    return Decibels(loudest);
  }

  /// Refuses a load that would take more than it stands, after asking what one of unstated rating stands;
  /// returns what it will take where that was not told yet.
  std::string settle_load(const Step& step, const OutputState& state, const TakesSoFar& so_far) {
    const std::optional<Voltage> without = unloaded(so_far);
    if (!without) return unknown_power(step, state);
    const double level_dbfs = level_of(step, session_.estimator.stimulus());
    LoadPower power = power_of(step, state, scaled(*without, amplitude(level_dbfs)));
    const std::string load = shown(step.stated);
    if (needs_rating(power) && session_.guide.rating) {
      power.rated_w = session_.guide.rating(power_sentence(load, power));
      if (power.rated_w) answered_w_[step.stated] = *power.rated_w;
    }
    check_power(load, power, level_dbfs);
    double& told_w = told_w_[step.stated];
    if (power.power_w() <= worth_telling * told_w) return {};
    told_w = power.power_w();
    return power_sentence(load, power);
  }

  [[nodiscard]] LoadPower power_of(const Step& step, const OutputState& state, const Voltage& voltage) const {
    LoadPower power;
    power.unloaded_vrms = voltage.vrms;
    power.shown_by_input = voltage.shown_by_input;
    power.load_ohm = smallest_ohm(*state.load);
    power.rated_w = state.power_w;
    if (const auto answered = answered_w_.find(step.stated); answered != answered_w_.end()) {
      power.rated_w = answered->second;
    }
    power.full_scale_known = dut_full_scale(session_.rig).has_value();
    power.delicate = state.load->curve.has_value();
    power.unstated_w = power.delicate ? usual_max_power_w : unstated_power_w;
    return power;
  }

  /// What a player plays by itself cannot be quiet first, so that a load with a limit has to wait.
  std::string unknown_power(const Step& step, const OutputState& state) {
    std::string sentence = fmt::format(
        "What power {} will take is not known before an unloaded take: take that first.", shown(step.stated));
    if (state.power_w || state.load->curve) throw rejection(sentence);
    return said_unknown_.insert(step.stated).second ? sentence : std::string();
  }

  /// From what both inputs hear, full scales 1.0: between hot and cold it is both together. Else it is the
  /// output's own input that shows it, unless the channels were exchanged: the larger one counts.
  [[nodiscard]] Voltage across_load(double source, double dut) const {
    const auto dut_scale = dut_full_scale(session_.rig);
    const auto source_scale = source_full_scale(session_.rig);
    const double dut_most = dut_scale ? upper_end(*dut_scale) : unknown_full_scale_vrms;
    const double source_v = source * (source_scale ? upper_end(*source_scale) : dut_most);
    const double dut_v = dut * dut_most;
    if (steps_.wiring() == OutputWiring::balanced) return {source_v + dut_v};
    return {std::max(source_v, dut_v), source_v > clearly_louder * dut_v ? session_.rig.source_channel : 0};
  }

  /// The most across the load's place for a stimulus of 0 dBFS with nothing connected; nothing where neither
  /// a take nor a probe shows it. Takes from files may be of another level or volume than the output has now:
  /// a probe that is louder than they say counts.
  [[nodiscard]] std::optional<Voltage> unloaded(const TakesSoFar& so_far) const {
    std::optional<Voltage> largest;
    for (const CapturedTake& take : so_far) {
      if (steps_.state_of(take.step).load) continue;
      const TakeQuality& quality = take.ratio.quality;
      const Voltage there = scaled(across_load(quality.source_peak, quality.dut_peak),
                                   1.0 / amplitude(level_of(take.step, session_.estimator.stimulus())));
      largest = largest ? larger(*largest, there) : there;
    }
    if (!unloaded_probe_) return largest;
    const Voltage quiet = across_load(unloaded_probe_->source, unloaded_probe_->dut);
    return largest && quiet.vrms < clearly_louder * largest->vrms ? largest : quiet;
  }

  Session& session_;
  const OutputSteps& steps_;
  std::optional<Probed> unloaded_probe_;
  std::optional<Probed> latest_;              ///< probe, loaded or not
  std::map<std::string, double> answered_w_;  ///< ratings, by load as stated
  std::map<std::string, double> told_w_;      ///< powers, by load as stated
  std::set<std::string> said_unknown_;        ///< loads as stated
};

}  // namespace

void admit_by_voltage(Session& session, const OutputSteps& steps) {
  const auto admission = std::make_shared<OutputAdmission>(session, steps);
  session.foresee = [admission](const StepPlace& place, const TakesSoFar& so_far) {
    return admission->foresee(place, so_far);
  };
  session.admit = [admission](const Step& step, const TakesSoFar& so_far) { admission->admit(step, so_far); };
}

}  // namespace ohmsweep
