#pragma once
/// A device for tests: an amplifier that clips, with noise, on an interface whose scales are known. No
/// circuit, no bench: what it plays is what a person would have connected for the state asked for.

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "ohmsweep/audio/audio_device.h"
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
    take.hash = state.state + std::to_string(state.index);
    const bool silent = state.state == "shorted";
    for (const double sample : stimulus.samples) {
      const double hiss = silent ? 0.0 : noise_vrms * normal(random);
      const auto [source, dut] = voltages(state, sample * output_full_scale_v, hiss);
      take.source.push_back(clipped(source / source_full_scale_v + input_noise * normal(random)));
      take.dut.push_back(clipped(dut / dut_full_scale_v + input_noise * normal(random)));
      loudest_v = std::max(loudest_v, std::abs(dut));
    }
    if (static_cast<int>(played.size()) - 1 == break_play) {
      take.dut.erase(take.dut.begin() + 17500, take.dut.begin() + 17750);
      take.dut.resize(take.source.size(), 0.0);
    }
    if (progress) progress(1.0);
    return take;
  }
  [[nodiscard]] bool attended() const override { return watched; }
  [[nodiscard]] std::string name() const override { return "output device"; }

  std::vector<TakeState> played;
  double loudest_v = 0.0;

 private:
  static double clipped(double sample) { return std::clamp(sample, -1.0, 1.0); }

  [[nodiscard]] std::pair<double, double> voltages(const TakeState& state, double volts, double hiss) const {
    if (state.state == "shorted") return {0.0, 0.0};
    const double amplified = std::clamp(gain * volts, -rail_v, rail_v);
    if (state.state == "common") return {amplified + hiss, amplified + hiss};
    if (const auto position = positions.find(state.output); position != positions.end()) {
      const double left = amplified * position->second.first;
      return {left, left * position->second.second + hiss};
    }
    if (state.state == "noise" || state.state == "unloaded") return {volts, amplified + hiss};
    const double load = parse_resistance(state.state).value();
    return {volts, amplified * load / (load + output_ohm) + hiss};
  }
};

}  // namespace ohmsweep
