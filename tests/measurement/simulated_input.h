#pragma once
/// What two inputs make of a level probe, without any circuit: gain, delay, a law of the inputs, noise, hum.

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include "ohmsweep/measurement/level_probe.h"

namespace ohmsweep {

struct SimulatedInputs {
  double source_gain = 1.0;
  double dut_gain = 0.5;
  std::size_t delay = 1234;
  double noise_rms = 0.0;
  double hum_rms = 0.0;
  double converter_noise_rms = 0.0;                                          ///< added behind the law
  std::function<double(double)> law = [](double sample) { return sample; };  ///< of each input

  [[nodiscard]] Recording play(const LevelProbe& probe, unsigned seed = 1) const {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0.0, 1.0);
    Recording take;
    take.sample_rate = probe.stimulus.sweep.sample_rate;
    const std::vector<double>& played = probe.stimulus.samples;
    for (std::size_t n = 0; n < played.size() + delay; ++n) {
      const double sample = n < delay ? 0.0 : played[n - delay];
      const double hum = hum_rms * std::numbers::sqrt2 *
                         std::sin(2.0 * std::numbers::pi * 50.0 * static_cast<double>(n) / take.sample_rate);
      take.source.push_back(law(source_gain * sample + hum + noise_rms * normal(random)) +
                            converter_noise_rms * normal(random));
      take.dut.push_back(law(dut_gain * sample + hum + noise_rms * normal(random)) +
                         converter_noise_rms * normal(random));
    }
    return take;
  }

  [[nodiscard]] ProbeReading read(Decibels level, unsigned seed = 1, int sample_rate = 48000) const {
    const LevelProbe probe = level_probe(level, sample_rate);
    return read_probe(play(probe, seed), probe);
  }
};

/// Everything beyond `level` is cut off.
inline std::function<double(double)> cut_off_at(double level) {
  return [level](double sample) { return std::clamp(sample, -level, level); };
}

}  // namespace ohmsweep
