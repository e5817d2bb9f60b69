#include "ohmsweep/measurement/tone_ladder.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "measurement/power_spectrum.h"
#include "measurement/stimulus_delay.h"
#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/tone_fit.h"

namespace ohmsweep {

namespace {

constexpr double silence_s = 3.0;
constexpr double tail_s = 0.5;
constexpr double step_s = 1.0;
constexpr double fade_s = 0.02;
constexpr double gap_s = 0.05;
/// Of each step, for couplings to settle.
constexpr double settling_s = 0.12;
constexpr double quietest_dbfs = -50.0;
constexpr double farthest_apart_db = 10.0;

std::size_t samples_in(double seconds, int sample_rate) {
  return static_cast<std::size_t>(std::lround(seconds * sample_rate));
}

/// From the quietest up in equal steps, and the quietest again.
std::vector<double> levels_up_to(double level_dbfs) {
  const double from = std::min(quietest_dbfs, level_dbfs);
  const int rises = static_cast<int>(std::ceil((level_dbfs - from) / farthest_apart_db - 1e-9));
  std::vector<double> levels{from};
  for (int rise = 1; rise <= rises; ++rise) levels.push_back(from + (level_dbfs - from) * rise / rises);
  levels.push_back(from);
  return levels;
}

void add_step(ToneLadder& ladder, double level_dbfs, int sample_rate) {
  std::vector<double>& samples = ladder.stimulus.samples;
  const std::size_t from = samples.size();
  const std::size_t count = samples_in(step_s, sample_rate);
  const double amplitude = decibels_to_amplitude(Decibels(level_dbfs));
  const double fade = fade_s * sample_rate;
  for (std::size_t n = 0; n < count; ++n) {
    const double share = std::min(1.0, static_cast<double>(std::min(n, count - 1 - n)) / fade);
    const double cycles = ladder_tone.value() * static_cast<double>(n) / sample_rate;
    samples.push_back(amplitude * (0.5 - 0.5 * std::cos(std::numbers::pi * share)) *
                      std::sin(2.0 * std::numbers::pi * (cycles - std::floor(cycles))));
  }
  ladder.steps.push_back({level_dbfs, from + samples_in(settling_s, sample_rate),
                          from + count - samples_in(2.0 * fade_s, sample_rate)});
  samples.resize(samples.size() + samples_in(gap_s, sample_rate), 0.0);
}

std::vector<double> cut(const std::vector<double>& channel, std::size_t from, std::size_t to) {
  return {channel.begin() + static_cast<std::ptrdiff_t>(std::min(from, channel.size())),
          channel.begin() + static_cast<std::ptrdiff_t>(std::min(to, channel.size()))};
}

/// What noise may add to a peak amplitude at a frequency: three times the rms of what the bins around it
/// show. Under a Hann window, whose noise bandwidth is 1.5 bins, E|δA|² is three times their mean power.
double noise_at(const PowerSpectrum& rest, double hz) {
  constexpr double nearest = 3.0;
  constexpr double farthest = 16.0;
  const double bin = rest.bin_hz;
  const BandPower all = band_power(rest, hz - farthest * bin, hz + farthest * bin);
  const BandPower near = band_power(rest, hz - nearest * bin, hz + nearest * bin);
  const double mean = std::max(0.0, all.sum - near.sum) / std::max(1.0, all.bins - near.bins);
  return 3.0 * std::sqrt(3.0 * mean);
}

HeardTone heard_tone(double level_dbfs, Complex tone, const std::vector<Complex>& harmonics,
                     const PowerSpectrum& rest) {
  HeardTone heard;
  heard.level_dbfs = level_dbfs;
  heard.amplitude = std::abs(tone);
  heard.amplitude_error = noise_at(rest, ladder_tone.value());
  if (heard.amplitude <= 0.0) return heard;
  double power = 0.0;
  double bound = 0.0;
  for (std::size_t k = 0; k < harmonics.size(); ++k) {
    const auto order = static_cast<double>(k + 2);
    const double noise = noise_at(rest, order * ladder_tone.value()) / heard.amplitude;
    const double found = std::abs(harmonics[k]) / heard.amplitude;
    const double ratio = found > noise ? found : 0.0;
    if (k == 0) heard.second = ratio;
    if (k == 1) heard.third = ratio;
    power += ratio * ratio;
    bound += (found + noise) * (found + noise);
  }
  heard.total = std::sqrt(power);
  heard.total_bound = std::sqrt(bound);
  return heard;
}

void read_step(LadderReading& reading, const Recording& take, const LadderStep& step, std::size_t delay) {
  const std::size_t from = step.steady_from + delay;
  const std::size_t odd = ((step.steady_to - step.steady_from) / 2) * 2 - 1;
  const ToneFit fit = fit_tone({cut(take.source, from, from + odd), cut(take.dut, from, from + odd),
                                ladder_tone.value() / take.sample_rate});
  reading.source.steps.push_back(heard_tone(step.level_dbfs, fit.source, fit.source_harmonics,
                                            power_spectrum(fit.source_rest, take.sample_rate)));
  reading.dut.steps.push_back(heard_tone(step.level_dbfs, fit.dut, fit.dut_harmonics,
                                         power_spectrum(fit.dut_rest, take.sample_rate)));
}

double power_of(const std::vector<double>& channel) {
  double sum = 0.0;
  double squares = 0.0;
  for (const double sample : channel) {
    sum += sample;
    squares += sample * sample;
  }
  const auto count = static_cast<double>(channel.size());
  return squares / count - sum * sum / (count * count);
}

}  // namespace

ToneLadder tone_ladder(Decibels level, int sample_rate) {
  ToneLadder ladder;
  ExponentialSweep& sweep = ladder.stimulus.sweep;
  sweep.sample_rate = sample_rate;
  sweep.amplitude = decibels_to_amplitude(level);
  sweep.lead_in = Seconds(silence_s);
  sweep.lead_out = Seconds(tail_s);
  ladder.stimulus.samples.assign(samples_in(silence_s, sample_rate), 0.0);
  ladder.silence_from = samples_in(0.3, sample_rate);
  ladder.silence_to = samples_in(silence_s - fade_s, sample_rate);
  for (const double each : levels_up_to(level.value())) add_step(ladder, each, sample_rate);
  sweep.duration = Seconds(static_cast<double>(ladder.stimulus.samples.size()) / sample_rate - silence_s);
  ladder.stimulus.samples.resize(ladder.stimulus.samples.size() + samples_in(tail_s, sample_rate), 0.0);
  return ladder;
}

LadderReading read_ladder(const Recording& take, const ToneLadder& ladder) {
  check_recorded(take, ladder.stimulus, ladder.stimulus.samples.size());
  const std::vector<double>& louder = power_of(take.source) >= power_of(take.dut) ? take.source : take.dut;
  const std::size_t delay = delay_of(louder, ladder.stimulus.samples, ladder.steps.back().steady_to);
  LadderReading reading;
  reading.delay_s = static_cast<double>(delay) / take.sample_rate;
  for (const LadderStep& step : ladder.steps) read_step(reading, take, step, delay);
  // What a delay adds to the silence is silence too, as the driver's buffers hold it.
  reading.noise = noise_floor(cut(take.source, ladder.silence_from, ladder.silence_to),
                              cut(take.dut, ladder.silence_from, ladder.silence_to), take.sample_rate);
  for (const auto& [input, channel] :
       {std::pair{&reading.source, &take.source}, std::pair{&reading.dut, &take.dut}}) {
    input->peak = peak_of(*channel);
    input->clipped_samples = clipped_samples(*channel);
  }
  return reading;
}

bool heard(const HeardLadder& input) {
  constexpr double clearly = 10.0;
  const HeardTone& loudest = input.loudest();
  return loudest.amplitude > clearly * loudest.amplitude_error && loudest.amplitude > 0.0;
}

double gain_movement_db(const HeardLadder& input) {
  const HeardTone& loudest = input.loudest();
  double largest = 0.0;
  for (const HeardTone& step : input.steps) {
    const double played = decibels_to_amplitude(Decibels(loudest.level_dbfs - step.level_dbfs));
    const double relative = played * step.amplitude / loudest.amplitude;
    const double error = played * step.amplitude_error / loudest.amplitude;
    const double beyond = std::max(0.0, std::abs(relative - 1.0) - error);
    const double movement = 20.0 * std::log10(std::max(1e-6, relative > 1.0 ? 1.0 + beyond : 1.0 - beyond));
    if (std::abs(movement) > std::abs(largest)) largest = movement;
  }
  return largest;
}

}  // namespace ohmsweep
