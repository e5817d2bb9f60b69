#include "workflow/output_admission.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>

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
/// A probe that is this much louder than the takes say was played into another state than theirs.
constexpr double clearly_louder_db = 1.0;

double level_of(const Step& step, const Stimulus& stimulus) {
  return step.level.value_or(amplitude_to_decibels(stimulus.sweep.amplitude)).value();
}

/// The least that a load opposes to the current: a resistor's value, or the lowest point of a headphone's
/// curve.
double smallest_ohm(const Load& load) {
  if (!load.curve) return load.resistance_ohm.value;
  double smallest = std::abs(load.curve->impedance_ohm.front());
  for (const Complex& z : load.curve->impedance_ohm) smallest = std::min(smallest, std::abs(z));
  return smallest;
}

double decibels(double peak) { return 20.0 * std::log10(std::max(1e-9, peak)); }

/// Less of noise and hum than a peak.
double loudest_tone_dbfs(const ProbedInput& input) {
  double loudest = 0.0;
  for (const ToneReading& tone : input.tones) loudest = std::max(loudest, tone.size());
  return decibels(loudest);
}

class OutputAdmission {
 public:
  OutputAdmission(Session& session, const OutputSteps& steps) : session_(session), steps_(steps) {}

  /// What is to be known before a load is put on: what it will take.
  std::string foresee(const Step& step, const TakesSoFar& so_far) {
    const OutputState& state = steps_.state_of(step);
    return state.load ? settle_load(step, state, so_far) : std::string();
  }

  void admit(const Step& step, const TakesSoFar& so_far) {
    if (!session_.listening) check_peaks(step, level_of(step, session_.estimator.stimulus()));
    const OutputState& state = steps_.state_of(step);
    if (!state.load) return;
    const std::string sentence = settle_load(step, state, so_far);
    if (!sentence.empty()) say(session_, sentence);
  }

 private:
  void check_peaks(const Step& step, double level) {
    if (!probed_dut_dbfs_) probe(step);
    check_input_peak(*probed_dut_dbfs_ + level, level, session_.rig.dut_channel);
    check_input_peak(*probed_source_dbfs_ + level, level, session_.rig.source_channel);
  }

  /// Peaks at the inputs for a stimulus of 0 dBFS.
  void probe(const Step& step) {
    const Decibels loudest = loudest_step();
    const LevelProbe probe =
        level_probe(loudest - below_the_takes, session_.estimator.stimulus().sweep.sample_rate);
    TakeState state = step.state;
    state.index = session_.takes_so_far;
    const ProbeReading reading = read_probe(
        session_.device.play_and_record(probe.stimulus, format_of(session_), state, [](double) {}), probe);
    const double level = (loudest - below_the_takes).value();
    probed_dut_dbfs_ = reading.dut.peak_dbfs - level;
    probed_source_dbfs_ = reading.source.peak_dbfs - level;
    probed_across_dbfs_ =
        across_load_dbfs(loudest_tone_dbfs(reading.source), loudest_tone_dbfs(reading.dut)) - level;
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
    const std::optional<double> unloaded = unloaded_dbfs(so_far);
    if (!unloaded) return unknown_power(step, state);
    const double level_dbfs = level_of(step, session_.estimator.stimulus());
    LoadPower power = power_of(step, state, *unloaded + level_dbfs);
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

  [[nodiscard]] LoadPower power_of(const Step& step, const OutputState& state, double peak_dbfs) const {
    const std::optional<Uncertain> stated = dut_full_scale(session_.rig);
    LoadPower power;
    power.unloaded_vrms =
        std::pow(10.0, peak_dbfs / 20.0) * (stated ? stated->value : unknown_full_scale_vrms);
    power.load_ohm = smallest_ohm(*state.load);
    power.rated_w = state.power_w;
    if (const auto answered = answered_w_.find(step.stated); answered != answered_w_.end()) {
      power.rated_w = answered->second;
    }
    power.full_scale_known = stated.has_value();
    power.delicate = state.load->curve.has_value();
    power.unstated_w = power.delicate ? usual_max_power_w : unstated_power_w;
    return power;
  }

  /// Nothing has shown the voltage yet. A quiet probe will, once the load is on; a player that plays by
  /// itself cannot be quiet first, so that a load with a limit has to wait.
  std::string unknown_power(const Step& step, const OutputState& state) {
    std::string sentence = fmt::format(
        "What power {} will take is not known before an unloaded take: take that first.", shown(step.stated));
    if (session_.listening && (state.power_w || state.load->curve)) throw rejection(sentence);
    if (!said_unknown_.insert(step.stated).second) return {};
    if (session_.listening) return sentence;
    return fmt::format(
        "What power {} will take is not known yet: a probe {:.0f} dB quieter shows it before "
        "the first take.",
        shown(step.stated), below_the_takes.value());
  }

  /// What a load meets, from the peaks of both inputs: between hot and cold it is both together.
  [[nodiscard]] double across_load_dbfs(double source_dbfs, double dut_dbfs) const {
    if (steps_.wiring() != OutputWiring::balanced) return dut_dbfs;
    return decibels(std::pow(10.0, source_dbfs / 20.0) + std::pow(10.0, dut_dbfs / 20.0));
  }

  /// The peak across the load's place for a stimulus of 0 dBFS with nothing connected, dBFS; nothing where
  /// neither a take nor a probe shows it. Takes from files may be of another level or volume than the output
  /// has now: a probe that is louder than they say counts, though it may have met a load.
  [[nodiscard]] std::optional<double> unloaded_dbfs(const TakesSoFar& so_far) const {
    std::optional<double> largest;
    for (const CapturedTake& take : so_far) {
      if (steps_.state_of(take.step).load) continue;
      const double peak =
          across_load_dbfs(decibels(take.ratio.quality.source_peak), decibels(take.ratio.quality.dut_peak)) -
          level_of(take.step, session_.estimator.stimulus());
      largest = std::max(largest.value_or(peak), peak);
    }
    if (!probed_across_dbfs_) return largest;
    return largest && *probed_across_dbfs_ < *largest + clearly_louder_db ? largest : probed_across_dbfs_;
  }

  Session& session_;
  const OutputSteps& steps_;
  std::optional<double> probed_dut_dbfs_;
  std::optional<double> probed_source_dbfs_;
  std::optional<double> probed_across_dbfs_;  ///< across the load's place
  std::map<std::string, double> answered_w_;  ///< ratings, by load as stated
  std::map<std::string, double> told_w_;      ///< powers, by load as stated
  std::set<std::string> said_unknown_;        ///< loads as stated
};

}  // namespace

void admit_by_voltage(Session& session, const OutputSteps& steps) {
  const auto admission = std::make_shared<OutputAdmission>(session, steps);
  session.foresee = [admission](const Step& step, const TakesSoFar& so_far) {
    return admission->foresee(step, so_far);
  };
  session.admit = [admission](const Step& step, const TakesSoFar& so_far) { admission->admit(step, so_far); };
}

}  // namespace ohmsweep
