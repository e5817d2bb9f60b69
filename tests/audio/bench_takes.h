#pragma once
/// Stimuli, an ideal bench and what to look at in its takes: shared by the tests of the virtual bench.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "ohmsweep/audio/virtual_bench.h"

namespace ohmsweep::bench_takes {

inline constexpr int rate = 48000;
inline constexpr double turn = 2.0 * std::numbers::pi;

/// A synchronised sweep of half a second between silences, faded at both ends.
inline Stimulus short_sweep() {
  Stimulus stimulus;
  stimulus.sweep.sample_rate = rate;
  stimulus.sweep.from = Hertz(20.0);
  stimulus.sweep.to = Hertz(20e3);
  stimulus.sweep.duration = Seconds(0.5);
  stimulus.samples.assign(rate, 0.0);
  const double count = 0.5 * rate;
  const double growth = std::log(1000.0);
  for (int i = 0; i < rate / 2; ++i) {
    const double phase = turn * 20.0 * 0.5 / growth * std::exp(growth * i / count);
    const double fade = std::min({1.0, i / 500.0, (count - i) / 500.0});
    stimulus.samples[static_cast<std::size_t>(i) + rate / 8] = 0.25 * fade * fade * std::sin(phase);
  }
  return stimulus;
}

/// A faded tone of exactly 1500 Hz and the stated peak.
inline Stimulus tone(double amplitude) {
  Stimulus stimulus;
  stimulus.samples.assign(rate, 0.0);
  for (int i = 0; i < rate / 2; ++i) {
    const double fade = std::min({1.0, i / 4000.0, (0.5 * rate - i) / 4000.0});
    const double smooth = 0.5 - 0.5 * std::cos(std::numbers::pi * fade);
    stimulus.samples[static_cast<std::size_t>(i) + rate / 4] =
        amplitude * smooth * std::sin(turn * 1500.0 * i / rate);
  }
  return stimulus;
}

inline Stimulus silence() {
  Stimulus stimulus;
  stimulus.samples.assign(2 * std::size_t{rate}, 0.0);
  return stimulus;
}

inline Bench ideal_bench() {
  Bench bench;
  const Netlist left{{resistor("R", "+", "a", Ohms(20.0)), inductor("L", "a", "b", Henries(2e-4)),
                      resistor("Rm", "b", "-", Ohms(30.0)), capacitor("Cm", "b", "-", Farads(50e-6))}};
  bench.headphones.push_back({"hp", left, {{resistor("R", "+", "-", Ohms(33.0))}}, {}});
  BenchOutput output;
  output.name = "out";
  output.circuit = {{resistor("Ro", "source", "tip", Ohms(10.0))}};
  bench.amplifiers.push_back({"amp", {output}});
  return bench;
}

inline Recording take(const Bench& bench, const Stimulus& stimulus, const TakeState& state) {
  AudioFormat format;
  format.sample_rate = rate;
  return make_virtual_bench(bench, "test")->play_and_record(stimulus, format, state, {});
}

inline const TakeState open{"open", "", "", 0};
inline const TakeState left{"left", "hp", "", 0};

inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return largest;
}

inline double peak(const std::vector<double>& samples) {
  return largest_difference(samples, std::vector<double>(samples.size()));
}

inline double rms(const std::vector<double>& samples) {
  double sum = 0.0;
  for (const double s : samples) sum += s * s;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

inline std::vector<double> scaled(std::vector<double> samples, double factor) {
  for (double& s : samples) s *= factor;
  return samples;
}

/// Amplitude at a frequency of a faded tone, by projection.
inline double amplitude_at(const std::vector<double>& samples, double frequency) {
  Complex sum;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    sum += samples[i] * std::polar(1.0, -turn * frequency * static_cast<double>(i) / rate);
  }
  return std::abs(sum);
}

}  // namespace ohmsweep::bench_takes
