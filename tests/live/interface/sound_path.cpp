#include "live/interface/sound_path.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ohmsweep::live {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;

std::size_t partitions(int sample_rate) {
  return static_cast<std::size_t>(std::ceil(bench_taps_s * sample_rate / double{bench_block}));
}

}  // namespace

DelayLine::DelayLine() : ring_(length) {}

void DelayLine::write(const double* samples, std::size_t frames) {
  for (std::size_t i = 0; i < frames; ++i) ring_[(written_ + i) % length] = samples[i];
  written_ += frames;
}

void DelayLine::read(double* samples, std::size_t frames, std::size_t delay) const {
  for (std::size_t i = 0; i < frames; ++i) samples[i] = at(i, frames, delay);
}

double DelayLine::at(std::size_t frame, std::size_t frames, std::size_t delay) const {
  return ring_[(written_ + length + frame - frames - delay) % length];
}

SoundPath::SoundPath(int sample_rate, std::size_t played, std::size_t recorded)
    : sample_rate_(sample_rate),
      played_(played),
      recorded_(recorded),
      convolver_(bench_block, partitions(sample_rate)),
      monitor_lines_(recorded),
      output_lines_(recorded) {}

void SoundPath::use(const InterfaceSettings* settings) {
  settings_ = settings;
  convolver_.use(settings->bench);
  if (settings->seed == seeded_) return;
  seeded_ = settings->seed;
  for (std::size_t c = 0; c < most_channels; ++c) {
    channels_[c].white = RandomStream(mixed_key({seeded_, c, 1}));
    channels_[c].pink = RandomStream(mixed_key({seeded_, c, 2}));
  }
}

void SoundPath::arm(const TimeFault& fault) {
  fault_ = fault;
  sounding_ = false;
  since_sound_ = 0;
}

void SoundPath::process(const float* const* played, float* const* recorded, std::size_t frames) {
  for (std::size_t done = 0; done < frames; done += most_frames) {
    std::array<const float*, most_channels> in{};
    std::array<float*, most_channels> out{};
    for (std::size_t p = 0; p < played_; ++p) in[p] = played[p] + done;
    for (std::size_t c = 0; c < recorded_; ++c) out[c] = recorded[c] + done;
    process_block(in.data(), out.data(), std::min(most_frames, frames - done));
  }
}

void SoundPath::process_block(const float* const* played, float* const* recorded, std::size_t frames) {
  take_played(played, frames);
  if (settings_->bench != nullptr) {
    cross(frames);
  } else {
    route(frames);
  }
  mix_pair(frames);
  for (std::size_t c = 0; c < recorded_; ++c) {
    spoil(c, frames);
    monitor_lines_[c].write(out_[c].data(), frames);
    output_lines_[c].write(out_[c].data(), frames);
  }
  look_for_sound(played, frames);
  give_out(recorded, frames);
  frames_ += frames;
}

void SoundPath::take_played(const float* const* played, std::size_t frames) {
  for (std::size_t p = 0; p < played_; ++p) {
    for (std::size_t i = 0; i < frames; ++i) in_[p][i] = static_cast<double>(played[p][i]);
    if (settings_->monitor_gain == 0.0 || p >= recorded_) continue;
    // The line's last frame is that before this block.
    const std::size_t delay = std::max(settings_->monitor_delay, frames) - frames;
    for (std::size_t i = 0; i < frames; ++i) {
      in_[p][i] += settings_->monitor_gain * monitor_lines_[p].at(i, frames, delay);
    }
  }
}

void SoundPath::cross(std::size_t frames) {
  convolver_.process(in_[settings_->bench_input].data(), {out_[0].data(), out_[1].data()}, frames);
  for (std::size_t c = 0; c < bench_lines_.size(); ++c) {
    bench_lines_[c].write(out_[c].data(), frames);
    bench_lines_[c].read(out_[c].data(), frames, settings_->bench_delay);
  }
  for (std::size_t c = bench_lines_.size(); c < recorded_; ++c) std::fill_n(out_[c].begin(), frames, 0.0);
}

void SoundPath::route(std::size_t frames) {
  for (std::size_t c = 0; c < recorded_; ++c) {
    std::fill_n(out_[c].begin(), frames, 0.0);
    for (std::size_t p = 0; p < played_; ++p) {
      const double gain = settings_->routes[c][p];
      if (gain == 0.0) continue;
      for (std::size_t i = 0; i < frames; ++i) out_[c][i] += gain * in_[p][i];
    }
  }
}

void SoundPath::mix_pair(std::size_t frames) {
  if (recorded_ < 2) return;
  if (settings_->swapped) std::swap_ranges(out_[0].begin(), out_[0].begin() + frames, out_[1].begin());
  if (!settings_->mono) return;
  for (std::size_t i = 0; i < frames; ++i) out_[0][i] = out_[1][i] = 0.5 * (out_[0][i] + out_[1][i]);
}

void SoundPath::spoil(std::size_t channel, std::size_t frames) {
  const ChannelDefects& defects = settings_->channels[channel];
  ChannelState& state = channels_[channel];
  double* samples = out_[channel].data();
  const auto each = [&](auto change) {
    for (std::size_t i = 0; i < frames; ++i) samples[i] = change(samples[i]);
  };
  if (defects.silent) each([](double) { return 0.0; });
  if (defects.gain != 1.0) each([&](double x) { return defects.gain * x; });
  if (defects.riding_to > 0.0) ride_gain(state, defects.riding_to, samples, frames);
  if (defects.high_pass_hz > 0.0) {
    const double pole = 1.0 - std::exp(-turn * defects.high_pass_hz / sample_rate_);
    each([&](double x) {
      state.high_pass += pole * (x - state.high_pass);
      return x - state.high_pass;
    });
  }
  if (defects.dc != 0.0) each([&](double x) { return x + defects.dc; });
  add_tones(defects.tones, samples, frames);
  if (defects.noise_rms > 0.0) {
    each([&](double x) { return x + defects.noise_rms * state.white.normal_pair().first; });
  }
  if (defects.pink_rms > 0.0) add_pink(state, defects.pink_rms, samples, frames);
  if (defects.clip > 0.0) each([&](double x) { return std::clamp(x, -defects.clip, defects.clip); });
  if (defects.bits > 0) {
    const double steps = std::ldexp(1.0, defects.bits - 1);
    each([&](double x) { return std::clamp(std::nearbyint(x * steps), -steps, steps - 1.0) / steps; });
  }
}

/// Follows the power within a tenth of a second and never amplifies by more than 40 dB.
void SoundPath::ride_gain(ChannelState& state, double target, double* samples, std::size_t frames) const {
  const double step = 1.0 - std::exp(-1.0 / (0.1 * sample_rate_));
  for (std::size_t i = 0; i < frames; ++i) {
    state.power += step * (samples[i] * samples[i] - state.power);
    samples[i] *= target / std::max(std::sqrt(state.power), 0.01 * target);
  }
}

void SoundPath::add_tones(const std::vector<SteadyTone>& tones, double* samples, std::size_t frames) const {
  for (const SteadyTone& tone : tones) {
    const double cycles = tone.hz * static_cast<double>(frames_) / sample_rate_;
    std::complex<double> value =
        std::polar(tone.amplitude, turn * (cycles - std::floor(cycles)) + tone.phase);
    const std::complex<double> step = std::polar(1.0, turn * tone.hz / sample_rate_);
    for (std::size_t i = 0; i < frames; ++i) {
      samples[i] += value.real();
      value = {value.real() * step.real() - value.imag() * step.imag(),
               value.real() * step.imag() + value.imag() * step.real()};
    }
  }
}

/// White noise through one first-order low-pass per octave, whose gains fall as the root of the corner.
void SoundPath::add_pink(ChannelState& state, double rms, double* samples, std::size_t frames) const {
  std::array<double, pink_octaves> poles{};
  std::array<double, pink_octaves> gains{};
  std::size_t octaves = 0;
  for (double corner = 1.0; corner < 0.25 * sample_rate_ && octaves < pink_octaves; corner *= 2.0) {
    poles[octaves] = std::exp(-turn * corner / sample_rate_);
    gains[octaves] = std::sqrt(1.0 - poles[octaves] * poles[octaves]);
    ++octaves;
  }
  double power = 0.0;
  for (std::size_t j = 0; j < octaves; ++j) {
    for (std::size_t k = 0; k < octaves; ++k) power += gains[j] * gains[k] / (1.0 - poles[j] * poles[k]);
  }
  for (std::size_t i = 0; i < frames; ++i) {
    const double white = rms / std::sqrt(power) * state.pink.normal_pair().first;
    for (std::size_t k = 0; k < octaves; ++k) {
      state.pink_parts[k] = poles[k] * state.pink_parts[k] + gains[k] * white;
      samples[i] += state.pink_parts[k];
    }
  }
}

float SoundPath::largest_played(const float* const* played, std::size_t frame) const {
  float largest = 0.0F;
  for (std::size_t p = 0; p < played_; ++p) largest = std::max(largest, std::abs(played[p][frame]));
  return largest;
}

void SoundPath::look_for_sound(const float* const* played, std::size_t frames) {
  const bool waiting = fault_.kind != TimeFault::Kind::none;
  for (std::size_t i = 0; i < frames; ++i) {
    const float largest = largest_played(played, i);
    if (largest == 0.0F) continue;
    ++heard_;
    loudest_ = std::max(loudest_, largest);
    if (!waiting || sounding_) continue;
    sounding_ = true;
    fault_.after += i;  // counted from the start of this block
  }
}

void SoundPath::give_out(float* const* recorded, std::size_t frames) {
  for (std::size_t i = 0; i < frames; ++i) {
    if (sounding_ && since_sound_++ == fault_.after) {
      sounding_ = false;
      slipped_ += fault_.kind == TimeFault::Kind::slip ? fault_.slip : 0;
      zeros_left_ = fault_.kind == TimeFault::Kind::zero ? fault_.frames : 0;
      fault_.kind = TimeFault::Kind::none;
      ++faults_;
    }
    const std::ptrdiff_t delay = static_cast<std::ptrdiff_t>(settings_->output_delay) + slipped_;
    const auto back = static_cast<std::size_t>(std::max<std::ptrdiff_t>(delay, 0));
    for (std::size_t c = 0; c < recorded_; ++c) {
      const double sample = output_lines_[c].at(i, frames, back);
      recorded[c][i] = zeros_left_ > 0 ? 0.0F : static_cast<float>(sample);
    }
    if (zeros_left_ > 0) --zeros_left_;
  }
}

}  // namespace ohmsweep::live
