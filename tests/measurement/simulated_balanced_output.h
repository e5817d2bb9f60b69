#pragma once
/// Takes of a balanced output, solved as a circuit of two nodes: no formula here is the estimator's.

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "measurement/simulated_output.h"
#include "ohmsweep/measurement/balanced_output.h"

namespace ohmsweep::testing_support {

/// The output and the two inputs that listen to it.
struct BalancedBench {
  Impedance hot = constant(0.5);
  Impedance cold = constant(0.5);
  double hot_share = 0.5;      ///< of the open-circuit voltage; the cold side has the rest
  double hot_input_ohm = 0.0;  ///< 0: does not load
  double cold_input_ohm = 0.0;
  Complex cold_gain{0.975, 0.0};  ///< of the cold input over the hot one's
  double noise_variance = 0.0;    ///< E|δm|² of each input
  FrequencyGrid grid = FrequencyGrid::standard(audible_from, audible_to);
};

/// What is connected during one take, and what the stream does to it.
struct BalancedState {
  double load_ohm = 0.0;           ///< between hot and cold; 0: nothing
  double hot_to_ground_ohm = 0.0;  ///< a load where none should be; 0: nothing
  double cold_to_ground_ohm = 0.0;
  double hot_contact_ohm = 0.0;
  double cold_contact_ohm = 0.0;
  double gain = 1.0;
  double delay_samples = 0.0;
  std::optional<Load> stated;
};

inline BalancedState open_state() { return {}; }
inline BalancedState loaded_state(double ohm) {
  BalancedState state;
  state.load_ohm = ohm;
  state.stated = Load{std::to_string(static_cast<int>(ohm)) + "ohm", {ohm, 0.0}, {0.0, 0.0}, {}};
  return state;
}

struct NodeVoltages {
  Complex hot;
  Complex cold;
};

/// Kirchhoff's current law at both contacts, solved by Cramer's rule.
inline NodeVoltages node_voltages(const BalancedBench& bench, const BalancedState& state, double hz) {
  const Complex y_hot = 1.0 / (bench.hot(hz) + state.hot_contact_ohm);
  const Complex y_cold = 1.0 / (bench.cold(hz) + state.cold_contact_ohm);
  const double g = state.load_ohm > 0.0 ? 1.0 / state.load_ohm : 0.0;
  const auto conductance = [](double ohm) { return ohm > 0.0 ? 1.0 / ohm : 0.0; };
  const Complex a = y_hot + g + conductance(bench.hot_input_ohm) + conductance(state.hot_to_ground_ohm);
  const Complex d = y_cold + g + conductance(bench.cold_input_ohm) + conductance(state.cold_to_ground_ohm);
  const Complex i_hot = bench.hot_share * y_hot;
  const Complex i_cold = -(1.0 - bench.hot_share) * y_cold;
  const Complex determinant = a * d - g * g;
  return {(i_hot * d + g * i_cold) / determinant, (a * i_cold + g * i_hot) / determinant};
}

inline RatioCurve input_curve(const BalancedBench& bench, const std::string& name,
                              const std::vector<Complex>& voltage, std::mt19937_64& random) {
  std::normal_distribution<double> normal(0.0, std::sqrt(bench.noise_variance / 2.0));
  RatioCurve curve;
  curve.grid = bench.grid;
  for (const Complex v : voltage) {
    curve.ratio.push_back(v + (bench.noise_variance > 0.0 ? Complex(normal(random), normal(random)) : 0.0));
  }
  curve.noise_variance.assign(bench.grid.size(), bench.noise_variance);
  curve.resolution_bias.assign(bench.grid.size(), Complex());
  curve.snr_db.assign(bench.grid.size(), 90.0);
  curve.sample_rate = 48000;
  curve.stimulus_hash = "sweep";
  curve.take_name = name + ".wav";
  curve.take_hash = name;
  return curve;
}

inline BalancedTake balanced_take(const BalancedBench& bench, const BalancedState& state,
                                  const std::string& name, std::mt19937_64& random,
                                  bool both_on_hot = false) {
  std::vector<Complex> hot;
  std::vector<Complex> cold;
  for (const double hz : bench.grid) {
    const NodeVoltages v = node_voltages(bench, state, hz);
    const double turned = -angular(Hertz(hz)) * state.delay_samples / 48000.0;
    const Complex path = 0.8 * state.gain * std::polar(1.0, turned);
    hot.push_back(path * v.hot);
    cold.push_back(path * bench.cold_gain * (both_on_hot ? v.hot : v.cold));
  }
  RatioCurve at_hot = input_curve(bench, name, hot, random);
  RatioCurve at_cold = input_curve(bench, name, cold, random);
  return {state.stated, std::move(at_hot), std::move(at_cold)};
}

struct BalancedSession {
  std::vector<BalancedTake> takes;
  BalancedTake common;
};

inline BalancedSession balanced_session(const BalancedBench& bench, const std::vector<BalancedState>& states,
                                        unsigned long long seed = 1) {
  std::mt19937_64 random(seed);
  BalancedSession session;
  session.common = balanced_take(bench, open_state(), "common", random, true);
  for (const BalancedState& state : states) {
    session.takes.push_back(
        balanced_take(bench, state, "take" + std::to_string(session.takes.size()), random));
  }
  return session;
}

inline std::vector<BalancedState> balanced_rounds(int count, double ohm) {
  std::vector<BalancedState> states;
  for (int i = 0; i < count; ++i) {
    for (const BalancedState& state : {open_state(), loaded_state(ohm), loaded_state(ohm), open_state()}) {
      states.push_back(state);
    }
  }
  return states;
}

}  // namespace ohmsweep::testing_support
