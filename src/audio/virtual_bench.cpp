#include "ohmsweep/audio/virtual_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <utility>

#include "audio/bench_converters.h"
#include "audio/bench_distortion.h"
#include "audio/bench_transfer.h"
#include "audio/clock_offset.h"
#include "audio/random_stream.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

/// Silence after the take, for the circuit's own decay.
constexpr double settling_s = 0.5;
/// States whose responses are kept. One takes about 20 MB for a sweep of 5 s.
constexpr std::size_t kept_states = 8;

double largest(const std::vector<double>& samples) {
  double peak = 0.0;
  for (const double sample : samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

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

/// Spectrum of the voltage that the playing converter puts out, on the recorder's clock.
std::vector<Complex> played_spectrum(const std::vector<double>& stimulus, const Converters& converters,
                                     double clock_offset, std::size_t size) {
  std::vector<double> samples = stimulus;
  samples.resize(size, 0.0);
  std::vector<Complex> bins = forward_real(samples);
  if (converters.dac.any()) {
    const std::vector<Complex> added = distortion_spectrum(bins, size, converters.dac, largest(stimulus));
    for (std::size_t k = 0; k < bins.size(); ++k) bins[k] += added[k];
  }
  if (clock_offset != 0.0) {
    bins = forward_real(resampled(inverse_real(std::move(bins), size), clock_offset, size));
  }
  for (Complex& bin : bins) bin *= converters.output_peak_volts;
  return bins;
}

/// What the recorder's converters see, the load's distortion included.
BenchSpectra node_spectra(const std::vector<Complex>& played, const BenchTransfer& transfer,
                          const Harmonics& load_distortion, double contact_ohm, std::size_t size) {
  BenchSpectra nodes = respond(transfer, played, contact_ohm);
  if (!load_distortion.any() || transfer.emf.source.empty()) return nodes;
  const double peak = largest(inverse_real(nodes.device, size));
  add_emf(nodes, transfer, distortion_spectrum(nodes.device, size, load_distortion, peak), contact_ohm);
  return nodes;
}

void scale_to_source_peak(ChannelPair& samples, double peak) {
  const double present = largest(samples.source);
  if (present <= 0.0) return;
  for (auto* channel : {&samples.source, &samples.dut}) {
    for (double& sample : *channel) sample *= peak / present;
  }
}

void check(const Stimulus& stimulus, const AudioFormat& format) {
  if (stimulus.samples.empty()) throw failure("The stimulus has no samples; render a sweep to play.");
  if (format.sample_rate <= 0 || stimulus.sweep.sample_rate != format.sample_rate) {
    throw failure(
        fmt::format("The stimulus has {} samples per second and the bench was asked for {}; render "
                    "the sweep at the rate of the rig.",
                    stimulus.sweep.sample_rate, format.sample_rate));
  }
  const auto is_input = [](int channel) { return channel == 1 || channel == 2; };
  if (!is_input(format.source_channel) || !is_input(format.dut_channel) ||
      format.source_channel == format.dut_channel) {
    throw failure(
        fmt::format("The bench has the inputs 1 and 2, not {} and {}; correct the channels of the rig.",
                    format.source_channel, format.dut_channel));
  }
}

std::string sentence_name(const std::string& bench, const TakeState& state) {
  std::string words = state.state;
  if (!state.output.empty()) words = fmt::format("{} {} {}", state.device, state.output, state.state);
  if (state.output.empty() && !state.device.empty()) words = fmt::format("{} {}", state.device, state.state);
  return fmt::format("{} {} #{}", bench, words, state.index);
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
    const std::string connected = fmt::format("{}\n{}\n{}", state.state, state.device, state.output);
    const PreparedState& prepared = prepare(connected, state, stimulus.samples.size(), format.sample_rate);
    const std::size_t size = prepared.length.transform;
    report(0.4);
    const TakeKey key{converters.seed, text_key(connected), state.index};
    BenchSpectra nodes =
        node_spectra(played(stimulus.samples, prepared.clock_offset, size), prepared.transfer,
                     prepared.load_distortion, draw_contact(bench_.wiring.contact_ohm, key), size);
    ChannelPair samples{inverse_real(std::move(nodes.source), size),
                        inverse_real(std::move(nodes.dut), size)};
    report(0.7);
    if (converters.source_peak) scale_to_source_peak(samples, *converters.source_peak);
    apply_sample_defects(samples, converters, format.sample_rate, key);
    apply_dropouts(samples, converters, format.sample_rate, state.index);
    report(0.9);
    Recording recording = finished(std::move(samples), prepared.length.samples, format, state);
    report(1.0);
    return recording;
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
    double latency_s = 0.0;
    double clock_offset = 0.0;
    Harmonics load_distortion;
    BenchTransfer transfer;  ///< with the inputs' linear defects
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
             each.length == take_length(samples, each.latency_s, sample_rate);
    });
    if (kept != states_.end()) {
      states_.splice(states_.begin(), states_, kept);
      return states_.front();
    }
    const BenchCircuit circuit = connect(bench_, {state.state, state.device, state.output});
    const double latency_s = bench_.converters.latency_s + circuit.latency_s;
    const TakeLength length = take_length(samples, latency_s, sample_rate);
    const bool with_load = bench_.wiring.contact_ohm > 0.0 || circuit.load_distortion.any();
    BenchTransfer transfer = solve_transfer(circuit, sample_rate, length.transform, with_load);
    for (BenchResponse* response : {&transfer.drive, &transfer.emf}) {
      apply_linear_defects(response->source, response->dut, bench_.converters, latency_s, sample_rate,
                           length.transform);
    }
    if (states_.size() >= kept_states) states_.pop_back();
    states_.push_front({connected, sample_rate, length, latency_s,
                        bench_.converters.clock_offset + circuit.clock_offset, circuit.load_distortion,
                        std::move(transfer)});
    return states_.front();
  }

  const std::vector<Complex>& played(const std::vector<double>& stimulus, double clock_offset,
                                     std::size_t size) {
    if (played_.spectrum.size() != size / 2 + 1 || played_.clock_offset != clock_offset ||
        played_.stimulus != stimulus) {
      played_ = {stimulus, clock_offset, played_spectrum(stimulus, bench_.converters, clock_offset, size)};
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
