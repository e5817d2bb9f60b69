#include "signal/searched_channel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/signal/fft.h"
#include "signal/times_conjugate.h"

namespace ohmsweep {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double least_rate = 8000.0;
constexpr double lowest_hz = 300.0;
constexpr double highest_hz = 3600.0;
/// Patterns last up to so long; the transform is longer than the channel by this.
constexpr double longest_pattern_s = 4.0;

/// Low-pass to what the slow rate keeps free of aliases below highest_hz: a sinc under a Blackman window.
std::vector<double> low_pass(std::size_t factor) {
  const auto half = static_cast<long>(24 * factor);
  const double cut = 0.5 / static_cast<double>(factor) * 0.98;
  std::vector<double> taps;
  double sum = 0.0;
  for (long n = -half; n <= half; ++n) {
    const auto x = static_cast<double>(n);
    const double window = 0.42 + 0.5 * std::cos(pi * x / static_cast<double>(half + 1)) +
                          0.08 * std::cos(2.0 * pi * x / static_cast<double>(half + 1));
    taps.push_back(window * (n == 0 ? 2.0 * cut : std::sin(2.0 * pi * cut * x) / (pi * x)));
    sum += taps.back();
  }
  for (double& tap : taps) tap /= sum;
  return taps;
}

std::vector<double> slowed_down(const std::vector<double>& channel, std::size_t factor) {
  const std::vector<double> taps = low_pass(factor);
  const auto half = static_cast<std::ptrdiff_t>(taps.size() / 2);
  const auto size = static_cast<std::ptrdiff_t>(channel.size());
  std::vector<double> slow;
  slow.reserve(channel.size() / factor + 1);
  for (std::ptrdiff_t centre = 0; centre < size; centre += static_cast<std::ptrdiff_t>(factor)) {
    const std::ptrdiff_t from = std::max<std::ptrdiff_t>(0, centre - half);
    const std::ptrdiff_t to = std::min(size - 1, centre + half);
    double sum = 0.0;
    for (std::ptrdiff_t n = from; n <= to; ++n) {
      sum += channel[static_cast<std::size_t>(n)] * taps[static_cast<std::size_t>(n - centre + half)];
    }
    slow.push_back(sum);
  }
  return slow;
}

/// A steady tone, hum or another, is one bin of the whole recording's spectrum; what sounds for seconds only
/// is thousands. Bins that stand out of those around them are brought down to them.
void level_lines(std::vector<Complex>& bins) {
  constexpr std::size_t around = 256;
  constexpr double stands_out = 60.0;
  std::vector<double> power;
  for (std::size_t begin = 0; begin < bins.size(); begin += around) {
    const std::size_t end = std::min(bins.size(), begin + around);
    power.clear();
    for (std::size_t k = begin; k < end; ++k) power.push_back(std::norm(bins[k]));
    const auto middle = power.begin() + static_cast<std::ptrdiff_t>(power.size() / 2);
    std::nth_element(power.begin(), middle, power.end());
    const double usual = std::sqrt(*middle);
    for (std::size_t k = begin; k < end; ++k) {
      const double amplitude = std::abs(bins[k]);
      if (amplitude > stands_out * usual) bins[k] *= usual / amplitude;
    }
  }
}

}  // namespace

BestMatch best_within(const Likeness& likeness, double from_s, double to_s) {
  const auto size = static_cast<std::ptrdiff_t>(likeness.values.size());
  const auto from =
      std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(std::floor(from_s * likeness.rate)));
  const auto to = std::min(size, static_cast<std::ptrdiff_t>(std::ceil(to_s * likeness.rate)) + 1);
  if (from >= to) return {};
  const auto best = std::max_element(likeness.values.begin() + from, likeness.values.begin() + to);
  double at = static_cast<double>(best - likeness.values.begin());
  if (best != likeness.values.begin() && best + 1 != likeness.values.end()) {
    const double before = *(best - 1);
    const double after = *(best + 1);
    const double bend = before - 2.0 * *best + after;
    if (bend < 0.0) at += std::clamp(0.5 * (before - after) / bend, -0.5, 0.5);
  }
  return {at / likeness.rate, *best};
}

SearchedChannel::SearchedChannel(const std::vector<double>& channel, int sample_rate) {
  const auto factor = std::max<std::size_t>(1, static_cast<std::size_t>(sample_rate / least_rate));
  rate_ = sample_rate / static_cast<double>(factor);
  std::vector<double> slow = factor > 1 ? slowed_down(channel, factor) : channel;
  length_ = slow.size();
  size_ = fast_size(length_ + static_cast<std::size_t>(longest_pattern_s * rate_));
  slow.resize(size_, 0.0);
  bins_ = forward_real(slow);
  for (std::size_t k = 0; k < bins_.size(); ++k) {
    const double hz = static_cast<double>(k) * rate_ / static_cast<double>(size_);
    if (hz < lowest_hz || hz > highest_hz) bins_[k] = Complex{};
  }
  level_lines(bins_);
  slow = inverse_real(bins_, size_);
  energy_.reserve(length_ + 1);
  double sum = 0.0;
  for (std::size_t n = 0; n < length_; ++n) {
    energy_.push_back(sum);
    sum += slow[n] * slow[n];
  }
  energy_.push_back(sum);
}

double SearchedChannel::energy(double from_s, double to_s) const {
  const auto at = [&](double t) {
    return std::min(length_, static_cast<std::size_t>(std::max(0.0, t) * rate_));
  };
  return energy_[at(to_s)] - energy_[at(from_s)];
}

Likeness SearchedChannel::likeness(const std::vector<double>& pattern) const {
  std::vector<double> padded(size_, 0.0);
  std::copy(pattern.begin(), pattern.end(), padded.begin());
  const std::vector<Complex> wanted = forward_real(padded);
  std::vector<Complex> one_sided(size_);
  for (std::size_t k = 1; k + 1 < wanted.size(); ++k) {
    one_sided[k] = 2.0 * times_conjugate(bins_[k], wanted[k]);
  }
  const std::vector<Complex> correlation = inverse_complex(one_sided);
  double pattern_energy = 0.0;
  for (const double sample : pattern) pattern_energy += sample * sample;
  // A stretch that is this much quieter than the whole holds nothing but what rings from beside it.
  const double least = 1e-20 + 1e-7 * energy_.back();
  Likeness result{rate_, std::vector<double>(length_, 0.0)};
  for (std::size_t n = 0; n + pattern.size() <= length_; ++n) {
    const double energy = energy_[n + pattern.size()] - energy_[n];
    if (energy > least) result.values[n] = std::abs(correlation[n]) / std::sqrt(energy * pattern_energy);
  }
  return result;
}

}  // namespace ohmsweep
