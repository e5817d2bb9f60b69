#include "audio/bench_listening.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

/// A coupling of 1 Hz has decayed to 1e-8 by then.
constexpr double memory_s = 3.0;
constexpr double ahead_s = 0.25;
constexpr double fade_s = 0.05;
constexpr double pink_period_s = 16.0;

std::size_t samples_in(double seconds, int sample_rate) {
  return static_cast<std::size_t>(std::ceil(std::max(0.0, seconds) * sample_rate));
}

/// From 0 to 1 as `share` goes from 0 to 1.
double raised_cosine(double share) {
  return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(share, 0.0, 1.0));
}

}  // namespace

BenchListening::Window BenchListening::window_for(double latency_s, int sample_rate) {
  const std::size_t before = samples_in(memory_s + latency_s, sample_rate);
  const auto kept = static_cast<std::size_t>(sample_rate);
  return {before, kept, fast_size(before + kept + samples_in(ahead_s, sample_rate))};
}

BenchListening::BenchListening(const Bench& bench, std::vector<double> loop, int sample_rate,
                               const TakeState& state, const TakeKey& seed_key)
    : bench_(bench),
      loop_(std::move(loop)),
      sample_rate_(sample_rate),
      key_(seed_key),
      peak_(peak_of(loop_)),
      source_(bench.converters, sample_rate, seed_key, source_input, samples_in(pink_period_s, sample_rate)),
      dut_(bench.converters, sample_rate, seed_key, dut_input, samples_in(pink_period_s, sample_rate)) {
  const BenchCircuit circuit = connect(bench_, {state.state, state.device, state.output});
  window_ = window_for(path_timing(bench_, circuit, sample_rate).latency_s, sample_rate);
  path_ = solve_path(bench_, circuit, sample_rate, window_.all);
  path_.transfer = with_contacts(std::move(path_.transfer), draw_contacts(bench_.wiring, key_));
}

double BenchListening::played(long position) const {
  if (position < 0 || loop_.empty()) return 0.0;
  const double faded_in = raised_cosine(static_cast<double>(position) / (fade_s * sample_rate_));
  return faded_in * loop_[static_cast<std::size_t>(position) % loop_.size()];
}

/// The transform's two ends meet: both are faded, so that nothing breaks off there.
std::vector<double> BenchListening::played_window(long from) const {
  std::vector<double> samples(window_.all);
  const double fade = fade_s * sample_rate_;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double edge = static_cast<double>(std::min(i, samples.size() - 1 - i));
    samples[i] = raised_cosine(edge / fade) * played(from + static_cast<long>(i));
  }
  return samples;
}

ChannelPair BenchListening::next() {
  const double recorded_from = static_cast<double>(seconds_ * window_.kept) -
                               static_cast<double>(window_.before + path_.samples_before);
  const double played_from = recorded_from * (1.0 + path_.clock_offset);
  const double whole = std::floor(played_from);
  const std::vector<Complex> spectrum =
      played_spectrum(played_window(static_cast<long>(whole)), peak_, bench_.converters, path_.clock_offset,
                      played_from - whole);
  const bool first = seconds_ == 0;
  const PathTake take{key_.index, sample_rate_, window_.all, false};
  BenchResponse nodes = respond({spectrum, {}}, path_, path_.transfer, take);
  if (first) load_peak_ = load_peak(nodes, path_, window_.all);
  add_load_distortion(nodes, path_, path_.transfer, load_peak_, window_.all);
  ChannelPair samples{inverse_real(std::move(nodes.source), window_.all),
                      inverse_real(std::move(nodes.dut), window_.all)};
  if (first) gain_ = gain_to_peak(samples.source, bench_.converters.source_peak);
  for (auto* channel : {&samples.source, &samples.dut}) {
    for (double& sample : *channel) sample *= gain_;
  }
  apply_input_gain(samples, bench_.converters, key_.index);
  for (auto* channel : {&samples.source, &samples.dut}) {
    const auto begin = channel->begin() + static_cast<std::ptrdiff_t>(window_.before);
    *channel = std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(window_.kept));
  }
  source_.add(samples.source);
  dut_.add(samples.dut);
  ++seconds_;
  return samples;
}

}  // namespace ohmsweep
