#include "audio/bench_converters.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "audio/bench_distortion.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr double pink_from_hz = 1.0;

/// First-order coupling with its corner: jf / (jf + fc).
Complex high_pass(double frequency_hz, double corner_hz) {
  if (corner_hz <= 0.0) return 1.0;
  return Complex(0.0, frequency_hz) / Complex(corner_hz, frequency_hz);
}

/// Noise whose power falls as 1/f from 1 Hz to half the rate, made bin by bin; its end joins its beginning.
std::vector<double> pink_noise(double rms, int sample_rate, std::size_t at_least, RandomStream random) {
  const std::size_t size = fast_size(at_least);
  const double bin_hz = sample_rate / static_cast<double>(size);
  std::vector<Complex> bins(size / 2 + 1);
  double power = 0.0;
  for (std::size_t k = 1; k < size / 2; ++k) {
    const double frequency = static_cast<double>(k) * bin_hz;
    if (frequency < pink_from_hz) continue;
    const RandomStream::NormalPair pair = random.normal_pair();
    bins[k] = Complex(pair.first, pair.second) / std::sqrt(frequency);
    power += 2.0 * 2.0 / frequency;  // two bins of E|·|² = 2/f each, by Parseval's theorem
  }
  if (power == 0.0) return {};
  const double gain = rms * static_cast<double>(size) / std::sqrt(power);
  for (Complex& bin : bins) bin *= gain;
  return inverse_real(std::move(bins), size);
}

std::vector<Sinusoid> tones_of(const std::vector<Tone>& tones, int sample_rate, RandomStream random) {
  std::vector<Sinusoid> sinusoids;
  for (const Tone& tone : tones) {
    const double phase = turn * random.uniform();
    sinusoids.push_back({tone.rms * std::sqrt(2.0), tone.frequency_hz / sample_rate, phase});
  }
  return sinusoids;
}

void distort(std::vector<double>& samples, const Harmonics& harmonics) {
  if (!harmonics.any()) return;
  const std::size_t count = samples.size();
  std::vector<double> padded = samples;
  padded.resize(fast_size(count), 0.0);
  const std::size_t size = padded.size();
  const std::vector<double> added =
      inverse_real(distortion_spectrum(forward_real(padded), size, harmonics, 1.0), size);
  for (std::size_t i = 0; i < count; ++i) samples[i] += added[i];
}

void limit(std::vector<double>& samples, double clipping_level) {
  for (double& sample : samples) sample = std::clamp(sample, -clipping_level, clipping_level);
}

void quantise(std::vector<double>& samples, int bits) {
  if (bits <= 0) return;
  const double steps = std::ldexp(1.0, bits - 1);
  for (double& sample : samples) {
    sample = std::clamp(std::nearbyint(sample * steps), -steps, steps - 1.0) / steps;
  }
}

void drop(std::vector<double>& samples, const Dropout& dropout, std::size_t at) {
  const std::size_t count =
      std::min(static_cast<std::size_t>(std::max(dropout.samples, 0)), samples.size() - at);
  const auto first = samples.begin() + static_cast<std::ptrdiff_t>(at);
  const auto last = first + static_cast<std::ptrdiff_t>(count);
  switch (dropout.kind) {
    case DropoutKind::zeroed:
      std::fill(first, last, 0.0);
      break;
    case DropoutKind::lost:
      samples.erase(first, last);
      samples.resize(samples.size() + count, 0.0);
      break;
    case DropoutKind::repeated:
      for (std::size_t i = at; i < at + count && count <= at; ++i) samples[i] = samples[i - count];
      break;
  }
}

}  // namespace

RandomStream stream(const TakeKey& key, Purpose purpose, std::uint64_t channel) {
  return RandomStream(mixed_key({key.seed, key.state, static_cast<std::uint64_t>(key.index),
                                 static_cast<std::uint64_t>(purpose), channel}));
}

void add_sinusoid(std::vector<double>& samples, const Sinusoid& sinusoid, std::size_t first) {
  constexpr std::size_t fresh_every = 1024;
  const Complex step = std::polar(1.0, turn * sinusoid.cycles_per_sample);
  for (std::size_t start = 0; start < samples.size(); start += fresh_every) {
    const double cycles = sinusoid.cycles_per_sample * static_cast<double>(first + start);
    const double angle = turn * (cycles - std::floor(cycles)) + sinusoid.phase;
    double re = sinusoid.amplitude * std::cos(angle);
    double im = sinusoid.amplitude * std::sin(angle);
    const std::size_t end = std::min(samples.size(), start + fresh_every);
    for (std::size_t i = start; i < end; ++i) {
      samples[i] += re;
      const double next = re * step.real() - im * step.imag();
      im = re * step.imag() + im * step.real();
      re = next;
    }
  }
}

std::vector<Sinusoid> hum_of(const Hum& hum, int sample_rate, RandomStream random) {
  double power = 0.0;
  for (const double h : hum.harmonics) power += h * h;
  if (hum.rms <= 0.0 || power <= 0.0) return {};
  const double amplitude = hum.rms * std::sqrt(2.0 / power);
  std::vector<Sinusoid> sinusoids;
  for (std::size_t k = 0; k < hum.harmonics.size(); ++k) {
    const double phase = turn * random.uniform();
    const double cycles = static_cast<double>(k + 1) * hum.frequency_hz / sample_rate;
    if (cycles < 0.5) sinusoids.push_back({amplitude * hum.harmonics[k], cycles, phase});
  }
  return sinusoids;
}

void apply_linear_defects(std::vector<Complex>& source, std::vector<Complex>& dut,
                          const Converters& converters, double latency_s, int sample_rate, std::size_t size) {
  const double source_gain = 1.0 / converters.input_peak_volts;
  const double dut_gain = source_gain * (1.0 + converters.gain_mismatch);
  const double skew_s = converters.skew_samples / sample_rate;
  const bool delayed = latency_s != 0.0 || skew_s != 0.0;
  for (std::size_t k = 0; k < source.size(); ++k) {
    const double frequency = static_cast<double>(k) * sample_rate / static_cast<double>(size);
    const Complex at_source = source[k] + converters.crosstalk * dut[k];
    const Complex at_dut = dut[k] + converters.crosstalk * source[k];
    source[k] = source_gain * at_source * high_pass(frequency, converters.source_high_pass_hz);
    dut[k] = dut_gain * at_dut * high_pass(frequency, converters.dut_high_pass_hz);
    if (!delayed) continue;
    source[k] *= std::polar(1.0, -turn * frequency * latency_s);
    dut[k] *= std::polar(1.0, -turn * frequency * (latency_s + skew_s));
  }
}

InputDisturbance::InputDisturbance(const Converters& converters, int sample_rate, const TakeKey& key,
                                   std::uint64_t channel, std::size_t pink_period)
    : white_rms_(converters.noise_rms),
      white_(stream(key, Purpose::white, channel)),
      sinusoids_(hum_of(converters.hum, sample_rate, stream(key, Purpose::hum, channel))),
      dc_(converters.dc),
      clipping_level_(converters.clipping_level),
      bits_(converters.bits) {
  if (converters.pink_noise_rms > 0.0) {
    pink_ =
        pink_noise(converters.pink_noise_rms, sample_rate, pink_period, stream(key, Purpose::pink, channel));
  }
  const std::vector<Sinusoid> tones =
      tones_of(converters.tones, sample_rate, stream(key, Purpose::tone, channel));
  sinusoids_.insert(sinusoids_.end(), tones.begin(), tones.end());
}

void InputDisturbance::add_white_noise(std::vector<double>& samples) {
  for (double& sample : samples) {
    if (spare_) {
      sample += white_rms_ * *spare_;
      spare_.reset();
    } else {
      const RandomStream::NormalPair pair = white_.normal_pair();
      sample += white_rms_ * pair.first;
      spare_ = pair.second;
    }
  }
}

void InputDisturbance::add(std::vector<double>& samples) {
  if (white_rms_ > 0.0) add_white_noise(samples);
  if (!pink_.empty()) {
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += pink_[(passed_ + i) % pink_.size()];
  }
  for (const Sinusoid& sinusoid : sinusoids_) add_sinusoid(samples, sinusoid, passed_);
  if (dc_ != 0.0) {
    for (double& sample : samples) sample += dc_;
  }
  limit(samples, clipping_level_);
  quantise(samples, bits_);
  passed_ += samples.size();
}

double dut_gain_at(const Converters& converters, int index) {
  double gain = 1.0 + converters.gain_drift_per_take * index;
  if (converters.warm_up != 0.0) {
    gain *= 1.0 + converters.warm_up * std::exp(-index / converters.warm_up_takes);
  }
  for (int take = 1; take <= index && converters.gain_walk_per_take > 0.0; ++take) {
    const TakeKey step{converters.seed, 0, take};
    gain *= 1.0 + converters.gain_walk_per_take * stream(step, Purpose::gain_walk, 0).normal_pair().first;
  }
  return gain;
}

void apply_input_gain(ChannelPair& samples, const Converters& converters, int index) {
  const double gain = dut_gain_at(converters, index);
  if (gain != 1.0) {
    for (double& sample : samples.dut) sample *= gain;
  }
  distort(samples.source, converters.adc);
  distort(samples.dut, converters.adc);
}

void apply_sample_defects(ChannelPair& samples, const Converters& converters, int sample_rate,
                          const TakeKey& key) {
  apply_input_gain(samples, converters, key.index);
  const std::size_t period = samples.source.size();
  InputDisturbance(converters, sample_rate, key, source_input, period).add(samples.source);
  InputDisturbance(converters, sample_rate, key, dut_input, period).add(samples.dut);
}

void apply_dropouts(ChannelPair& samples, const Converters& converters, int sample_rate, int index) {
  for (const Dropout& dropout : converters.dropouts) {
    if (dropout.take && *dropout.take != index) continue;
    const double position = std::max(0.0, std::floor(dropout.at_s * sample_rate + 0.5));
    if (position >= static_cast<double>(samples.source.size())) continue;
    const auto at = static_cast<std::size_t>(position);
    drop(samples.source, dropout, at);
    drop(samples.dut, dropout, at);
  }
}

double draw_contact(double standard_deviation_ohm, const TakeKey& key) {
  return standard_deviation_ohm * stream(key, Purpose::contact, 0).normal_pair().first;
}

double draw_plug(double standard_deviation_ohm, const TakeKey& key) {
  return standard_deviation_ohm * stream(key, Purpose::plug, 0).normal_pair().first;
}

}  // namespace ohmsweep
