#include "ohmsweep/measurement/level_probe.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "measurement/sinusoid_fit.h"
#include "measurement/stimulus_delay.h"
#include "ohmsweep/signal/clipping.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr double lead_in_s = 0.25;
constexpr double lead_out_s = 0.3;
constexpr double fade_s = 0.02;
constexpr double gap_s = 0.02;
constexpr int highest_order = 5;
/// Of the rate: what a converter still lets through.
constexpr double highest_share = 0.44;

/// Of 16 bits: an undithered converter makes harmonics of this size from any tone.
constexpr double half_step = 1.0 / 65536.0;

/// A tone as designed; a resonance of a headphone needs longest to settle.
struct Burst {
  double frequency_hz;
  double duration_s;
  double settling_s;
};
constexpr std::array<Burst, 3> bursts{{{85.0, 0.24, 0.03}, {997.0, 0.12, 0.01}, {6100.0, 0.12, 0.01}}};

std::size_t samples_in(double seconds, int sample_rate) {
  return static_cast<std::size_t>(std::lround(seconds * sample_rate));
}

/// Writes a faded tone into place.
void add_burst(std::vector<double>& samples, std::size_t from, const Burst& burst, double amplitude,
               int sample_rate) {
  const std::size_t count = samples_in(burst.duration_s, sample_rate);
  const double fade = fade_s * sample_rate;
  for (std::size_t n = 0; n < count; ++n) {
    const double share = std::min(1.0, static_cast<double>(std::min(n, count - 1 - n)) / fade);
    const double envelope = 0.5 - 0.5 * std::cos(std::numbers::pi * share);
    samples[from + n] =
        amplitude * envelope * std::sin(turn * burst.frequency_hz * static_cast<double>(n) / sample_rate);
  }
}

/// The tone and those harmonics that the converter lets through, in cycles per sample.
std::vector<double> orders_of(double frequency_hz, int sample_rate) {
  std::vector<double> cycles;
  for (int order = 1; order <= highest_order; ++order) {
    const double share = order * frequency_hz / sample_rate;
    if (order == 1 || share < highest_share) cycles.push_back(share);
  }
  return cycles;
}

/// What noise and hum may add to each amplitude: what a stretch of silence shows at the same frequencies, and
/// four standard deviations of noise of its rms.
std::vector<double> floors(const std::vector<double>& channel, std::size_t silence_end, std::size_t length,
                           const std::vector<double>& cycles) {
  const std::size_t count = std::min(silence_end, length);
  constexpr std::size_t too_few = 64;
  std::vector<double> floors(cycles.size(), 0.0);
  if (count < too_few) return floors;
  const SinusoidFit silence = fit_sinusoids(channel, silence_end - count, silence_end, cycles);
  const double noise = 4.0 * silence.residual_rms * std::sqrt(2.0 / static_cast<double>(length));
  for (std::size_t k = 0; k < floors.size(); ++k) floors[k] = std::abs(silence.amplitude[k]) + noise;
  return floors;
}

ToneReading read_tone(const std::vector<double>& channel, const ProbeTone& tone, std::size_t delay,
                      std::size_t silence_end, int sample_rate) {
  const std::vector<double> cycles = orders_of(tone.frequency_hz, sample_rate);
  const SinusoidFit fit = fit_sinusoids(channel, tone.steady_from + delay, tone.steady_to + delay, cycles);
  const std::vector<double> floor = floors(channel, silence_end, tone.steady_to - tone.steady_from, cycles);
  ToneReading reading{tone.frequency_hz, fit.amplitude.front(), floor.front(), 0.0};
  double power = 0.0;
  for (std::size_t k = 1; k < cycles.size(); ++k) {
    const double above = std::max(0.0, std::abs(fit.amplitude[k]) - floor[k] - half_step);
    power += above * above;
  }
  reading.harmonics = std::sqrt(power);
  return reading;
}

ProbedInput read_input(const std::vector<double>& channel, const LevelProbe& probe, std::size_t delay) {
  const int sample_rate = probe.stimulus.sweep.sample_rate;
  ProbedInput input;
  input.peak_dbfs = amplitude_to_decibels(peak_of(channel)).value();
  input.clipped_samples = clipped_samples(channel);
  const std::size_t guard = samples_in(fade_s / 2, sample_rate);
  const std::size_t silence_end = delay + samples_in(lead_in_s, sample_rate) - guard;
  for (const ProbeTone& tone : probe.tones) {
    input.tones.push_back(read_tone(channel, tone, delay, silence_end, sample_rate));
  }
  return input;
}

}  // namespace

LevelProbe level_probe(Decibels level, int sample_rate) {
  constexpr double keeps_second_harmonic = highest_share / 2;
  LevelProbe probe;
  ExponentialSweep& sweep = probe.stimulus.sweep;
  sweep.sample_rate = sample_rate;
  sweep.amplitude = decibels_to_amplitude(level);
  sweep.lead_in = Seconds(lead_in_s);
  sweep.lead_out = Seconds(lead_out_s);
  std::vector<double>& samples = probe.stimulus.samples;
  samples.assign(samples_in(lead_in_s, sample_rate), 0.0);
  for (const Burst& burst : bursts) {
    if (burst.frequency_hz >= keeps_second_harmonic * sample_rate) break;
    const std::size_t from = samples.size();
    const std::size_t count = samples_in(burst.duration_s, sample_rate);
    samples.resize(from + count + samples_in(gap_s, sample_rate), 0.0);
    add_burst(samples, from, burst, sweep.amplitude, sample_rate);
    probe.tones.push_back({burst.frequency_hz, from + samples_in(fade_s + burst.settling_s, sample_rate),
                           from + count - samples_in(fade_s, sample_rate)});
  }
  sweep.duration = Seconds(static_cast<double>(samples.size()) / sample_rate - lead_in_s);
  samples.resize(samples.size() + samples_in(lead_out_s, sample_rate), 0.0);
  return probe;
}

ProbeReading read_probe(const Recording& take, const LevelProbe& probe) {
  const int sample_rate = probe.stimulus.sweep.sample_rate;
  check_recorded(take, probe.stimulus, probe.tones.back().steady_to);
  const std::size_t delay = delay_of(take.source, probe.stimulus.samples, probe.tones.back().steady_to);
  return {read_input(take.source, probe, delay), read_input(take.dut, probe, delay),
          static_cast<double>(delay) / sample_rate};
}

bool heard(const ProbedInput& input) {
  constexpr double clearly = 4.0;
  return std::ranges::any_of(input.tones,
                             [](const ToneReading& tone) { return tone.size() > clearly * tone.floor; });
}

std::optional<double> apparent_impedance_ohm(const ProbeReading& reading, double reference_ohm) {
  constexpr double nothing_drawn = 0.02;
  std::optional<double> smallest;
  for (std::size_t k = 0; k < reading.source.tones.size(); ++k) {
    const ToneReading& source = reading.source.tones[k];
    const ToneReading& dut = reading.dut.tones[k];
    if (!heard({0.0, 0, {source}})) continue;
    const Complex ratio = dut.amplitude / source.amplitude;
    if (std::abs(1.0 - ratio) < nothing_drawn || std::abs(ratio) >= 1.0) continue;
    const double ohm = reference_ohm * std::abs(ratio / (1.0 - ratio));
    if (!smallest || ohm < *smallest) smallest = ohm;
  }
  return smallest;
}

}  // namespace ohmsweep
