#include "ohmsweep/measurement/input_levels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include "measurement/power_spectrum.h"
#include "measurement/sinusoid_fit.h"
#include "ohmsweep/signal/clipping.h"

namespace ohmsweep {

namespace {

constexpr double shortest_for_hum_s = 0.5;
constexpr double cycles_for_snr = 8.0;

double dbfs(double amplitude) { return amplitude > 0.0 ? 20.0 * std::log10(amplitude) : silent_dbfs; }

double mean_of(const std::vector<double>& samples) {
  double sum = 0.0;
  for (const double sample : samples) sum += sample;
  return samples.empty() ? 0.0 : sum / static_cast<double>(samples.size());
}

double rms_about(const std::vector<double>& samples, double mean) {
  double sum = 0.0;
  for (const double sample : samples) sum += (sample - mean) * (sample - mean);
  return samples.empty() ? 0.0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

struct HumPowers {
  std::array<double, 2> source{};
  std::array<double, 2> dut{};
};
constexpr std::array<double, 2> mains_frequencies{50.0, 60.0};

void measure_hum(InputLevels& levels, const std::vector<double>& source, const std::vector<double>& dut,
                 int sample_rate) {
  const PowerSpectrum source_power = power_spectrum(source, sample_rate);
  const PowerSpectrum dut_power = power_spectrum(dut, sample_rate);
  HumPowers hum;
  for (std::size_t i = 0; i < mains_frequencies.size(); ++i) {
    hum.source.at(i) = hum_power(source_power, mains_frequencies.at(i));
    hum.dut.at(i) = hum_power(dut_power, mains_frequencies.at(i));
  }
  const std::size_t stronger = hum.source[1] + hum.dut[1] > hum.source[0] + hum.dut[0] ? 1 : 0;
  levels.source.hum_dbfs = dbfs(std::sqrt(hum.source.at(stronger)));
  levels.dut.hum_dbfs = dbfs(std::sqrt(hum.dut.at(stronger)));
  const bool any = hum.source.at(stronger) + hum.dut.at(stronger) > 0.0;
  levels.mains_hz = any ? mains_frequencies.at(stronger) : 0.0;
}

ChannelLevels channel_levels(const std::vector<double>& samples) {
  ChannelLevels levels;
  levels.dc = mean_of(samples);
  levels.peak_dbfs = dbfs(peak_of(samples));
  levels.rms_dbfs = dbfs(rms_about(samples, levels.dc));
  levels.clipped_samples = clipped_samples(samples);
  return levels;
}

/// Returns the tone's amplitude.
double measure_tone(ChannelLevels& levels, const std::vector<double>& samples, double cycles) {
  const SinusoidFit fit = fit_sinusoid_nearby(samples, cycles);
  const double amplitude = std::abs(fit.amplitude.front());
  if (fit.residual_rms > 0.0 && amplitude > 0.0) {
    levels.snr_db = 20.0 * std::log10(amplitude / std::numbers::sqrt2 / fit.residual_rms);
  }
  return amplitude;
}

double rms_of(const ChannelLevels& levels) { return std::pow(10.0, levels.rms_dbfs / 20.0); }

}  // namespace

InputLevels input_levels(const std::vector<double>& source, const std::vector<double>& dut, int sample_rate,
                         std::optional<Hertz> tone) {
  assert(source.size() == dut.size() && sample_rate > 0);
  InputLevels levels;
  if (source.empty()) return levels;
  levels.source = channel_levels(source);
  levels.dut = channel_levels(dut);
  const auto count = static_cast<double>(source.size());
  if (count >= shortest_for_hum_s * sample_rate) measure_hum(levels, source, dut, sample_rate);
  double source_size = rms_of(levels.source);
  double dut_size = rms_of(levels.dut);
  if (tone && count * tone->value() / sample_rate >= cycles_for_snr) {
    const double cycles = tone->value() / sample_rate;
    source_size = measure_tone(levels.source, source, cycles);
    dut_size = measure_tone(levels.dut, dut, cycles);
  }
  if (source_size > 0.0) levels.ratio = dut_size / source_size;
  return levels;
}

LevelMeter::LevelMeter(int sample_rate, std::optional<Hertz> tone, Seconds hold)
    : sample_rate_(sample_rate),
      tone_(tone),
      hold_(static_cast<std::size_t>(std::lround(hold.value() * sample_rate))) {
  assert(sample_rate > 0);
}

void LevelMeter::add(const std::vector<double>& source, const std::vector<double>& dut) {
  assert(source.size() == dut.size());
  heard_ += source.size();
  add_to(source_, source);
  add_to(dut_, dut);
}

void LevelMeter::add_to(Input& input, const std::vector<double>& samples) {
  input.last_second.insert(input.last_second.end(), samples.begin(), samples.end());
  const auto second = static_cast<std::size_t>(sample_rate_);
  if (input.last_second.size() > second) {
    const auto surplus = static_cast<std::ptrdiff_t>(input.last_second.size() - second);
    input.last_second.erase(input.last_second.begin(), input.last_second.begin() + surplus);
  }
  input.held.push_back({heard_, peak_of(samples), ohmsweep::clipped_samples(samples)});
  input.highest = std::max(input.highest, input.held.back().peak);
  input.clipped += input.held.back().clipped;
  while (input.held.front().end + hold_ < heard_) input.held.pop_front();
}

HeldLevels LevelMeter::held(const Input& input) {
  HeldLevels held;
  double peak = 0.0;
  for (const Block& block : input.held) {
    peak = std::max(peak, block.peak);
    held.clipped = held.clipped || block.clipped > 0;
  }
  held.peak_dbfs = dbfs(peak);
  held.clipped_samples = input.clipped;
  held.highest_dbfs = dbfs(input.highest);
  return held;
}

double LevelMeter::elapsed_s() const { return static_cast<double>(heard_) / sample_rate_; }

MeterReading LevelMeter::reading() const {
  return {elapsed_s(), input_levels(source_.last_second, dut_.last_second, sample_rate_, tone_),
          held(source_), held(dut_)};
}

}  // namespace ohmsweep
