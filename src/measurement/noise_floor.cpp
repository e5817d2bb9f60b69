#include "ohmsweep/measurement/noise_floor.h"

#include <cmath>
#include <numbers>

#include "measurement/power_spectrum.h"

namespace ohmsweep {

namespace {

constexpr double lowest_centre_hz = 31.25;
constexpr int octaves = 10;  // the last around 16 kHz

/// What no converter has: the rounding of a computation.
constexpr double silent_power = 1e-20;

double dbfs(double power) { return power > silent_power ? 10.0 * std::log10(power) : silent_dbfs; }

InputNoise input_noise(const PowerSpectrum& spectrum, const ChannelLevels& levels) {
  InputNoise noise;
  double all = 0.0;
  for (int octave = 0; octave < octaves; ++octave) {
    const double centre = std::ldexp(lowest_centre_hz, octave);
    const double power = band_power(spectrum, centre / std::numbers::sqrt2, centre * std::numbers::sqrt2).sum;
    noise.bands.push_back({centre, dbfs(power)});
    all += power;
  }
  noise.rms_dbfs = dbfs(all);
  if (all > silent_power) noise.hum_dbfs = levels.hum_dbfs.value_or(silent_dbfs);
  noise.dc = levels.dc;
  return noise;
}

}  // namespace

NoiseFloor noise_floor(const std::vector<double>& source, const std::vector<double>& dut, int sample_rate) {
  const InputLevels levels = input_levels(source, dut, sample_rate);
  const PowerSpectrum source_power = power_spectrum(source, sample_rate);
  const PowerSpectrum dut_power = power_spectrum(dut, sample_rate);
  NoiseFloor floor{input_noise(source_power, levels.source), input_noise(dut_power, levels.dut), 0.0};
  const bool hums = floor.source.hum_dbfs > silent_dbfs || floor.dut.hum_dbfs > silent_dbfs;
  if (hums) {
    const bool source_louder = floor.source.hum_dbfs >= floor.dut.hum_dbfs;
    floor.mains_hz = refined_mains_hz(source_louder ? source_power : dut_power, levels.mains_hz);
  }
  return floor;
}

}  // namespace ohmsweep
