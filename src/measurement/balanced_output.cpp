#include "ohmsweep/measurement/balanced_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "measurement/balanced_legs.h"
#include "measurement/current_limit.h"
#include "measurement/one_leg_load.h"
#include "measurement/output_description.h"
#include "measurement/output_diagnosis.h"
#include "measurement/output_findings.h"
#include "measurement/stream_delay.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// A delay that is no whole number of samples hides the reactance: what an inductance of the output can turn.
constexpr double hidden_delay_s = 0.3e-6;
/// Inputs whose gains were not compared: standard uncertainty of g, and of their skew in seconds.
constexpr double unmatched_gain = 0.025;
constexpr double unmatched_skew_s = 0.25e-6;
/// Voltages whose difference is below this share of one of them are one signal.
constexpr double same_signal = 0.1;
/// The common take's inputs hear one voltage: their gains are no further apart than this factor.
constexpr double furthest_gain = 10.0;

InputRatio unmatched_inputs(const FrequencyGrid& grid) {
  InputRatio g;
  for (const double hz : grid) {
    g.value.emplace_back(1.0, 0.0);
    g.noise.push_back(0.0);
    g.gain_deviation.push_back(unmatched_gain);
    g.phase_deviation.push_back(angular(Hertz(hz)) * unmatched_skew_s);
  }
  return g;
}

/// g = m_cold / m_hot where both inputs hear the hot contact.
InputRatio matched_inputs(const BalancedTake& common, const FrequencyGrid& grid) {
  InputRatio g;
  for (const double hz : grid) {
    const auto hot = common.hot.grid.find(hz);
    const auto cold = common.cold.grid.find(hz);
    if (!hot || !cold) {
      throw rejection(
          fmt::format("the common take '{}' lacks {:.5g} Hz; record it with the sweep of the others",
                      common.hot.take_name, hz));
    }
    const Complex h = common.hot.ratio[*hot];
    const Complex c = common.cold.ratio[*cold];
    const double apart = std::abs(c / h);
    if (!(apart < furthest_gain && apart > 1.0 / furthest_gain)) {
      throw rejection(
          fmt::format("in the common take '{}' the inputs' levels are {:.3g} times apart at {:.5g} Hz; "
                      "put both inputs on the hot contact",
                      common.hot.take_name, apart, hz));
    }
    g.value.push_back(c / h);
    g.noise.push_back(
        (common.cold.noise_variance[*cold] + std::norm(c / h) * common.hot.noise_variance[*hot]) /
        std::norm(h));
    g.gain_deviation.push_back(0.0);
    g.phase_deviation.push_back(0.0);
  }
  return g;
}

FrequencyGrid shared_grid(const std::vector<BalancedTake>& takes) {
  if (takes.empty())
    throw rejection("no take of the output was given; record it unloaded and with a known load");
  FrequencyGrid grid = takes.front().hot.grid;
  for (const BalancedTake& take : takes) {
    grid = common_points(common_points(grid, take.hot.grid), take.cold.grid);
  }
  if (grid.empty())
    throw rejection("the takes of the balanced output share no frequency; record all with one sweep");
  return grid;
}

template <typename Value>
std::vector<Value> on_grid(const FrequencyGrid& grid, const FrequencyGrid& from,
                           const std::vector<Value>& values) {
  std::vector<Value> result;
  for (const double hz : grid) result.push_back(values[from.find(hz).value()]);
  return result;
}

ContactVoltages voltages(const BalancedTake& take, const FrequencyGrid& grid) {
  return {on_grid(grid, take.hot.grid, take.hot.ratio), on_grid(grid, take.cold.grid, take.cold.ratio),
          on_grid(grid, take.hot.grid, take.hot.noise_variance),
          on_grid(grid, take.cold.grid, take.cold.noise_variance)};
}

std::vector<Complex> difference(const ContactVoltages& v, const InputRatio& g) {
  std::vector<Complex> d;
  for (std::size_t f = 0; f < v.hot.size(); ++f) d.push_back(v.hot[f] - v.cold[f] / g.value[f]);
  return d;
}

/// Whether both inputs of the common take heard voltages of opposite sign, as hot and cold are.
bool of_opposite_sign(const InputRatio& g) {
  std::vector<double> real;
  for (const Complex ratio : g.value) real.push_back(ratio.real());
  return median(std::move(real)) < 0.0;
}

/// Behind a common take of hot and cold every take of hot and cold seems to carry one signal: the common one
/// is to blame. An input that inverts makes its sign differ too, but then no take seems so.
void require_two_sides(const BalancedTake& take, const ContactVoltages& v, const std::vector<Complex>& d,
                       const std::optional<BalancedTake>& common, const InputRatio& g) {
  std::vector<double> shares;
  for (std::size_t f = 0; f < d.size(); ++f) shares.push_back(std::abs(d[f]) / std::abs(v.hot[f]));
  if (median(std::move(shares)) > same_signal) return;
  if (common && of_opposite_sign(g)) {
    throw rejection(fmt::format(
        "in the take '{}', called common, the inputs' signals differ in sign, as hot and cold do: "
        "it was not recorded with both inputs on one contact; put both on the hot contact, or "
        "give each take its own state",
        common->hot.take_name));
  }
  throw rejection(
      fmt::format("in the take '{}' hot and cold carry the same signal; put the second input on the cold "
                  "contact",
                  take.hot.take_name));
}

/// The take as that of any output: what stands between hot and cold.
OutputTake differential_take(const BalancedTake& take, const FrequencyGrid& grid, const ContactVoltages& v,
                             const std::vector<Complex>& d, const InputRatio& g) {
  OutputTake single{take.load, take.hot, 0.0};
  RatioCurve& ratio = single.ratio;
  ratio.grid = grid;
  ratio.ratio = d;
  ratio.noise_variance.clear();
  for (std::size_t f = 0; f < grid.size(); ++f) {
    ratio.noise_variance.push_back(v.hot_noise[f] + v.cold_noise[f] / std::norm(g.value[f]));
  }
  ratio.snr_db = on_grid(grid, take.hot.grid, take.hot.snr_db);
  if (take.hot.resolution_bias.size() == take.hot.grid.size()) {
    ratio.resolution_bias = on_grid(grid, take.hot.grid, take.hot.resolution_bias);
  } else {
    ratio.resolution_bias.clear();
  }
  ratio.source_level.clear();
  ratio.harmonics.clear();
  for (const Finding& finding : take.cold.findings) {
    if (std::find(ratio.findings.begin(), ratio.findings.end(), finding) == ratio.findings.end()) {
      ratio.findings.push_back(finding);
    }
  }
  return single;
}

/// Everything brought to the first take's delay.
struct Aligned {
  std::vector<ContactVoltages> voltages;
  std::vector<OutputTake> takes;
  std::vector<double> delay_deviation_s;
};

Aligned aligned(const std::vector<BalancedTake>& takes, const std::optional<BalancedTake>& common,
                const FrequencyGrid& grid, const InputRatio& g) {
  Aligned all;
  std::vector<Complex> first;
  for (const BalancedTake& take : takes) {
    ContactVoltages v = voltages(take, grid);
    std::vector<Complex> d = difference(v, g);
    require_two_sides(take, v, d, common, g);
    if (first.empty()) first = d;
    const StreamDelay delay = stream_delay(grid, d, first, take.hot.sample_rate);
    v.hot = advanced(grid, std::move(v.hot), delay.seconds);
    v.cold = advanced(grid, std::move(v.cold), delay.seconds);
    d = advanced(grid, std::move(d), delay.seconds);
    all.takes.push_back(differential_take(take, grid, v, d, g));
    all.voltages.push_back(std::move(v));
    all.delay_deviation_s.push_back(delay.whole ? 0.0 : hidden_delay_s);
  }
  if (std::all_of(all.delay_deviation_s.begin(), all.delay_deviation_s.end(),
                  [](double s) { return s == 0.0; })) {
    all.delay_deviation_s.clear();
  }
  return all;
}

/// The plug has two contacts; the inputs are looked after leg by leg.
OutputRig differential_rig(const BalancedRig& rig) {
  OutputRig single;
  single.contact_ohm = std::sqrt(2.0) * rig.contact_ohm;
  single.drift_u95 = rig.drift_u95;
  single.wiring = OutputWiring::balanced;
  return single;
}

const Finding not_compared{
    Severity::warning, FindingCode::inputs_unmatched,
    "the inputs' gains were not compared: they are taken as equal within 5 % (95 %), which each leg's "
    "uncertainty holds; add a take with both inputs on the hot contact, --take common=FILE"};

}  // namespace

OutputImpedance balanced_output_impedance(const std::vector<BalancedTake>& takes,
                                          const std::optional<BalancedTake>& common, const BalancedRig& rig) {
  const FrequencyGrid all_points = shared_grid(takes);
  const InputRatio all_ratios = common ? matched_inputs(*common, all_points) : unmatched_inputs(all_points);
  const Aligned sequence = aligned(takes, common, all_points, all_ratios);
  const OutputRig single = differential_rig(rig);
  OutputStates states = output_states(sequence.takes);
  states.delay_deviation_s = sequence.delay_deviation_s;
  OutputSolution solution = solve_output(std::move(states), single, InputDraw::nothing);
  Diagnosis diagnosis = diagnose(sequence.takes, single, solution);
  if (diagnosis.corrected)
    solution = solve_output(std::move(*diagnosis.corrected), single, InputDraw::nothing);

  LegCurves legs = leg_curves(solution, sequence.voltages, all_points, all_ratios, rig);
  for (ImpedanceCurve* curve : {&legs.differential, &legs.hot, &legs.cold})
    widen(*curve, diagnosis.limit_bias);
  Findings known = own_findings(sequence.takes, diagnosis.cause);
  if (!common) known.push_back(not_compared);
  append(known, std::move(diagnosis.findings));
  OutputImpedance output = describe(std::move(legs.differential), solution, std::move(known));
  output.traits.legs = BalancedLegs{std::move(legs.hot), std::move(legs.cold)};
  if (!has_blocking(output.curve.findings)) {
    if (auto finding = one_leg_load(*output.traits.legs))
      output.curve.findings.push_back(std::move(*finding));
  }
  return output;
}

}  // namespace ohmsweep
