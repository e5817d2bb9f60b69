#include "ohmsweep/measurement/input_levels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include "measurement/sinusoid_fit.h"
#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr int hum_multiples = 10;
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

/// Mean square per bin, one-sided, under a Hann window: the bins of a sine's main lobe add up to its power.
std::vector<double> power_spectrum(const std::vector<double>& samples, double mean) {
  const auto count = static_cast<double>(samples.size());
  std::vector<double> windowed(samples.size());
  double weight = 0.0;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double window = 0.5 - 0.5 * std::cos(turn * static_cast<double>(n) / count);
    windowed[n] = window * (samples[n] - mean);
    weight += window * window;
  }
  std::vector<double> power;
  for (const Complex& bin : forward_real(windowed)) power.push_back(2.0 * std::norm(bin) / (count * weight));
  return power;
}

/// Sum and number of the bins within [low, high] Hz.
struct BandPower {
  double sum = 0.0;
  double bins = 0.0;
};
BandPower band_power(const std::vector<double>& power, double bin_hz, double low, double high) {
  BandPower band;
  const auto last = std::min(power.size(), static_cast<std::size_t>(std::floor(high / bin_hz)) + 1);
  for (auto k = static_cast<std::size_t>(std::ceil(low / bin_hz)); k < last; ++k) {
    band.sum += power[k];
    band.bins += 1.0;
  }
  return band;
}

/// Power of the multiples of a mains frequency that stand out of what lies beside them.
double hum_power(const std::vector<double>& power, double bin_hz, double mains_hz) {
  constexpr double grid_deviation = 0.002;
  constexpr double stands_out = 4.0;
  double sum = 0.0;
  for (int multiple = 1; multiple <= hum_multiples; ++multiple) {
    const double hz = multiple * mains_hz;
    const double lobe = 2.0 * bin_hz + grid_deviation * hz;
    const double beside = lobe + 6.0 * bin_hz;
    if (hz + beside > bin_hz * static_cast<double>(power.size() - 1)) break;
    const BandPower within = band_power(power, bin_hz, hz - lobe, hz + lobe);
    const BandPower around = band_power(power, bin_hz, hz - beside, hz + beside);
    const double noise = (around.sum - within.sum) / std::max(1.0, around.bins - within.bins);
    if (within.sum > stands_out * noise * within.bins) sum += within.sum - noise * within.bins;
  }
  return sum;
}

struct HumPowers {
  std::array<double, 2> source{};
  std::array<double, 2> dut{};
};
constexpr std::array<double, 2> mains_frequencies{50.0, 60.0};

void measure_hum(InputLevels& levels, const std::vector<double>& source, const std::vector<double>& dut,
                 int sample_rate) {
  const double bin_hz = sample_rate / static_cast<double>(source.size());
  const std::vector<double> source_power = power_spectrum(source, levels.source.dc);
  const std::vector<double> dut_power = power_spectrum(dut, levels.dut.dc);
  HumPowers hum;
  for (std::size_t i = 0; i < mains_frequencies.size(); ++i) {
    hum.source.at(i) = hum_power(source_power, bin_hz, mains_frequencies.at(i));
    hum.dut.at(i) = hum_power(dut_power, bin_hz, mains_frequencies.at(i));
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
