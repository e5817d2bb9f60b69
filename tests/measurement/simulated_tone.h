#pragma once
/// A steady tone on two inputs with silence around it, without any circuit.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

struct SimulatedTone {
  double source = 0.5;  ///< peak, full scale 1.0
  double dut = 0.25;
  double frequency_hz = 220.0;
  double noise_rms = 1e-6;
  double hum_rms = 0.0;
  double hum_hz = 50.0;
  double begins_s = 0.6;  ///< a quarter as loud before it, from 0.2 s on
  double ends_s = 2.8;
  double clipping = 1.0;
  int sample_rate = 48000;

  [[nodiscard]] Recording take(unsigned seed = 1) const {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0.0, noise_rms);
    Recording recording;
    recording.sample_rate = sample_rate;
    recording.name = "simulated";
    const auto count = static_cast<std::size_t>((ends_s + 0.3) * sample_rate);
    for (std::size_t n = 0; n < count; ++n) {
      const double t = static_cast<double>(n) / sample_rate;
      const double envelope = t < 0.2 || t > ends_s ? 0.0 : (t < begins_s ? 0.25 : 1.0);
      const double tone = envelope * std::sin(2.0 * std::numbers::pi * frequency_hz * t);
      const double hum = hum_rms * std::numbers::sqrt2 * std::sin(2.0 * std::numbers::pi * hum_hz * t + 0.4);
      recording.source.push_back(std::clamp(source * tone + hum + normal(random), -clipping, clipping));
      recording.dut.push_back(std::clamp(dut * tone + hum + normal(random), -clipping, clipping));
    }
    return recording;
  }
};

}  // namespace ohmsweep
