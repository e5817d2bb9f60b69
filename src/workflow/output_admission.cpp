#include "workflow/output_admission.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/measurement/level_probe.h"
#include "ohmsweep/measurement/output_safety.h"
#include "workflow/guided_capture.h"
#include "workflow/narration.h"

namespace ohmsweep {
namespace {

/// The probe is this much quieter than the takes: an output 30 dB too loud still fits the input.
constexpr Decibels below_the_takes{30.0};

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

class OutputAdmission {
 public:
  OutputAdmission(Session& session, const OutputSteps& steps) : session_(session), steps_(steps) {}

  void admit(const Step& step, const std::vector<CapturedTake>& so_far) {
    const double level = level_of(step, session_.estimator.stimulus());
    if (!session_.listening) check_peaks(step, level);
    const OutputState& state = steps_.state_of(step);
    if (state.load) admit_load(step, state, level, so_far);
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
  }

  [[nodiscard]] Decibels loudest_step() const {
    double loudest = level_of({}, session_.estimator.stimulus());
    for (const Step& step : steps_.steps()) {
      loudest = std::max(loudest, level_of(step, session_.estimator.stimulus()));
    }
    return Decibels(loudest);
  }

  void admit_load(const Step& step, const OutputState& state, double level_dbfs,
                  const std::vector<CapturedTake>& so_far) {
    const std::optional<Uncertain> stated = dut_full_scale(session_.rig);
    const std::optional<double> unloaded = unloaded_dbfs(so_far);
    if (!unloaded) return admit_unknown(step, state);
    LoadPower power;
    power.unloaded_vrms =
        std::pow(10.0, (*unloaded + level_dbfs) / 20.0) * (stated ? stated->value : unknown_full_scale_vrms);
    power.load_ohm = smallest_ohm(*state.load);
    power.rated_w = state.power_w;
    power.full_scale_known = stated.has_value();
    const std::string load = shown(step.stated);
    check_power(load, power, level_dbfs);
    if (said_ == load) return;
    said_ = load;
    say(session_, power_sentence(load, power));
  }

  /// Nothing has shown the voltage yet: a load with a rating has to wait for it.
  void admit_unknown(const Step& step, const OutputState& state) const {
    const std::string sentence = fmt::format(
        "What power {} will take is not known before an unloaded take: take that first.", shown(step.stated));
    if (state.power_w) throw rejection(sentence);
    say(session_, sentence);
  }

  /// What a load meets, from the peaks of both inputs: between hot and cold it is both together.
  [[nodiscard]] double across_load_dbfs(double source_dbfs, double dut_dbfs) const {
    if (steps_.wiring() != OutputWiring::balanced) return dut_dbfs;
    return decibels(std::pow(10.0, source_dbfs / 20.0) + std::pow(10.0, dut_dbfs / 20.0));
  }

  /// The peak across the load's place for a stimulus of 0 dBFS with nothing connected, dBFS; nothing where
  /// neither a take nor a probe shows it.
  [[nodiscard]] std::optional<double> unloaded_dbfs(const std::vector<CapturedTake>& so_far) const {
    std::optional<double> largest;
    for (const CapturedTake& take : so_far) {
      if (steps_.state_of(take.step).load) continue;
      const double peak =
          across_load_dbfs(decibels(take.ratio.quality.source_peak), decibels(take.ratio.quality.dut_peak)) -
          level_of(take.step, session_.estimator.stimulus());
      largest = std::max(largest.value_or(peak), peak);
    }
    if (largest || !probed_dut_dbfs_) return largest;
    return across_load_dbfs(*probed_source_dbfs_, *probed_dut_dbfs_);
  }

  Session& session_;
  const OutputSteps& steps_;
  std::optional<double> probed_dut_dbfs_;
  std::optional<double> probed_source_dbfs_;
  std::string said_;
};

}  // namespace

std::function<void(const Step&, const std::vector<CapturedTake>&)> output_admission(
    Session& session, const OutputSteps& steps) {
  const auto admission = std::make_shared<OutputAdmission>(session, steps);
  return [admission](const Step& step, const std::vector<CapturedTake>& so_far) {
    admission->admit(step, so_far);
  };
}

}  // namespace ohmsweep
