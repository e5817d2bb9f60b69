#pragma once
// Samples of a file, played by a player with a clock of its own and recorded.

#include <random>

#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/recording.h"
#include "signal/resampled.h"

namespace ohmsweep::test {

/// Without noise: what is added to it again and again.
inline Recording played(const PlayerSamples& file, int sample_rate, double clock_ppm,
                        const Resampler& resampler = Resampler{}) {
  Recording recording;
  recording.sample_rate = sample_rate;
  recording.name = "played.wav";
  recording.hash = "played";
  const double seconds = static_cast<double>(file.left.size()) / file.sample_rate + 1.5;
  const auto length = static_cast<std::size_t>(seconds * sample_rate);
  const double step = file.sample_rate * (1.0 + 1e-6 * clock_ppm) / sample_rate;
  recording.source = resampled(file.left, step, -0.7 * file.sample_rate, length, resampler);
  recording.dut = resampled(file.right, step, -0.7 * file.sample_rate, length, resampler);
  return recording;
}

inline Recording with_noise(Recording recording, double dbfs, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> noise(0.0, std::pow(10.0, dbfs / 20.0));
  for (auto* channel : {&recording.source, &recording.dut}) {
    for (double& sample : *channel) sample = 0.8 * sample + noise(generator);
  }
  return recording;
}

/// As a phone does that plays everything at one rate: the same sound at another.
inline PlayerSamples at_rate(const PlayerSamples& file, int sample_rate, const Resampler& resampler) {
  const double step = static_cast<double>(file.sample_rate) / sample_rate;
  const auto length = static_cast<std::size_t>(static_cast<double>(file.left.size()) / step);
  return {sample_rate, resampled(file.left, step, 0.0, length, resampler),
          resampled(file.right, step, 0.0, length, resampler)};
}

}  // namespace ohmsweep::test
