#pragma once
/// A bench on paper: a source, a reference resistor, two loaded inputs and leads, solved by nodal analysis.
/// It shares no formula with the correction under test. Takes carry seeded circular noise.

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

struct SyntheticRig {
  double source_ohm = 50.0;
  double reference_ohm = 100.0;
  double lead_ohm = 0.15;
  double lead_henry = 0.8e-6;
  double source_input_ohm = 22e3;
  double source_input_farad = 160e-12;
  double dut_input_ohm = 18e3;
  double dut_input_farad = 190e-12;
  Complex source_gain = 0.5;
  Complex dut_gain = 0.515;
  double source_high_pass_hz = 1.0;
  double dut_high_pass_hz = 1.2;
  double skew_s = 0.2e-6;
  double crosstalk = 2e-5;
};

/// Impedance over frequency, ohm. An open is infinite.
using Device = std::function<Complex(double hz)>;

inline Complex synthetic_j() { return {0.0, 1.0}; }

inline Device resistor(double ohm, double henry = 0.0) {
  return [=](double hz) { return Complex(ohm, 2.0 * std::numbers::pi * hz * henry); };
}
inline Device nothing_connected() {
  return [](double) { return Complex(std::numeric_limits<double>::infinity()); };
}
/// A moving-coil driver: Re + jωLe + a parallel resonance.
inline Device voice_coil(double re_ohm, double peak_ohm, double resonance_hz, double q, double le_henry) {
  return [=](double hz) {
    const double x = hz / resonance_hz;
    const Complex resonance = peak_ohm / (1.0 + synthetic_j() * q * (x - 1.0 / x));
    return Complex(re_ohm, 2.0 * std::numbers::pi * hz * le_henry) + resonance;
  };
}

/// What both channels carry with this device connected, per volt of the source.
struct SyntheticChannels {
  Complex source;
  Complex dut;
};
inline SyntheticChannels synthetic_channels(const SyntheticRig& rig, const Device& device, double hz) {
  const double omega = 2.0 * std::numbers::pi * hz;
  const Complex z = device(hz);
  const Complex leads(rig.lead_ohm, omega * rig.lead_henry);
  const Complex device_admittance = std::isinf(z.real()) ? Complex{} : 1.0 / (z + leads);
  const Complex at_source = 1.0 / rig.source_ohm + 1.0 / rig.reference_ohm + 1.0 / rig.source_input_ohm +
                            synthetic_j() * omega * rig.source_input_farad;
  const Complex at_dut = 1.0 / rig.reference_ohm + 1.0 / rig.dut_input_ohm + device_admittance +
                         synthetic_j() * omega * rig.dut_input_farad;
  // [at_source, -G; -G, at_dut] [v_source; v_dut] = [1/source_ohm; 0], by Cramer's rule.
  const double g = 1.0 / rig.reference_ohm;
  const Complex determinant = at_source * at_dut - g * g;
  const Complex v_source = at_dut / rig.source_ohm / determinant;
  const Complex v_dut = g / rig.source_ohm / determinant;
  const auto high_pass = [&](double corner) {
    const Complex x = synthetic_j() * hz / corner;
    return x / (1.0 + x);
  };
  const Complex source_channel =
      rig.source_gain * high_pass(rig.source_high_pass_hz) * (v_source + rig.crosstalk * v_dut);
  const Complex dut_channel = rig.dut_gain * high_pass(rig.dut_high_pass_hz) *
                              (v_dut + rig.crosstalk * v_source) *
                              std::exp(-synthetic_j() * omega * rig.skew_s);
  return {source_channel, dut_channel};
}

/// m = (dut channel)/(source channel).
inline Complex synthetic_ratio(const SyntheticRig& rig, const Device& device, double hz) {
  const SyntheticChannels channels = synthetic_channels(rig, device, hz);
  return channels.dut / channels.source;
}

/// Records takes of one rig: E|δm|² = noise² of circular noise on every point, from one seeded sequence.
class SyntheticBench {
 public:
  explicit SyntheticBench(SyntheticRig rig = {}, double noise = 1e-6, unsigned seed = 1)
      : rig_(rig), noise_(noise), random_(seed) {}

  RatioCurve take(const Device& device, const std::string& name,
                  const FrequencyGrid& grid = FrequencyGrid::standard(Hertz(20.0), Hertz(20e3))) {
    RatioCurve curve;
    curve.grid = grid;
    std::normal_distribution<double> normal(0.0, noise_ / std::sqrt(2.0));
    for (const double hz : grid) {
      const Complex ideal = synthetic_ratio(rig_, device, hz);
      const double re = noise_ > 0.0 ? normal(random_) : 0.0;
      const double im = noise_ > 0.0 ? normal(random_) : 0.0;
      curve.ratio.push_back(ideal + Complex(re, im));
      curve.noise_variance.push_back(noise_ * noise_);
      curve.resolution_bias.emplace_back(0.0);
      curve.snr_db.push_back(100.0);
      curve.source_level.push_back(std::abs(synthetic_channels(rig_, device, hz).source));
    }
    curve.sample_rate = 48000;
    curve.stimulus_hash = "sweep";
    curve.take_name = name + ".wav";
    curve.take_hash = name + "#" + std::to_string(++count_);
    return curve;
  }

  [[nodiscard]] const SyntheticRig& rig() const { return rig_; }

 private:
  SyntheticRig rig_;
  double noise_;
  std::mt19937_64 random_;
  int count_ = 0;
};

inline Standard declared_load(double ohm, double relative_tolerance = 0.001) {
  return default_load(std::to_string(std::lround(ohm)) + "ohm",
                      from_tolerance(ohm, relative_tolerance * ohm));
}

/// Open, short and the loads, each exactly what it is declared to be.
inline std::vector<StandardTake> record_standards(SyntheticBench& bench,
                                                  const std::vector<double>& loads = {100.0}) {
  std::vector<StandardTake> takes{{default_open(), bench.take(nothing_connected(), "open")},
                                  {default_short(), bench.take(resistor(0.0), "short")}};
  for (const double ohm : loads) {
    const Standard load = declared_load(ohm);
    takes.push_back({load, bench.take(resistor(ohm), load.name)});
  }
  return takes;
}

/// The same take with source and dut channel exchanged.
inline RatioCurve swapped(RatioCurve curve) {
  for (std::size_t i = 0; i < curve.ratio.size(); ++i) {
    curve.ratio[i] = 1.0 / curve.ratio[i];
    curve.noise_variance[i] *= std::pow(std::abs(curve.ratio[i]), 4.0);
  }
  return curve;
}

}  // namespace ohmsweep
