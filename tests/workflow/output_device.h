#pragma once
/// A device for tests: an amplifier that clips, with noise, on an interface whose scales are known. No
/// circuit, no bench: what it plays is what a person would have connected for the state asked for.

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

class OutputDevice : public AudioDevice {
 public:
  double output_full_scale_v = 4.0;  ///< peaks, of samples of 1.0
  double source_full_scale_v = 16.0;
  double dut_full_scale_v = 15.0;
  double gain = 5.0;
  double rail_v = 8.0;
  double output_ohm = 2.0;
  double noise_vrms = 200e-6;  ///< of the output, in the whole band
  double input_noise = 1e-6;   ///< of each input, full scale 1.0
  /// Volume of each position, and right over left there.
  std::map<std::string, std::pair<double, double>> positions{
      {"out@full", {1.0, 1.01}}, {"out@middle", {0.1, 0.98}}, {"out@low", {0.001, 1.2}}};
  bool balanced = false;         ///< hot on the source channel and its opposite, cold, on the dut channel
  bool hears_the_input = false;  ///< at every position: nobody moved the source channel to the left side
  double current_a = 1e9;        ///< peak, beyond which the current is cut off
  double protection_a = 1e9;     ///< peak, beyond which the dut channel is silent for the rest of the take
  bool watched = false;
  int break_play = -1;  ///< this one loses 250 samples of its first tone

  [[nodiscard]] Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                          const TakeState& state, const Progress& progress) override {
    played.push_back(state);
    std::mt19937 random(static_cast<unsigned>(state.index) + 1);
    std::normal_distribution<double> normal(0.0, 1.0);
    Recording take;
    take.sample_rate = format.sample_rate;
    take.name = state.state;
    const bool silent = state.state == "shorted";
    bool tripped = false;
    for (const double sample : stimulus.samples) {
      const double hiss = silent ? 0.0 : noise_vrms * normal(random);
      tripped = tripped || current_of(state, sample * output_full_scale_v) > protection_a;
      const auto [source, output] = voltages(state, sample * output_full_scale_v, hiss);
      const double dut = tripped ? 0.0 : output;
      take.source.push_back(clipped(source / source_full_scale_v + input_noise * normal(random)));
      take.dut.push_back(clipped(dut / dut_full_scale_v + input_noise * normal(random)));
      loudest_v = std::max(loudest_v, std::abs(dut));
    }
    if (static_cast<int>(played.size()) - 1 == break_play) {
      take.dut.erase(take.dut.begin() + 17500, take.dut.begin() + 17750);
      take.dut.resize(take.source.size(), 0.0);
    }
    if (progress) progress(1.0);
    take.hash = content_hash(take);
    return take;
  }
  [[nodiscard]] bool attended() const override { return watched; }
  [[nodiscard]] std::string name() const override { return "output device"; }

  std::vector<TakeState> played;
  double loudest_v = 0.0;

 private:
  static double clipped(double sample) { return std::clamp(sample, -1.0, 1.0); }

  [[nodiscard]] double amplified(double volts) const { return std::clamp(gain * volts, -rail_v, rail_v); }

  /// 0 without a load.
  [[nodiscard]] static double load_of(const TakeState& state) {
    const bool loaded = state.state.find("ohm") != std::string::npos;
    return loaded ? parse_resistance(state.state).value() : 0.0;
  }

  [[nodiscard]] double current_of(const TakeState& state, double volts) const {
    const double load = load_of(state);
    return load > 0.0 ? std::abs(amplified(volts)) / (load + output_ohm) : 0.0;
  }

  /// Of a load, or of nothing.
  [[nodiscard]] double across(const TakeState& state, double emf) const {
    const double load = load_of(state);
    if (load <= 0.0) return emf;
    return load * std::clamp(emf / (load + output_ohm), -current_a, current_a);
  }

  [[nodiscard]] std::pair<double, double> voltages(const TakeState& state, double volts, double hiss) const {
    if (state.state == "shorted") return {0.0, 0.0};
    const double emf = amplified(volts);
    if (state.state == "common") return {emf + hiss, emf + hiss};
    if (const auto position = positions.find(state.output); position != positions.end()) {
      const double left = emf * position->second.first;
      return {hears_the_input ? volts : left, left * position->second.second + hiss};
    }
    const double output = across(state, emf) + hiss;
    if (balanced) return {0.5 * output, -0.5 * output};
    return {volts, output};
  }
};

}  // namespace ohmsweep
