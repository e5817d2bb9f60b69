#pragma once
// What the program and its sound worker have in common: one block of shared memory that begins with a
// SharedSound, followed by the samples. The program writes `request` before the worker starts; the worker
// writes the rest, but for fade_requested. Everything that both touch while sound runs is a lock-free atomic.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ohmsweep::sound {

enum class Job : std::uint32_t { list_names, list_rates, take, listen };

/// What the worker is doing; each stage has to end, or to step on, within a deadline.
enum class Stage : std::uint32_t { starting, initialising, choosing, opening, waking, running, closing };

enum class Outcome : std::uint32_t { none, complete, failed };

/// Longest name of a device or a host API, its final zero included.
constexpr std::size_t name_size = 256;
constexpr std::size_t most_devices = 256;
using Name = std::array<char, name_size>;

struct Request {
  Job job = Job::list_names;
  std::int32_t program = 0;  ///< process id of the program; without it the worker has nothing to do
  Name device{};             ///< as LiveAudioOptions::device
  Name output_device{};      ///< empty: the same
  std::int32_t sample_rate = 48000;
  std::int32_t block_frames = 0;
  std::int32_t output_channel = 1;  ///< counted from 1, as the two below
  std::int32_t source_channel = 1;
  std::int32_t dut_channel = 2;
  std::int32_t reference_output_channel = 0;  ///< counted from 1, 0: none
  std::int32_t separate_reference = 0;        ///< 1: it plays samples of its own, 0: the same
  std::uint64_t play_frames = 0;              ///< samples to play, or in the loop
  std::uint64_t record_frames = 0;            ///< samples to record, or in the ring
};

struct SharedDevice {
  Name name{};
  Name host_api{};
  std::int32_t inputs = 0;
  std::int32_t outputs = 0;
  double default_rate_hz = 0.0;
  double input_latency_s = 0.0;
  double output_latency_s = 0.0;
  std::uint32_t rates = 0;  ///< bit i: standard_rates_hz[i]
};

constexpr std::array<int, 6> standard_rates_hz{44100, 48000, 88200, 96000, 176400, 192000};

/// What the callback counts and obeys.
struct Meters {
  std::atomic<std::uint64_t> played{0};    ///< frames of the stimulus handed to the device
  std::atomic<std::uint64_t> recorded{0};  ///< frames received and kept
  std::atomic<std::uint64_t> input_blocks{0};
  std::atomic<std::uint64_t> output_blocks{0};
  std::atomic<std::uint32_t> largest_block{0};
  std::atomic<float> source_peak{0.0F};
  std::atomic<float> dut_peak{0.0F};
  std::atomic<std::uint64_t> mute_frames{0};  ///< since either input's last sample that was not exactly zero
  std::atomic<std::int32_t> input_overflows{0};
  std::atomic<std::int32_t> input_underflows{0};
  std::atomic<std::int32_t> output_overflows{0};
  std::atomic<std::int32_t> output_underflows{0};
  std::atomic<std::uint32_t> fade_requested{0};  ///< set by the program: fade out with the next block
  std::atomic<std::uint32_t> silent{0};          ///< the fade is over
};

struct SharedSound {
  Request request;
  std::atomic<Stage> stage{Stage::starting};
  std::atomic<std::uint32_t> steps{0};  ///< changes whenever the worker gets on within a stage
  std::atomic<Outcome> outcome{Outcome::none};
  std::array<char, 1024> sentence{};  ///< why it failed; written before outcome
  std::atomic<std::uint32_t> device_count{0};
  std::array<SharedDevice, most_devices> devices{};
  Meters meters;
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<float>::is_always_lock_free);

/// Copies a text with its final zero; cuts off what is too long.
template <std::size_t Size>
void put(std::array<char, Size>& to, std::string_view text) {
  const std::size_t length = text.copy(to.data(), Size - 1);
  to[length] = '\0';
}

/// Where the samples stand in the block: int32 to play on one or two channels, then two channels of float.
struct Layout {
  std::size_t play = 0;       ///< bytes from the beginning, whole pages
  std::size_t reference = 0;  ///< as play where there are no separate samples
  std::size_t source = 0;
  std::size_t dut = 0;
  std::size_t total = 0;
};

[[nodiscard]] constexpr std::size_t whole_pages(std::size_t bytes) {
  constexpr std::size_t page = 4096;
  return (bytes + page - 1) / page * page;
}

[[nodiscard]] constexpr Layout layout_of(const Request& request) {
  Layout layout;
  layout.play = whole_pages(sizeof(SharedSound));
  const std::size_t played = whole_pages(request.play_frames * sizeof(std::int32_t));
  layout.reference = layout.play + (request.separate_reference != 0 ? played : 0);
  layout.source = layout.reference + played;
  layout.dut = layout.source + whole_pages(request.record_frames * sizeof(float));
  layout.total = layout.dut + whole_pages(request.record_frames * sizeof(float));
  return layout;
}

}  // namespace ohmsweep::sound
