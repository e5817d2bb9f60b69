#include "signal/sound_extent.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

namespace {

/// The sweep's frequency at a time of the take.
double frequency_at(const SweepTiming& timing, const SweepExtent& extent, double t) {
  return timing.from_hz * std::exp(std::max(0.0, t - extent.begins_s) / timing.rate_constant_s);
}

std::size_t sample_at(double t, double rate, std::size_t size) {
  return std::min(size, static_cast<std::size_t>(std::max(0.0, t * rate)));
}

constexpr double block_s = 0.005;

/// Largest magnitude of each block.
std::vector<double> block_peaks(const std::vector<double>& channel, std::size_t block) {
  std::vector<double> peaks(channel.size() / block, 0.0);
  for (std::size_t b = 0; b < peaks.size(); ++b) {
    for (std::size_t n = b * block; n < (b + 1) * block; ++n)
      peaks[b] = std::max(peaks[b], std::abs(channel[n]));
  }
  return peaks;
}

/// The quietest tenth of a second's loudest block: no noise that follows is much louder.
double quiet_peak(const std::vector<double>& peaks) {
  constexpr std::size_t blocks = 20;
  double quietest = 1.0;
  for (std::size_t b = 0; b + blocks <= peaks.size(); b += blocks / 2) {
    const auto first = peaks.begin() + static_cast<std::ptrdiff_t>(b);
    quietest = std::min(quietest, *std::max_element(first, first + blocks));
  }
  return quietest;
}

/// Of the take's last tenth of a second: what goes on after a cable was pulled may be louder than what was
/// before.
double last_peak(const std::vector<double>& peaks) {
  constexpr std::size_t blocks = 20;
  const auto tail = static_cast<std::ptrdiff_t>(std::min(blocks, peaks.size()));
  return tail == 0 ? 1.0 : *std::max_element(peaks.end() - tail, peaks.end());
}

/// Half of the blocks before the end are loud: it is a sweep that ended and no click.
bool sounded_before(const std::vector<double>& peaks, std::size_t last, double loud) {
  const std::size_t reach = std::min<std::size_t>(last + 1, 60);
  std::size_t count = 0;
  for (std::size_t b = last + 1 - reach; b <= last; ++b) count += peaks[b] > loud ? 1 : 0;
  return 2 * count >= reach;
}

std::optional<double> channel_lost(const std::vector<double>& channel, double rate, const SweepTiming& timing,
                                   const SweepExtent& extent) {
  constexpr double above_noise = 3.0;
  constexpr double at_once = 4.0;
  constexpr double slack_s = 0.004;
  const auto block = static_cast<std::size_t>(block_s * rate);
  const std::vector<double> peaks = block_peaks(channel, block);
  const double loud = above_noise * std::max(quiet_peak(peaks), last_peak(peaks));
  std::size_t last = channel.size();
  while (last > 0 && std::abs(channel[last - 1]) <= loud) --last;
  const double ended = static_cast<double>(last) / rate;
  if (last <= block || last + block > channel.size() || ended > extent.ends_s - slack_s ||
      ended < extent.begins_s)
    return std::nullopt;
  const double window_s = std::max(0.003, 1.0 / frequency_at(timing, extent, ended));
  double before = 0.0;
  for (std::size_t n = sample_at(ended - window_s, rate, last); n < last; ++n)
    before = std::max(before, std::abs(channel[n]));
  const std::size_t last_block = std::min(peaks.size() - 1, (last - 1) / block);
  if (before < at_once * loud || !sounded_before(peaks, last_block, loud)) return std::nullopt;
  return ended;
}

/// A block of the dut channel this far below its loudest is silent, one this far is sound.
constexpr double silent_share = 0.03;
constexpr double sounding_share = 0.15;
/// What the source channel has at least while it sounds, of its own loudest.
constexpr double sounding_on = 0.3;
constexpr std::size_t blocks_of_silence = 20;  // a tenth of a second: two periods at 20 Hz
constexpr std::size_t blocks_of_a_fall = 4;

double loudest(const std::vector<double>& peaks, std::size_t from, std::size_t to) {
  double most = 0.0;
  for (std::size_t b = from; b < std::min(to, peaks.size()); ++b) most = std::max(most, peaks[b]);
  return most;
}

/// The blocks of both channels, each relative to the channel's loudest.
struct BlockLevels {
  std::vector<double> source;
  std::vector<double> dut;
};

BlockLevels block_levels(const Recording& take, std::size_t block) {
  BlockLevels levels{block_peaks(take.source, block), block_peaks(take.dut, block)};
  for (std::vector<double>* channel : {&levels.source, &levels.dut}) {
    const double most = loudest(*channel, 0, channel->size());
    for (double& level : *channel) level /= std::max(most, 1e-12);
  }
  return levels;
}

/// A silence of the dut channel begins at this block, and it was loud a moment before.
bool falls_silent(const BlockLevels& levels, std::size_t b) {
  if (loudest(levels.dut, b, b + blocks_of_silence) > silent_share) return false;
  if (loudest(levels.source, b, b + blocks_of_silence) < sounding_on) return false;
  return loudest(levels.dut, b - std::min(b, blocks_of_a_fall), b) > sounding_share;
}

}  // namespace

std::optional<double> dut_silent(const Recording& take, const SweepTiming& timing,
                                 const SweepExtent& extent) {
  constexpr double below_any_filter = 0.5;
  const auto block = static_cast<std::size_t>(block_s * take.sample_rate);
  const BlockLevels levels = block_levels(take, block);
  for (std::size_t b = 0; b + blocks_of_silence <= levels.dut.size(); ++b) {
    const double t = static_cast<double>(b * block) / take.sample_rate;
    if (t < extent.begins_s) continue;
    if (t > extent.ends_s || frequency_at(timing, extent, t) > below_any_filter * timing.to_hz) break;
    if (falls_silent(levels, b)) return t;
  }
  return std::nullopt;
}

std::vector<double> silent_gaps(const Recording& take, const SweepTiming& timing, const SweepExtent& extent) {
  const double rate = take.sample_rate;
  const std::size_t end = sample_at(extent.ends_s - 0.003, rate, take.source.size());
  // A fade begins with a quiet converter's zeros.
  std::size_t n = sample_at(extent.begins_s + 0.25 / timing.from_hz, rate, end);
  std::vector<double> times;
  for (std::size_t run = 0; n < end; ++n) {
    run = take.source[n] == 0.0 && take.dut[n] == 0.0 ? run + 1 : 0;
    const double t = static_cast<double>(n) / rate;
    if (run == 0 || static_cast<double>(run) < 0.001 * rate) continue;
    if (static_cast<double>(run) * frequency_at(timing, extent, t) < 0.5 * rate) continue;
    const double began = t - static_cast<double>(run) / rate;
    if (times.empty() || began > times.back() + 1.0 / rate) times.push_back(began);
  }
  return times;
}

std::optional<double> sound_lost(const Recording& take, const SweepTiming& timing,
                                 const SweepExtent& extent) {
  const std::optional<double> source = channel_lost(take.source, take.sample_rate, timing, extent);
  const std::optional<double> dut = channel_lost(take.dut, take.sample_rate, timing, extent);
  if (source && dut) return std::min(*source, *dut);
  return source ? source : dut;
}

std::vector<double> loop_mismatches(const Stimulus& stimulus, const std::vector<double>& channel, long lag) {
  constexpr double last_bit = 1e-7;  // of 24 bits
  constexpr std::size_t certain = 1000;
  std::vector<double> times;
  std::size_t run = 0;
  std::size_t longest = 0;
  for (std::size_t m = 0; m < stimulus.samples.size(); ++m) {
    const long n = static_cast<long>(m) + lag;
    if (n < 0 || n >= static_cast<long>(channel.size())) continue;
    const bool same = std::abs(channel[static_cast<std::size_t>(n)] - stimulus.samples[m]) <= last_bit;
    if (same && stimulus.samples[m] != 0.0) longest = std::max(longest, ++run);
    if (same) continue;
    run = 0;
    const double t = static_cast<double>(n) / stimulus.sweep.sample_rate;
    if (times.empty() || t > times.back() + 0.02) times.push_back(t);
  }
  return longest >= certain ? times : std::vector<double>{};
}

}  // namespace ohmsweep
