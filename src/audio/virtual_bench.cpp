#include "ohmsweep/audio/virtual_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <list>
#include <utility>

#include "audio/bench_converters.h"
#include "audio/bench_listening.h"
#include "audio/bench_path.h"
#include "audio/player_sound.h"
#include "audio/random_stream.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

/// Silence after the take, for the circuit's own decay.
constexpr double settling_s = 0.5;
/// States whose responses are kept: so many, and so much in all. One takes about 20 MB for a sweep of 5 s.
constexpr std::size_t kept_states = 8;
constexpr std::size_t kept_bytes = 400'000'000;

/// What a recorder goes on for after a player's end, which nobody announces.
constexpr double after_player_s = 0.25;

/// How long a take is without what precedes a player's start, and the transform that holds it.
struct TakeLength {
  std::size_t samples;
  std::size_t transform;
  friend bool operator==(const TakeLength&, const TakeLength&) = default;
};

/// A player whose clock is slow needs longer than its stimulus has samples.
double player_excess_s(double clock_offset, double stimulus_s) {
  return after_player_s + stimulus_s * std::max(0.0, 1.0 / (1.0 + clock_offset) - 1.0);
}

TakeLength take_length(std::size_t stimulus_samples, double latency_s, double excess_s, int sample_rate) {
  const auto delay = static_cast<std::size_t>(std::ceil(std::max(0.0, latency_s + excess_s) * sample_rate));
  const auto settling = static_cast<std::size_t>(settling_s * sample_rate);
  return {stimulus_samples + delay, fast_size(stimulus_samples + delay + settling)};
}

bool is_player(const std::optional<BenchOutput>& output) {
  return output && output->kind == OutputKind::player;
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
  if (!stimulus.reference_samples.empty() && stimulus.reference_samples.size() != stimulus.samples.size()) {
    throw failure(fmt::format(
        "The stimulus has {} samples for one channel and {} for the other; make them equally long.",
        stimulus.samples.size(), stimulus.reference_samples.size()));
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

std::size_t bytes_of(const BenchTransfer& transfer) {
  std::size_t bins = 0;
  for (const auto drive : bench_drives) {
    for (const auto reading : bench_readings) bins += (transfer.*drive.*reading).size();
  }
  return bins * sizeof(Complex);
}

void add(ChannelPair& sum, const ChannelPair& added) {
  for (std::size_t i = 0; i < sum.source.size(); ++i) {
    sum.source[i] += added.source[i];
    sum.dut[i] += added.dut[i];
  }
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
    const std::string connected = words_of(state);
    const PreparedState& prepared = prepare(connected, state, stimulus.samples.size(), format.sample_rate);
    report(0.4);
    const TakeKey key{bench_.converters.seed, text_key(connected), state.index};
    ChannelPair samples = recorded(stimulus, format.sample_rate, prepared, key);
    report(0.9);
    Recording recording = finished(std::move(samples), format, state);
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
    std::size_t bytes = 0;
  };

  /// The last samples of a channel, transformed.
  struct Played {
    std::vector<double> stimulus;
    double clock_offset = 0.0;
    std::vector<Complex> spectrum;
  };

  const PreparedState& prepare(const std::string& connected, const TakeState& state, std::size_t samples,
                               int sample_rate) {
    const BenchCircuit circuit = connect(bench_, {state.state, state.device, state.output});
    const PathTiming timing = path_timing(bench_, circuit, sample_rate);
    const double stimulus_s = static_cast<double>(samples) / sample_rate;
    const double excess_s =
        is_player(circuit.output) ? player_excess_s(timing.clock_offset, stimulus_s) : 0.0;
    const TakeLength length = take_length(samples, timing.latency_s, excess_s, sample_rate);
    const auto kept = std::ranges::find_if(states_, [&](const PreparedState& each) {
      return each.connected == connected && each.sample_rate == sample_rate && each.length == length;
    });
    if (kept != states_.end()) {
      states_.splice(states_.begin(), states_, kept);
      return states_.front();
    }
    BenchPath path = solve_path(bench_, circuit, sample_rate, length.transform);
    const std::size_t bytes = bytes_of(path.transfer);
    states_.push_front({connected, sample_rate, length, std::move(path), bytes});
    forget_oldest_states();
    return states_.front();
  }

  void forget_oldest_states() {
    std::size_t bytes = 0;
    std::size_t kept = 0;
    for (const PreparedState& each : states_) {
      bytes += each.bytes;
      if (kept > 0 && (bytes > kept_bytes || kept == kept_states)) break;
      ++kept;
    }
    states_.resize(kept);
  }

  /// A stimulus's channels out of the converter, the last ones kept.
  PlayedSpectra played(const Stimulus& stimulus, const BenchPath& path, std::size_t size) {
    if (!is_player(path.output)) return {spectrum_of(0, stimulus.samples, path.clock_offset, size), {}};
    const BenchOutput& output = *path.output;
    const StereoSamples channels = played_channels(stimulus, output);
    PlayedSpectra spectra{spectrum_of(0, channels.self, path.clock_offset, size), {}};
    const bool silent_beside = output.reference_silent && peak_of(channels.other) == 0.0;
    if (silent_beside || (!output.reference_silent && channels.other == channels.self)) return spectra;
    spectra.other_beside = spectrum_of(1, channels.other, path.clock_offset, size);
    if (output.reference_silent) return spectra;
    for (std::size_t k = 0; k < spectra.self.size(); ++k) spectra.other_beside[k] -= spectra.self[k];
    return spectra;
  }

  const std::vector<Complex>& spectrum_of(std::size_t channel, const std::vector<double>& samples,
                                          double clock_offset, std::size_t size) {
    Played& last = played_[channel];
    if (last.spectrum.size() != size / 2 + 1 || last.clock_offset != clock_offset ||
        last.stimulus != samples) {
      std::vector<double> padded = samples;
      padded.resize(size, 0.0);
      last = {samples, clock_offset,
              played_spectrum(padded, peak_of(samples), bench_.converters, clock_offset)};
    }
    return last.spectrum;
  }

  /// With a draw per connection, the takes of a state in a row have that of the first.
  Contacts contacts_of(const std::string& connected, TakeKey key) {
    if (!bench_.wiring.contact_per_connection) return draw_contacts(bench_.wiring, key);
    if (connected != connected_) connected_since_ = key.index;
    connected_ = connected;
    key.index = connected_since_;
    return draw_contacts(bench_.wiring, key);
  }

  /// What a circuit and an output make of the stimulus, in front of the recording converters.
  ChannelPair signal(const Stimulus& stimulus, const PreparedState& prepared, const BenchTransfer& transfer,
                     const PathTake& take) {
    const BenchPath& path = prepared.path;
    BenchResponse nodes = respond(played(stimulus, path, take.size), path, transfer, take);
    add_load_distortion(nodes, path, transfer, load_peak(nodes, path, take.size), take.size);
    ChannelPair samples{inverse_real(std::move(nodes.source), take.size),
                        inverse_real(std::move(nodes.dut), take.size)};
    for (auto* channel : {&samples.source, &samples.dut}) {
      channel->insert(channel->begin(), path.samples_before, 0.0);
    }
    return samples;
  }

  ChannelPair recorded(const Stimulus& stimulus, int sample_rate, const PreparedState& prepared,
                       const TakeKey& key) {
    const BenchPath& path = prepared.path;
    const PathTake take{key.index, sample_rate, prepared.length.transform};
    const Contacts contacts = contacts_of(prepared.connected, key);
    const bool scattered = contacts.load_ohm != 0.0 || contacts.plug_ohm != 0.0;
    const BenchTransfer changed = scattered ? with_contacts(path.transfer, contacts) : BenchTransfer{};
    const BenchTransfer& transfer = scattered ? changed : path.transfer;
    ChannelPair samples = signal(stimulus, prepared, transfer, take);
    const double gain = gain_to_peak(samples.source, bench_.converters.source_peak);
    if (path.output && path.output->noise.any()) {
      add(samples, output_noise(transfer, *path.output, take, key, samples.source.size()));
    }
    for (auto* channel : {&samples.source, &samples.dut}) {
      for (double& sample : *channel) sample *= gain;
    }
    apply_sample_defects(samples, bench_.converters, sample_rate, key);
    apply_dropouts(samples, bench_.converters, sample_rate, key.index);
    for (auto* channel : {&samples.source, &samples.dut}) {
      channel->resize(path.samples_before + prepared.length.samples);
    }
    return samples;
  }

  [[nodiscard]] Recording finished(ChannelPair samples, const AudioFormat& format,
                                   const TakeState& state) const {
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
  std::array<Played, 2> played_;
  std::string connected_;  ///< the last take's state, and the index from which it is connected
  int connected_since_ = 0;
};

}  // namespace

std::unique_ptr<VirtualBench> make_virtual_bench(Bench bench, std::string name) {
  return std::make_unique<SimulatedBench>(std::move(bench), std::move(name));
}

}  // namespace ohmsweep
