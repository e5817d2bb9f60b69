#include "live/interface/clock_bridge.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ohmsweep::live {
namespace {

constexpr auto half = static_cast<std::int64_t>(SincTable::half_width);
constexpr auto taps = static_cast<std::int64_t>(SincTable::taps);

/// The value of a unit sample `distance` samples away. Images below -150 dB.
double kernel(double distance) {
  constexpr double beta = 0.1102 * (150.0 - 8.7);
  const double u = distance / static_cast<double>(half);
  if (distance == 0.0) return 1.0;
  // sin(πk) is not zero in floating point.
  if (std::abs(u) >= 1.0 || distance == std::floor(distance)) return 0.0;
  const double window = std::cyl_bessel_i(0.0, beta * std::sqrt(1.0 - u * u)) / std::cyl_bessel_i(0.0, beta);
  const double angle = std::numbers::pi * distance;
  return window * std::sin(angle) / angle;
}

double weighted(const SincTable::Weights& weights, const float* samples) {
  constexpr std::size_t lanes = 8;
  std::array<double, lanes> sums{};
  for (std::size_t k = 0; k < weights.size(); k += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      sums[lane] += weights[k + lane] * static_cast<double>(samples[k + lane]);
    }
  }
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

}  // namespace

SincTable::SincTable() : rows_(steps + 4) {
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const double fraction = (static_cast<double>(row) - 1.0) / static_cast<double>(steps);
    for (std::size_t k = 0; k < taps; ++k) {
      rows_[row][k] = kernel(fraction + static_cast<double>(half_width) - 1.0 - static_cast<double>(k));
    }
  }
}

void SincTable::weigh(double fraction, Weights& weights) const {
  const double position = fraction * static_cast<double>(steps);
  const auto row = static_cast<std::size_t>(position);
  const double t = position - static_cast<double>(row);
  const double a = -t * (t - 1.0) * (t - 2.0) / 6.0;
  const double b = (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0;
  const double c = -(t + 1.0) * t * (t - 2.0) / 2.0;
  const double d = (t + 1.0) * t * (t - 1.0) / 6.0;
  const Weights* const w = &rows_[row];
  for (std::size_t k = 0; k < taps; ++k) weights[k] = a * w[0][k] + b * w[1][k] + c * w[2][k] + d * w[3][k];
}

ClockBridge::ClockBridge(int sample_rate, std::size_t channels, std::size_t period)
    : delay_(period + SincTable::taps + static_cast<std::size_t>(store_s * sample_rate)),
      pause_(static_cast<std::int64_t>(pause_s * sample_rate)),
      most_behind_(length - 2 * static_cast<std::int64_t>(period)),
      rings_(channels, std::vector<float>(static_cast<std::size_t>(length + taps))),
      sounded_(-length),
      begin_(-static_cast<std::int64_t>(delay_)) {}

void ClockBridge::deliver(const float* const* played, std::size_t frames) {
  const std::int64_t delivered = delivered_.load(std::memory_order_relaxed);
  std::int64_t sounded = sounded_.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < frames; ++i) {
    const std::int64_t frame = delivered + static_cast<std::int64_t>(i);
    const auto at = static_cast<std::size_t>(frame % length);
    for (std::size_t c = 0; c < rings_.size(); ++c) {
      rings_[c][at] = played[c][i];
      if (at < SincTable::taps) rings_[c][at + static_cast<std::size_t>(length)] = played[c][i];
      if (played[c][i] != 0.0F) sounded = frame + 1;
    }
  }
  sounded_.store(sounded, std::memory_order_relaxed);
  delivered_.store(delivered + static_cast<std::int64_t>(frames), std::memory_order_release);
}

std::int64_t ClockBridge::next() const {
  return begin_ + fetched_ + static_cast<std::int64_t>(std::floor(drift()));
}

/// Only where nothing but silence has been for a while: nobody hears it.
void ClockBridge::begin_anew(std::int64_t delivered, std::int64_t sounded) {
  const std::int64_t begin = delivered - static_cast<std::int64_t>(delay_);
  if (sounded + pause_ + half > std::min(next(), begin)) return;
  begin_ = begin;
  fetched_ = 0;
}

const float* ClockBridge::place(std::size_t channel, std::int64_t frame) const {
  return &rings_[channel][static_cast<std::size_t>((frame + length) % length)];
}

void ClockBridge::fetch(float* const* heard, std::size_t frames, double clock_offset) {
  const std::int64_t delivered = delivered_.load(std::memory_order_acquire);
  const std::int64_t sounded = sounded_.load(std::memory_order_relaxed);
  if (clock_offset != clock_offset_) {
    begin_ = next();
    fetched_ = 0;
    clock_offset_ = clock_offset;
  }
  begin_anew(delivered, sounded);
  SincTable::Weights weights{};
  std::uint64_t missing = 0;
  for (std::size_t i = 0; i < frames; ++i, ++fetched_) {
    const std::int64_t first = next() - half + 1;
    const bool there = first + taps <= delivered && delivered - first <= most_behind_;
    if (there) table_.weigh(drift() - std::floor(drift()), weights);
    for (std::size_t c = 0; c < rings_.size(); ++c) {
      heard[c][i] = there ? static_cast<float>(weighted(weights, place(c, first))) : 0.0F;
    }
    missing += there || first >= sounded ? 0 : 1;
  }
  missing_.store(missing_.load(std::memory_order_relaxed) + missing, std::memory_order_relaxed);
}

}  // namespace ohmsweep::live
