#include "ohmsweep/audio/live_audio.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "audio/portaudio/device_list.h"
#include "audio/portaudio/worker.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using sound::Request;
using sound::Worker;

/// Silence to be had around the sound: converters wake up in the first, latency and decay go into the second.
constexpr double silence_before_s = 0.5;
constexpr double silence_after_s = 1.0;
/// How much longer a take is where playing starts later than recording, on another clock.
constexpr double other_clock_s = 1.0;
/// Not a converter's silence, which has noise: exact zeros in the midst of sound come from a server whose
/// device is gone.
constexpr double mute_s = 0.5;
/// Less may be the click of a converter that wakes up; -80 dBFS.
constexpr float least_sound = 1e-4F;
constexpr double ring_s = 4.0;
constexpr double block_s = 0.1;

std::uint64_t frames_of(double seconds, int sample_rate) {
  return static_cast<std::uint64_t>(std::llround(std::max(0.0, seconds) * sample_rate));
}

/// Full scale 2^31, as PortAudio's 32-bit integers have it.
std::int32_t played_sample(double sample) {
  constexpr double most = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(std::round(std::ldexp(sample, 31)), -most - 1.0, most));
}

/// How the stimulus lies among the frames to play.
struct Placement {
  std::uint64_t before = 0;   ///< added silence
  std::uint64_t sounded = 0;  ///< up to the last sound
  std::uint64_t pause = 0;    ///< the longest within the sound
  std::uint64_t total = 0;
};

template <typename Sample>
std::uint64_t longest_pause(Sample first, Sample last) {
  std::uint64_t longest = 0;
  std::uint64_t pause = 0;
  for (; first != last; ++first) {
    pause = *first == 0.0 ? pause + 1 : 0;
    longest = std::max(longest, pause);
  }
  return longest;
}

/// What sounds on either channel.
std::vector<double> sounding_samples(const Stimulus& stimulus, bool with_reference) {
  std::vector<double> samples = stimulus.samples;
  if (!with_reference) return samples;
  for (std::size_t i = 0; i < stimulus.reference_samples.size(); ++i) {
    samples[i] = std::max(std::abs(samples[i]), std::abs(stimulus.reference_samples[i]));
  }
  return samples;
}

Placement placement_of(const std::vector<double>& samples, int sample_rate) {
  const auto sounding = [](double sample) { return sample != 0.0; };
  const auto first = std::find_if(samples.begin(), samples.end(), sounding);
  if (first == samples.end()) return {0, 0, samples.size(), samples.size()};  // nothing sounds at all
  const auto last = std::find_if(samples.rbegin(), samples.rend(), sounding);
  const auto missing = [&](std::ptrdiff_t present, double wanted_s) {
    const std::uint64_t wanted = frames_of(wanted_s, sample_rate);
    return wanted - std::min(wanted, static_cast<std::uint64_t>(present));
  };
  const std::uint64_t before = missing(first - samples.begin(), silence_before_s);
  const auto sounded = static_cast<std::uint64_t>(samples.rend() - last);
  return {before, before + sounded, longest_pause(first, last.base()),
          before + samples.size() + missing(last - samples.rbegin(), silence_after_s)};
}

/// A channel as doubles, its shared pages given back as they are read, so that a long take is in memory once.
std::vector<double> take_out(const sound::SharedMemory& memory, std::size_t offset, std::uint64_t frames) {
  constexpr std::uint64_t piece = 1U << 18U;
  const auto* from = reinterpret_cast<const float*>(memory.begin() + offset);
  std::vector<double> samples;
  samples.reserve(frames);
  for (std::uint64_t at = 0; at < frames; at += piece) {
    const std::uint64_t end = std::min(frames, at + piece);
    samples.insert(samples.end(), from + at, from + end);
    memory.release(offset + at * sizeof(float), (end - at) / 1024 * 1024 * sizeof(float));
  }
  return samples;
}

StreamFlags flags_of(const sound::Meters& meters) {
  return {meters.input_overflows.load(), meters.input_underflows.load(), meters.output_overflows.load(),
          meters.output_underflows.load()};
}

class LiveAudio final : public AudioDevice {
 public:
  explicit LiveAudio(LiveAudioOptions options) : options_(std::move(options)) {
    const std::vector<LiveDevice> devices = sound::list_devices(options_.program, sound::Job::list_names);
    options_.device = find_live_device(devices, options_.device).name;
    if (!options_.output_device.empty()) {
      options_.output_device = find_live_device(devices, options_.output_device).name;
    }
    if (options_.output_device == options_.device) options_.output_device.clear();
  }

  Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format, const TakeState& state,
                            const Progress& progress) override {
    check(stimulus, format);
    Request request = request_for(sound::Job::take, format);
    const bool separate = request.reference_output_channel > 0 && !stimulus.reference_samples.empty();
    request.separate_reference = separate ? 1 : 0;
    const Placement placement = placement_of(sounding_samples(stimulus, separate), format.sample_rate);
    request.play_frames = placement.total;
    request.record_frames =
        placement.total + (options_.output_device.empty() ? 0 : frames_of(other_clock_s, format.sample_rate));
    const auto report = [&](double done) {
      if (progress) progress(done);
    };
    report(0.0);
    Worker worker(options_.program, request, filled(request, stimulus, placement.before));
    worker.follow([&] {
      check_not_mute(worker.shared().meters, placement, format.sample_rate);
      report(0.99 * static_cast<double>(worker.shared().meters.recorded.load()) /
             static_cast<double>(request.record_frames));
    });
    Recording take = received(worker, state);
    worker.finish();
    report(1.0);
    return take;
  }

  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& /*state*/,
              const Listener& listener) override {
    Request request = request_for(sound::Job::listen, format);
    request.play_frames = loop.size();
    request.record_frames = frames_of(ring_s, format.sample_rate);
    const Stimulus looped{{}, loop, {}};
    Worker worker(options_.program, request, filled(request, looped, 0));
    const std::uint64_t block = frames_of(block_s, format.sample_rate);
    std::uint64_t heard = 0;
    bool going_on = true;
    worker.follow([&] {
      const std::uint64_t recorded = worker.shared().meters.recorded.load();
      check_kept_up(recorded - heard, request.record_frames);
      for (; going_on && recorded - heard >= block; heard += block) {
        going_on = listener(heard_block(worker, &sound::Layout::source, heard, block),
                            heard_block(worker, &sound::Layout::dut, heard, block));
      }
      if (!going_on) {
        worker.fade_out();
        heard = recorded;
      }
    });
    worker.finish();
  }

  [[nodiscard]] bool attended() const override { return true; }
  [[nodiscard]] std::string name() const override {
    if (options_.output_device.empty()) return options_.device;
    return fmt::format("{} with {}", options_.device, options_.output_device);
  }

 private:
  static void check(const Stimulus& stimulus, const AudioFormat& format) {
    if (stimulus.samples.empty()) throw failure("The stimulus has no samples; render a sweep to play.");
    if (stimulus.sweep.sample_rate != format.sample_rate) {
      throw failure(fmt::format(
          "The stimulus has {} samples per second and the device was asked for {}; render the sweep "
          "at the rate of the rig.",
          stimulus.sweep.sample_rate, format.sample_rate));
    }
    if (!stimulus.reference_samples.empty() && stimulus.reference_samples.size() != stimulus.samples.size()) {
      throw failure(fmt::format(
          "The stimulus has {} samples for one channel and {} for the other; make them equally long.",
          stimulus.samples.size(), stimulus.reference_samples.size()));
    }
  }

  [[nodiscard]] Request request_for(sound::Job job, const AudioFormat& format) const {
    Request request;
    request.job = job;
    sound::put(request.device, options_.device);
    sound::put(request.output_device, options_.output_device);
    request.sample_rate = format.sample_rate;
    request.block_frames = options_.block_frames;
    request.output_channel = format.output_channel;
    request.source_channel = format.source_channel;
    request.dut_channel = format.dut_channel;
    request.reference_output_channel = format.reference_output_channel.value_or(0);
    if (request.reference_output_channel == request.output_channel) {
      throw failure(fmt::format(
          "Output {} cannot play the stimulus and its reference; correct the channels of the rig.",
          request.output_channel));
    }
    return request;
  }

  static std::function<void(std::byte*)> filled(const Request& request, const Stimulus& stimulus,
                                                std::uint64_t before) {
    return [&request, &stimulus, before](std::byte* memory) {
      const sound::Layout layout = sound::layout_of(request);
      const auto fill = [&](std::size_t offset, const std::vector<double>& samples) {
        auto* play = reinterpret_cast<std::int32_t*>(memory + offset);
        std::transform(samples.begin(), samples.end(), play + before, played_sample);
      };
      fill(layout.play, stimulus.samples);
      if (request.separate_reference != 0) fill(layout.reference, stimulus.reference_samples);
    };
  }

  [[nodiscard]] Recording received(Worker& worker, const TakeState& state) const {
    const Request& request = worker.shared().request;
    const sound::Layout layout = sound::layout_of(request);
    worker.memory().release(layout.play, layout.source - layout.play);
    Recording take;
    take.sample_rate = request.sample_rate;
    take.source = take_out(worker.memory(), layout.source, request.record_frames);
    take.dut = take_out(worker.memory(), layout.dut, request.record_frames);
    take.name = fmt::format("{} #{}", state.device.empty() ? state.state : state.device + " " + state.state,
                            state.index);
    take.flags = flags_of(worker.shared().meters);
    take.hash = content_hash(take);
    return take;
  }

  /// Once something was heard, and while sound is still being played.
  void check_not_mute(const sound::Meters& meters, const Placement& placement, int sample_rate) const {
    const bool heard = std::max(meters.source_peak.load(), meters.dut_peak.load()) > least_sound;
    const bool sounding = meters.played.load() < placement.sounded;
    if (!heard || !sounding || meters.mute_frames.load() < frames_of(mute_s, sample_rate) + placement.pause) {
      return;
    }
    throw failure(fmt::format(
        "'{}' fell silent in the midst of the sound, without even noise: it was unplugged or its server lost "
        "it; plug it in again, then repeat.",
        name()));
  }

  static void check_kept_up(std::uint64_t behind, std::uint64_t ring) {
    if (behind <= ring) return;
    throw failure("The sound was not followed in time: the computer is busy; end other programs and repeat.");
  }

  static std::vector<double> heard_block(Worker& worker, std::size_t sound::Layout::*channel,
                                         std::uint64_t from, std::uint64_t frames) {
    const Request& request = worker.shared().request;
    const auto* ring =
        reinterpret_cast<const float*>(worker.memory().begin() + sound::layout_of(request).*channel);
    std::vector<double> block(frames);
    for (std::uint64_t i = 0; i < frames; ++i) block[i] = ring[(from + i) % request.record_frames];
    return block;
  }

  LiveAudioOptions options_;
};

}  // namespace

std::unique_ptr<AudioDevice> make_live_audio(const LiveAudioOptions& options) {
  return std::make_unique<LiveAudio>(options);
}

}  // namespace ohmsweep
