#include "audio/player_sound.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace ohmsweep {

namespace {

constexpr double loudness_corner_hz = 150.0;
constexpr double loudness_full_at_db = -40.0;
constexpr double pause_s = 0.1;

/// Second-order section, direct form II transposed.
class Biquad {
 public:
  Biquad(const EqualiserBand& band, int sample_rate) {
    const double angle = 2.0 * std::numbers::pi * band.frequency_hz / sample_rate;
    const double root = std::pow(10.0, band.gain_db / 40.0);
    const double alpha = std::sin(angle) / (2.0 * band.q);
    const double c = std::cos(angle);
    if (band.shape == FilterShape::peak) {
      set({1.0 + alpha * root, -2.0 * c, 1.0 - alpha * root},
          {1.0 + alpha / root, -2.0 * c, 1.0 - alpha / root});
      return;
    }
    const double sign = band.shape == FilterShape::low_shelf ? 1.0 : -1.0;
    const double up = root + 1.0;
    const double down = sign * (root - 1.0);
    const double edge = 2.0 * std::sqrt(root) * alpha;
    set({root * (up - down * c + edge), 2.0 * root * (down - up * c), root * (up - down * c - edge)},
        {up + down * c + edge, -2.0 * (down + up * c), up + down * c - edge});
  }

  double operator()(double x) {
    const double y = b0_ * x + s1_;
    s1_ = b1_ * x - a1_ * y + s2_;
    s2_ = b2_ * x - a2_ * y;
    return y;
  }

 private:
  struct Three {
    double zero;
    double one;
    double two;
  };
  void set(Three b, Three a) {
    b0_ = b.zero / a.zero;
    b1_ = b.one / a.zero;
    b2_ = b.two / a.zero;
    a1_ = a.one / a.zero;
    a2_ = a.two / a.zero;
  }
  double b0_ = 1.0;
  double b1_ = 0.0;
  double b2_ = 0.0;
  double a1_ = 0.0;
  double a2_ = 0.0;
  double s1_ = 0.0;
  double s2_ = 0.0;
};

void filter(StereoSamples& samples, const EqualiserBand& band, int sample_rate) {
  for (auto* channel : {&samples.self, &samples.other}) {
    Biquad section(band, sample_rate);
    for (double& sample : *channel) sample = section(sample);
  }
}

/// From its first sound to the next passage's first.
struct Passage {
  std::size_t from;
  std::size_t to;
  double peak;
};

std::vector<Passage> passages_of(const StereoSamples& samples, int sample_rate) {
  const auto pause = static_cast<std::size_t>(pause_s * sample_rate);
  std::vector<Passage> passages;
  std::size_t silent = pause;
  for (std::size_t i = 0; i < samples.self.size(); ++i) {
    const double level = std::max(std::abs(samples.self[i]), std::abs(samples.other[i]));
    if (level == 0.0) {
      ++silent;
      continue;
    }
    if (silent >= pause) {
      if (!passages.empty()) passages.back().to = i;
      passages.push_back({i, samples.self.size(), 0.0});
    }
    silent = 0;
    passages.back().peak = std::max(passages.back().peak, level);
  }
  return passages;
}

double loudness_gain_db(double loudness_db, double peak) {
  const double level_db = 20.0 * std::log10(peak);
  return loudness_db * std::clamp(level_db / loudness_full_at_db, 0.0, 1.0);
}

/// Each passage alone through its own shelf, whose decay goes on under the next.
void apply_loudness(StereoSamples& samples, double loudness_db, int sample_rate) {
  const std::vector<Passage> passages = passages_of(samples, sample_rate);
  for (auto* channel : {&samples.self, &samples.other}) {
    std::vector<double> sum(channel->size());
    for (const Passage& passage : passages) {
      Biquad shelf({FilterShape::low_shelf, loudness_corner_hz, loudness_gain_db(loudness_db, passage.peak)},
                   sample_rate);
      for (std::size_t i = passage.from; i < sum.size(); ++i) {
        sum[i] += shelf(i < passage.to ? (*channel)[i] : 0.0);
      }
    }
    *channel = std::move(sum);
  }
}

/// The share of the way to a new level that an envelope goes in one sample.
double approach(double time_constant_s, int sample_rate) {
  return time_constant_s > 0.0 ? 1.0 - std::exp(-1.0 / (time_constant_s * sample_rate)) : 1.0;
}

void apply_automatic_gain(StereoSamples& samples, const AutomaticGain& law, int sample_rate) {
  const double attack = approach(law.attack_s, sample_rate);
  const double release = approach(law.release_s, sample_rate);
  const double most = std::pow(10.0, law.most_gain_db / 20.0);
  double envelope = 0.0;
  for (std::size_t i = 0; i < samples.self.size(); ++i) {
    const double level = std::max(std::abs(samples.self[i]), std::abs(samples.other[i]));
    envelope += (level > envelope ? attack : release) * (level - envelope);
    const double excess = std::max(envelope, 1e-9) / law.threshold;
    const double gain = std::min(most, std::pow(excess, 1.0 / law.ratio - 1.0));
    samples.self[i] *= gain;
    samples.other[i] *= gain;
  }
}

void apply_mono_sum(StereoSamples& samples) {
  for (std::size_t i = 0; i < samples.self.size(); ++i) {
    samples.self[i] = samples.other[i] = 0.5 * (samples.self[i] + samples.other[i]);
  }
}

}  // namespace

StereoSamples played_channels(const Stimulus& stimulus, const BenchOutput& output) {
  StereoSamples samples{stimulus.samples, stimulus.samples};
  if (!stimulus.reference_samples.empty()) samples.other = stimulus.reference_samples;
  if (output.reference_silent) samples.other.assign(samples.self.size(), 0.0);
  return processed(std::move(samples), output.sound, stimulus.sweep.sample_rate);
}

StereoSamples processed(StereoSamples samples, const PlayerSound& sound, int sample_rate) {
  if (sound.mono_sum) apply_mono_sum(samples);
  if (sound.loudness_db != 0.0) apply_loudness(samples, sound.loudness_db, sample_rate);
  for (const EqualiserBand& band : sound.equaliser) filter(samples, band, sample_rate);
  if (sound.automatic_gain) apply_automatic_gain(samples, *sound.automatic_gain, sample_rate);
  return samples;
}

}  // namespace ohmsweep
