#pragma once
// Takes of a rig by plain arithmetic on samples: a divider, its inputs, and faults put into them. Shares
// nothing with what looks for the faults.

#include <cmath>
#include <functional>
#include <random>

#include "ohmsweep/measurement/rig_probe.h"
#include "ohmsweep/signal/recording.h"

namespace ohmsweep::test {

using Samples = std::vector<double>;

struct SimulatedRig {
  double output_ohm = 75.0;
  double reference_ohm = 100.0;
  double short_ohm = 0.15;
  bool short_at_output = false;
  double source_gain = 0.8;
  double dut_gain = 0.78;
  double noise_rms = 1e-5;
  double hum_amplitude = 3e-5;
  double dc = 2e-5;
  std::size_t latency = 1187;   ///< samples
  double monitor_gain = 0.0;    ///< what the source input hears is played again times this ...
  std::size_t monitor_lag = 1;  ///< ... and this many samples later
  unsigned seed = 1;
};

/// First-order high-pass: y = a (y + x - x_before).
inline void high_pass(Samples& samples, double corner_hz, double rate) {
  const double a = 1.0 / (1.0 + 2.0 * M_PI * corner_hz / rate);
  double before = 0.0;
  double y = 0.0;
  for (double& sample : samples) {
    y = a * (y + sample - before);
    before = sample;
    sample = y;
  }
}

inline Recording take(const SimulatedRig& rig, const RigProbe& probe, const std::string& state) {
  const double rate = probe.stimulus.sweep.sample_rate;
  const bool shorted = state == "short";
  const double device = shorted ? rig.short_ohm : 1e9;
  const double behind = shorted && rig.short_at_output ? rig.short_ohm : rig.reference_ohm + device;
  const double to_source = behind / (behind + rig.output_ohm);
  const double to_dut =
      shorted && rig.short_at_output ? to_source : to_source * device / (rig.reference_ohm + device);
  const std::size_t length = probe.stimulus.samples.size() + rig.latency + 2000;

  Samples played(length, 0.0);
  for (std::size_t n = 0; n < probe.stimulus.samples.size(); ++n)
    played[n + rig.latency] = probe.stimulus.samples[n];
  for (std::size_t n = rig.monitor_lag; n < length && rig.monitor_gain != 0.0; ++n) {
    played[n] += rig.monitor_gain * to_source * played[n - rig.monitor_lag];
  }
  Recording recording;
  recording.sample_rate = static_cast<int>(rate);
  recording.name = "simulated " + state;
  std::mt19937_64 generator(rig.seed + (shorted ? 1000 : 0));
  std::normal_distribution<double> noise(0.0, rig.noise_rms);
  for (std::size_t n = 0; n < length; ++n) {
    const double hum = rig.hum_amplitude * std::sin(2.0 * M_PI * 50.03 * static_cast<double>(n) / rate);
    recording.source.push_back(rig.source_gain * to_source * played[n] + hum + rig.dc);
    recording.dut.push_back(rig.dut_gain * to_dut * played[n] + hum + rig.dc);
  }
  high_pass(recording.source, 0.9, rate);
  high_pass(recording.dut, 1.2, rate);
  for (std::size_t n = 0; n < length; ++n) {
    recording.source[n] += noise(generator);
    recording.dut[n] += noise(generator);
  }
  return recording;
}

inline void limit_to_full_scale(Samples& samples) {
  for (double& sample : samples) sample = std::clamp(sample, -1.0, 1.0);
}

/// Gain that follows the level: `strength` 1 makes every level the target's, 0 leaves it. Rises within 5 ms,
/// falls within `release_s`.
inline void ride_gain(Samples& samples, double strength, double target, double release_s, double rate) {
  double envelope = target;
  for (double& sample : samples) {
    const double level = std::abs(sample);
    const double time_s = level > envelope ? 0.005 : release_s;
    envelope += (level - envelope) / (time_s * rate);
    sample *= std::min(30.0, std::pow(target / std::max(envelope, 1e-6), strength));
  }
}

}  // namespace ohmsweep::test
