#pragma once
/// Takes of an amplifier output, solved as a voltage divider: no formula here is the estimator's.

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep::testing_support {

using Impedance = std::function<Complex(double hz)>;

inline Impedance constant(Complex z) {
  return [z](double) { return z; };
}

/// What is connected during one take; an infinite resistance is no load.
struct Connected {
  std::string name;            ///< "unloaded", "32ohm"
  double true_ohm = 0.0;       ///< 0: nothing
  double contact_ohm = 0.0;    ///< resistance that this plugging adds to the output
  double gain = 1.0;           ///< of the converter's dut channel during this take
  std::optional<Load> stated;  ///< what the user says it is
};

inline Connected unloaded(double gain = 1.0) { return {"unloaded", 0.0, 0.0, gain, {}}; }
inline Connected loaded(double ohm, double gain = 1.0) {
  const std::string name = std::to_string(static_cast<int>(ohm)) + "ohm";
  return {name, ohm, 0.0, gain, Load{name, {ohm, 0.0}, {0.0, 0.0}, {}}};
}

struct Bench {
  Impedance output = constant(0.1);
  double input_ohm = 0.0;       ///< 0: does not load
  double noise_variance = 0.0;  ///< E|δm|² per take and point
  FrequencyGrid grid = FrequencyGrid::standard(audible_from, audible_to);
};

/// Voltage at the output node by Millman's theorem: source behind Zo + contact, load and input to ground.
inline Complex node_voltage(const Bench& bench, const Connected& state, double hz) {
  const Complex series = bench.output(hz) + state.contact_ohm;
  Complex admittance = 1.0 / series;
  if (state.true_ohm > 0.0) admittance += 1.0 / state.true_ohm;
  if (bench.input_ohm > 0.0) admittance += 1.0 / bench.input_ohm;
  return (1.0 / series) / admittance;
}

inline RatioCurve simulate(const Bench& bench, const Connected& state, std::mt19937_64& random, int index) {
  std::normal_distribution<double> normal(0.0, std::sqrt(bench.noise_variance / 2.0));
  const Complex channels(0.93, 0.02);  // gain mismatch of the two channels
  RatioCurve take;
  take.grid = bench.grid;
  for (const double hz : bench.grid) {
    const Complex noise = bench.noise_variance > 0.0 ? Complex(normal(random), normal(random)) : Complex();
    take.ratio.push_back(state.gain * channels * node_voltage(bench, state, hz) + noise);
  }
  take.source_level.assign(bench.grid.size(), 0.4);
  take.noise_variance.assign(bench.grid.size(), bench.noise_variance);
  take.resolution_bias.assign(bench.grid.size(), Complex());
  take.snr_db.assign(bench.grid.size(), 90.0);
  take.sample_rate = 48000;
  take.stimulus_hash = "sweep";
  take.take_name = state.name + std::to_string(index) + ".wav";
  take.take_hash = "hash" + std::to_string(index);
  return take;
}

inline std::vector<OutputTake> sequence(const Bench& bench, const std::vector<Connected>& states,
                                        unsigned long long seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<OutputTake> takes;
  for (const Connected& state : states) {
    takes.push_back({state.stated, simulate(bench, state, random, static_cast<int>(takes.size()))});
  }
  return takes;
}

/// The states with a gain that grows by `per_take` from each to the next.
inline std::vector<Connected> drifting(std::vector<Connected> states, double per_take) {
  for (std::size_t i = 0; i < states.size(); ++i) states[i].gain *= 1.0 + per_take * static_cast<double>(i);
  return states;
}

inline ImpedanceCurve curve_of(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  return output_impedance(takes, rig).curve;
}

inline ImpedancePoint at_1khz(const ImpedanceCurve& curve) { return at(curve, Hertz(1000.0)); }

}  // namespace ohmsweep::testing_support
