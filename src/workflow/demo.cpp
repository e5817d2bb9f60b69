#include "ohmsweep/workflow/demo.h"

#include <fmt/format.h>

#include <cmath>

#include "ohmsweep/workflow/calibrate.h"
#include "ohmsweep/workflow/measure.h"
#include "ohmsweep/workflow/measure_output.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep {
namespace {

const std::vector<std::string> standards{"open", "short", "100ohm+-0.1%"};
const std::vector<std::string> channels{"left", "right"};
const std::vector<std::string> output_states{"unloaded", "33ohm+-0.1%", "33ohm+-0.1%", "unloaded"};

/// Curves against the truth, point by point.
class Truth {
 public:
  /// `relative`: the error is a share of the truth, else in ohm.
  void compare(const MeasuredCurve& measured, const std::function<Complex(Hertz)>& truth, bool relative,
               LargestError& largest) {
    const ImpedanceCurve& curve = measured.curve;
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      const Hertz frequency{curve.grid[i]};
      if (frequency < audible_from || frequency > audible_to) continue;
      const Complex real = truth(frequency);
      const double distance = std::abs(curve.impedance_ohm[i] - real);
      const double error = relative ? distance / std::abs(real) : distance;
      if (error > largest.value) {
        largest = {fmt::format("{} {}", measured.name, measured.part), error, frequency.value()};
      }
      const double u95 = magnitude_u95(curve.impedance_ohm[i], curve.covariance[i]);
      ++points_;
      if (std::abs(std::abs(curve.impedance_ohm[i]) - std::abs(real)) <= u95) ++within_;
    }
  }
  [[nodiscard]] double share_within() const {
    return points_ == 0 ? 0.0 : static_cast<double>(within_) / static_cast<double>(points_);
  }

 private:
  std::size_t points_ = 0;
  std::size_t within_ = 0;
};

std::vector<std::string> states_of(const BenchOutput& output) {
  std::vector<std::string> states = output_states;
  if (output.kind == OutputKind::balanced) states.insert(states.begin(), std::string(common_state));
  return states;
}

/// The session's sweep as what a player is given to play.
PlayerProgramme programme_of(const Session& session) {
  PlayerProgramme programme;
  programme.sweep = session.estimator.stimulus().sweep;
  return programme;
}

std::size_t takes_in(const Bench& bench) {
  std::size_t takes = standards.size() + channels.size() * bench.headphones.size();
  for (const BenchAmplifier& amplifier : bench.amplifiers) {
    for (const BenchOutput& output : amplifier.outputs) takes += states_of(output).size();
  }
  return takes;
}

/// One session for a part of the demo, whose progress counts towards all of it.
Session part_of(Session& whole, std::size_t takes, std::size_t all_takes) {
  Session part = whole;
  part.narrator = {};
  const double begin = static_cast<double>(whole.takes_so_far) / static_cast<double>(all_takes);
  const double share = static_cast<double>(takes) / static_cast<double>(all_takes);
  if (whole.narrator.progress) {
    part.narrator.progress = [&whole, begin, share](const std::string& doing, double fraction) {
      whole.narrator.progress(doing, begin + share * fraction);
    };
  }
  whole.takes_so_far += static_cast<int>(takes);
  return part;
}

}  // namespace

Rig rig_of(const Bench& bench) {
  Rig rig;
  rig.source_input = {bench.wiring.source_input.resistance_ohm, bench.wiring.source_input.capacitance_f};
  rig.dut_input = {bench.wiring.dut_input.resistance_ohm, bench.wiring.dut_input.capacitance_f};
  rig.reference_ohm = from_tolerance(bench.reference.resistance_ohm, 1e-3 * bench.reference.resistance_ohm);
  return rig;
}

DemoResult run_demo(Session& session, const Bench& bench) {
  const std::size_t all = takes_in(bench);
  DemoResult result;
  Truth truth;
  Session calibrating = part_of(session, standards.size(), all);
  const CalibrateResult calibration = calibrate(calibrating, {"demo", standards, {}});
  CalibrationChoice choice;
  choice.name = calibration.name;
  for (const BenchHeadphone& headphone : bench.headphones) {
    Session part = part_of(session, channels.size(), all);
    for (const MeasuredCurve& measured : measure_headphone(part, {headphone.name, channels, choice})) {
      truth.compare(
          measured, [&](Hertz f) { return true_impedance(bench, measured.name, measured.part, f); }, true,
          result.headphones);
    }
  }
  for (const BenchAmplifier& amplifier : bench.amplifiers) {
    for (const BenchOutput& output : amplifier.outputs) {
      Session part = part_of(session, states_of(output).size(), all);
      if (output.kind == OutputKind::player) part.programme = programme_of(session);
      const MeasuredCurve measured =
          measure_amplifier(part, {amplifier.name, output.name, states_of(output), wiring_of(output.kind)});
      truth.compare(
          measured, [&](Hertz f) { return true_output_impedance(bench, amplifier.name, output.name, f); },
          false, result.outputs);
    }
  }
  result.share_within_u95 = truth.share_within();
  result.pairings = rate_library(session.library, {});
  return result;
}

}  // namespace ohmsweep
