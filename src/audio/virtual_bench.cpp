#include "ohmsweep/audio/virtual_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <utility>

#include "audio/bench_converters.h"
#include "audio/bench_listening.h"
#include "audio/bench_path.h"
#include "audio/random_stream.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

/// Silence after the take, for the circuit's own decay.
constexpr double settling_s = 0.5;
/// States whose responses are kept. One takes about 20 MB for a sweep of 5 s.
constexpr std::size_t kept_states = 8;

/// How long a take is, and the transform that holds it.
struct TakeLength {
  std::size_t samples;
  std::size_t transform;
  friend bool operator==(const TakeLength&, const TakeLength&) = default;
};

TakeLength take_length(std::size_t stimulus_samples, double latency_s, int sample_rate) {
  const auto delay = static_cast<std::size_t>(std::ceil(std::max(0.0, latency_s) * sample_rate));
  const auto settling = static_cast<std::size_t>(settling_s * sample_rate);
  return {stimulus_samples + delay, fast_size(stimulus_samples + delay + settling)};
}

void check_inputs(const AudioFormat& format) {
  const auto is_input = [](int channel) { return channel == 1 || channel == 2; };
  if (!is_input(format.source_channel) || !is_input(format.dut_channel) ||
      format.source_channel == format.dut_channel) {
    throw failure(
        fmt::format("The bench has the inputs 1 and 2, not {} and {}; correct the channels of the rig.",
                    format.source_channel, format.dut_channel));
  }
}

void check_rate(const AudioFormat& format) {
  if (format.sample_rate >= 1) return;
  throw failure(fmt::format("The bench cannot run at {} samples per second; ask for a rate such as 48000.",
                            format.sample_rate));
}

void check(const Stimulus& stimulus, const AudioFormat& format) {
  check_inputs(format);
  if (stimulus.samples.empty()) throw failure("The stimulus has no samples; render a sweep to play.");
  if (format.sample_rate <= 0 || stimulus.sweep.sample_rate != format.sample_rate) {
    throw failure(
        fmt::format("The stimulus has {} samples per second and the bench was asked for {}; render "
                    "the sweep at the rate of the rig.",
                    stimulus.sweep.sample_rate, format.sample_rate));
  }
}

std::string sentence_name(const std::string& bench, const TakeState& state) {
  std::string words = state.state;
  if (!state.output.empty()) words = fmt::format("{} {} {}", state.device, state.output, state.state);
  if (state.output.empty() && !state.device.empty()) words = fmt::format("{} {}", state.device, state.state);
  return fmt::format("{} {} #{}", bench, words, state.index);
}

/// What names a state's random draws.
std::string words_of(const TakeState& state) {
  return fmt::format("{}\n{}\n{}", state.state, state.device, state.output);
}

/// Hands a second to the listener in tenths; whether to go on.
bool hand_over(const ChannelPair& second, const Listener& listener) {
  constexpr std::size_t blocks = 10;
  const std::size_t size = second.source.size();
  for (std::size_t block = 0; block < blocks; ++block) {
    const auto from = static_cast<std::ptrdiff_t>(block * size / blocks);
    const auto to = static_cast<std::ptrdiff_t>((block + 1) * size / blocks);
    const auto cut = [&](const std::vector<double>& channel) {
      return std::vector<double>(channel.begin() + from, channel.begin() + to);
    };
    if (!listener(cut(second.source), cut(second.dut))) return false;
  }
  return true;
}

class SimulatedBench final : public VirtualBench {
 public:
  SimulatedBench(Bench bench, std::string name)
      : bench_(std::move(bench)), name_("bench:" + std::move(name)) {}

  Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format, const TakeState& state,
                            const Progress& progress) override {
    check(stimulus, format);
    const auto report = [&](double done) {
      if (progress) progress(done);
    };
    report(0.0);
    const Converters& converters = bench_.converters;
    const std::string connected = words_of(state);
    const PreparedState& prepared = prepare(connected, state, stimulus.samples.size(), format.sample_rate);
    const std::size_t size = prepared.length.transform;
    report(0.4);
    const TakeKey key{converters.seed, text_key(connected), state.index};
    const std::vector<Complex>& spectrum = played(stimulus.samples, prepared.path.clock_offset, size);
    const double contact_ohm = draw_contact(bench_.wiring.contact_ohm, key);
    BenchSpectra nodes = node_spectra(spectrum, prepared.path, contact_ohm,
                                      load_peak(spectrum, prepared.path, contact_ohm, size), size);
    ChannelPair samples{inverse_real(std::move(nodes.source), size),
                        inverse_real(std::move(nodes.dut), size)};
    report(0.7);
    const double gain = gain_to_peak(samples.source, converters.source_peak);
    for (auto* channel : {&samples.source, &samples.dut}) {
      for (double& sample : *channel) sample *= gain;
    }
    apply_sample_defects(samples, converters, format.sample_rate, key);
    apply_dropouts(samples, converters, format.sample_rate, state.index);
    report(0.9);
    Recording recording = finished(std::move(samples), prepared.length.samples, format, state);
    report(1.0);
    return recording;
  }

  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
              const Listener& listener) override {
    check_inputs(format);
    check_rate(format);
    const TakeKey key{bench_.converters.seed, text_key(words_of(state)), state.index};
    BenchListening listening(bench_, loop, format.sample_rate, state, key);
    bool going_on = true;
    while (going_on) {
      ChannelPair second = listening.next();
      if (format.source_channel == 2) std::swap(second.source, second.dut);
      going_on = hand_over(second, listener);
    }
  }

  [[nodiscard]] std::string name() const override { return name_; }
  void reseed(std::uint64_t seed) override { bench_.converters.seed = seed; }
  [[nodiscard]] const Bench& bench() const override { return bench_; }

 private:
  /// A state ready to be played again.
  struct PreparedState {
    std::string connected;
    int sample_rate = 0;
    TakeLength length{};
    BenchPath path;
  };

  /// The last stimulus, transformed.
  struct Played {
    std::vector<double> stimulus;
    double clock_offset = 0.0;
    std::vector<Complex> spectrum;
  };

  const PreparedState& prepare(const std::string& connected, const TakeState& state, std::size_t samples,
                               int sample_rate) {
    const auto kept = std::ranges::find_if(states_, [&](const PreparedState& each) {
      return each.connected == connected && each.sample_rate == sample_rate &&
             each.length == take_length(samples, each.path.latency_s, sample_rate);
    });
    if (kept != states_.end()) {
      states_.splice(states_.begin(), states_, kept);
      return states_.front();
    }
    const BenchCircuit circuit = connect(bench_, {state.state, state.device, state.output});
    const TakeLength length = take_length(samples, path_latency_s(bench_, circuit), sample_rate);
    if (states_.size() >= kept_states) states_.pop_back();
    states_.push_front(
        {connected, sample_rate, length, solve_path(bench_, circuit, sample_rate, length.transform)});
    return states_.front();
  }

  const std::vector<Complex>& played(const std::vector<double>& stimulus, double clock_offset,
                                     std::size_t size) {
    if (played_.spectrum.size() != size / 2 + 1 || played_.clock_offset != clock_offset ||
        played_.stimulus != stimulus) {
      std::vector<double> padded = stimulus;
      padded.resize(size, 0.0);
      played_ = {stimulus, clock_offset,
                 played_spectrum(padded, peak_of(stimulus), bench_.converters, clock_offset)};
    }
    return played_.spectrum;
  }

  [[nodiscard]] Recording finished(ChannelPair samples, std::size_t length, const AudioFormat& format,
                                   const TakeState& state) const {
    samples.source.resize(length);
    samples.dut.resize(length);
    Recording recording;
    recording.sample_rate = format.sample_rate;
    recording.source = std::move(samples.source);
    recording.dut = std::move(samples.dut);
    recording.name = sentence_name(name_, state);
    if (format.source_channel == 2) std::swap(recording.source, recording.dut);
    recording.hash = content_hash(recording);
    return recording;
  }

  Bench bench_;
  std::string name_;
  std::list<PreparedState> states_;
  Played played_;
};

}  // namespace

std::unique_ptr<VirtualBench> make_virtual_bench(Bench bench, std::string name) {
  return std::make_unique<SimulatedBench>(std::move(bench), std::move(name));
}

}  // namespace ohmsweep
