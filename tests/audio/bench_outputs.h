#pragma once
/// Outputs on an ideal bench, for the tests of what an output can do wrong.

#include "audio/bench_takes.h"

namespace ohmsweep::bench_takes {

inline BenchOutput ideal_output(OutputKind kind, double ohm = 10.0) {
  BenchOutput output;
  output.name = "out";
  output.kind = kind;
  output.circuit = {{resistor("Ro", "source", "tip", Ohms(ohm))}};
  return output;
}

inline Bench bench_with(const BenchOutput& output) {
  Bench bench = ideal_bench();
  bench.amplifiers[0].outputs = {output};
  return bench;
}

inline TakeState output_state(const std::string& state, int index = 0, const std::string& output = "out") {
  return {state, "amp", output, index};
}

inline Recording output_take(const BenchOutput& output, const Stimulus& stimulus, const std::string& state,
                             int index = 0) {
  return take(bench_with(output), stimulus, output_state(state, index));
}

/// Phasor at a frequency of the steady middle of tone_of(), 0.4 s.
inline Complex phasor(const std::vector<double>& samples, double frequency,
                      std::size_t from = rate * 3 / 10) {
  constexpr std::size_t count = rate * 4 / 10;
  Complex sum;
  for (std::size_t i = from; i < from + count; ++i) {
    sum += samples[i] * std::polar(1.0, -turn * frequency * static_cast<double>(i) / rate);
  }
  return 2.0 / static_cast<double>(count) * sum;
}

/// A faded tone of one second, amplitude · sin, steady from 0.2 s to 0.8 s.
inline Stimulus tone_of(double frequency, double amplitude) {
  Stimulus stimulus;
  stimulus.samples.resize(rate);
  for (std::size_t i = 0; i < stimulus.samples.size(); ++i) {
    const double edge = static_cast<double>(std::min(i, stimulus.samples.size() - i)) / (0.2 * rate);
    const double fade = 0.5 - 0.5 * std::cos(std::numbers::pi * std::min(1.0, edge));
    stimulus.samples[i] = amplitude * fade * std::sin(turn * frequency * static_cast<double>(i) / rate);
  }
  return stimulus;
}

}  // namespace ohmsweep::bench_takes
