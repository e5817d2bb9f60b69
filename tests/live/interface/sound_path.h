#pragma once
/// The virtual interface's signal path, from the frames played to the frames recorded. Pure: no clock, no
/// server, no memory taken and no lock while it runs.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "audio/random_stream.h"
#include "live/interface/interface_settings.h"

namespace ohmsweep::live {

/// Frames of a block of the bench's convolution, its latency.
inline constexpr std::size_t bench_block = 1024;
/// How long the taps of a bench's response are; what is slower is in the tail.
inline constexpr double bench_taps_s = 0.7;

/// A line of the past, read some frames back.
class DelayLine {
 public:
  DelayLine();
  void write(const double* samples, std::size_t frames);
  /// Reads as many frames as were written last, each `delay` frames late.
  void read(double* samples, std::size_t frames, std::size_t delay) const;
  /// One of the frames written last, `delay` frames late.
  [[nodiscard]] double at(std::size_t frame, std::size_t frames, std::size_t delay) const;
  /// Frames that it holds.
  static constexpr std::size_t length = std::size_t{1} << 18U;

 private:
  std::vector<double> ring_;
  std::size_t written_ = 0;
};

/// Thread rule: constructed on one thread, everything else on the callback's.
class SoundPath {
 public:
  SoundPath(int sample_rate, std::size_t played, std::size_t recorded);

  [[nodiscard]] PartitionedConvolver& convolver() { return convolver_; }
  /// Valid until the next ones are used.
  void use(const InterfaceSettings* settings);
  /// Waits for sound, then for its moment.
  void arm(const TimeFault& fault);
  void process(const float* const* played, float* const* recorded, std::size_t frames);

  /// Faults that have happened.
  [[nodiscard]] std::size_t faults() const { return faults_; }
  [[nodiscard]] std::uint64_t frames() const { return frames_; }
  /// Frames so far in which something was played that is not zero.
  [[nodiscard]] std::uint64_t heard() const { return heard_; }
  /// The largest sample played so far, full scale 1.0.
  [[nodiscard]] double loudest() const { return static_cast<double>(loudest_); }

 private:
  static constexpr std::size_t most_frames = 1024;  ///< at a time
  static constexpr std::size_t pink_octaves = 18;
  using Block = std::array<double, most_frames>;
  struct ChannelState {
    double high_pass = 0.0;
    double power = 0.0;  ///< what the automatic gain follows
    RandomStream white{0};
    RandomStream pink{0};
    std::array<double, pink_octaves> pink_parts{};
  };

  void process_block(const float* const* played, float* const* recorded, std::size_t frames);
  void take_played(const float* const* played, std::size_t frames);
  [[nodiscard]] float largest_played(const float* const* played, std::size_t frame) const;
  void look_for_sound(const float* const* played, std::size_t frames);
  void cross(std::size_t frames);
  void route(std::size_t frames);
  void mix_pair(std::size_t frames);
  void spoil(std::size_t channel, std::size_t frames);
  void ride_gain(ChannelState& state, double target, double* samples, std::size_t frames) const;
  void add_tones(const std::vector<SteadyTone>& tones, double* samples, std::size_t frames) const;
  void add_pink(ChannelState& state, double rms, double* samples, std::size_t frames) const;
  void give_out(float* const* recorded, std::size_t frames);

  int sample_rate_;
  std::size_t played_;
  std::size_t recorded_;
  PartitionedConvolver convolver_;
  const InterfaceSettings* settings_ = nullptr;
  std::uint64_t seeded_ = 0;
  std::uint64_t frames_ = 0;
  std::uint64_t heard_ = 0;
  float loudest_ = 0.0F;
  TimeFault fault_;
  bool sounding_ = false;
  std::size_t since_sound_ = 0;  ///< frames of the fault's wait that have passed
  std::size_t zeros_left_ = 0;
  std::ptrdiff_t slipped_ = 0;  ///< added to the output delay
  std::size_t faults_ = 0;
  std::array<Block, most_channels> in_{};
  std::array<Block, most_channels> out_{};
  std::array<ChannelState, most_channels> channels_;
  std::array<DelayLine, 2> bench_lines_;
  std::vector<DelayLine> monitor_lines_;
  std::vector<DelayLine> output_lines_;
};

}  // namespace ohmsweep::live
