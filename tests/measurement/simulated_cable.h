#pragma once
// Takes through a cable by plain arithmetic on samples: delay, gain, noise, hum and harmonics, and faults in
// time. Shares nothing with what looks for them.

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep::test {

struct SimulatedCable {
  double source_gain = 0.8;
  double dut_gain = 0.78;
  double noise_rms = 1e-5;
  double hum_rms = 0.0;
  double hum_hz = 50.02;
  double second = 0.0;  ///< coefficient of x² on both inputs
  double third = 0.0;   ///< of x³
  double dc = 0.0;
  std::size_t latency = 1187;
  unsigned seed = 1;
};

/// What comes back of these samples.
inline Recording through(const SimulatedCable& cable, std::vector<double> played, int sample_rate) {
  played.insert(played.begin(), cable.latency, 0.0);
  std::mt19937_64 generator(cable.seed);
  std::normal_distribution<double> noise(0.0, 1.0);
  Recording take;
  take.sample_rate = sample_rate;
  take.name = "simulated";
  const auto input = [&](double gain, double x, double t) {
    const double y = gain * x;
    const double hum = cable.hum_rms * std::sqrt(2.0) * std::sin(2.0 * M_PI * cable.hum_hz * t + gain);
    return y + cable.second * y * y + cable.third * y * y * y + cable.dc + hum +
           cable.noise_rms * noise(generator);
  };
  for (std::size_t n = 0; n < played.size(); ++n) {
    const double t = static_cast<double>(n) / sample_rate;
    take.source.push_back(input(cable.source_gain, played[n], t));
    take.dut.push_back(input(cable.dut_gain, played[n], t));
  }
  return take;
}

inline Recording through(const SimulatedCable& cable, const Stimulus& stimulus) {
  return through(cable, stimulus.samples, stimulus.sweep.sample_rate);
}

/// Samples [at, at + count) of both channels are gone.
inline void lose(Recording& take, std::size_t at, std::size_t count) {
  for (auto* channel : {&take.source, &take.dut}) {
    const auto from = channel->begin() + static_cast<std::ptrdiff_t>(at);
    channel->erase(from, from + static_cast<std::ptrdiff_t>(count));
  }
}

/// The `count` samples before `at` come a second time, and what follows comes later.
inline void repeat(Recording& take, std::size_t at, std::size_t count) {
  for (auto* channel : {&take.source, &take.dut}) {
    const auto here = channel->begin() + static_cast<std::ptrdiff_t>(at);
    const std::vector<double> block(here - static_cast<std::ptrdiff_t>(count), here);
    channel->insert(here, block.begin(), block.end());
  }
}

/// The `count` samples before `at` are written over those from `at` on.
inline void repeat_in_place(Recording& take, std::size_t at, std::size_t count) {
  for (auto* channel : {&take.source, &take.dut}) {
    for (std::size_t n = at; n < at + count; ++n) (*channel)[n] = (*channel)[n - count];
  }
}

inline void silence(Recording& take, std::size_t at, std::size_t count) {
  for (auto* channel : {&take.source, &take.dut}) {
    for (std::size_t n = at; n < at + count; ++n) (*channel)[n] = 0.0;
  }
}

}  // namespace ohmsweep::test
