#pragma once
/// From a player's clock to a recorder's: what a player with a crystal of its own plays, as another device
/// hears it.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ohmsweep::live {

/// Samples between samples, by a sinc under a Kaiser window (J. F. Kaiser, R. W. Schafer, IEEE Trans. ASSP
/// 28(1), 1980). Up to 0.46 of the rate a tone is right within 1e-7 and its images are below -140 dB.
class SincTable {
 public:
  static constexpr std::size_t half_width = 64;  ///< samples on either side
  static constexpr std::size_t taps = 2 * half_width;
  using Weights = std::array<double, taps>;

  SincTable();
  /// Weights of the samples from half_width - 1 before the one at 0 to half_width after it, for the value at
  /// `fraction` of a sample, 0 <= fraction < 1. At 0 it is the sample itself.
  void weigh(double fraction, Weights& weights) const;

 private:
  static constexpr std::size_t steps = 512;
  std::vector<Weights> rows_;  ///< from fraction -1/steps to 1 + 2/steps, read by cubic interpolation
};

/// Both sides run in the server's time, so what the player has more of than the recorder, or less, comes from
/// a store of 50 ms: enough for 60 s at 800 ppm. After 0.4 s of silence the store is as it was at the
/// beginning. Thread rule: one thread delivers, one fetches; neither takes memory, locks or waits.
class ClockBridge {
 public:
  /// `period`: the most frames of a block on either side.
  ClockBridge(int sample_rate, std::size_t channels, std::size_t period);

  /// What is played, in the player's frames.
  void deliver(const float* const* played, std::size_t frames);
  /// heard(n) = played(n (1 + clock_offset) - delay()): the player's clock is faster by this fraction. A
  /// change of it goes on from the same frame.
  void fetch(float* const* heard, std::size_t frames, double clock_offset);

  /// Frames from playing to hearing at the beginning of sound; one period less where a block is delivered
  /// before it is fetched.
  [[nodiscard]] std::size_t delay() const { return delay_; }
  /// Frames of sound that were not there when they were to be heard.
  [[nodiscard]] std::uint64_t missing() const { return missing_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::int64_t length = std::int64_t{1} << 17;
  static constexpr double store_s = 0.05;
  static constexpr double pause_s = 0.4;

  void begin_anew(std::int64_t delivered, std::int64_t sounded);
  [[nodiscard]] std::int64_t next() const;
  [[nodiscard]] double drift() const { return static_cast<double>(fetched_) * clock_offset_; }
  [[nodiscard]] const float* place(std::size_t channel, std::int64_t frame) const;

  SincTable table_;
  std::size_t delay_;
  std::int64_t pause_;
  std::int64_t most_behind_;               ///< frames that the deliverer does not write over meanwhile
  std::vector<std::vector<float>> rings_;  ///< each with its first `taps` samples again at the end
  std::atomic<std::int64_t> delivered_{0};
  std::atomic<std::int64_t> sounded_;  ///< one beyond the last frame that is not zero
  std::atomic<std::uint64_t> missing_{0};
  std::int64_t begin_ = 0;    ///< the player's frame that was fetched first
  std::int64_t fetched_ = 0;  ///< frames since
  double clock_offset_ = 0.0;
};

}  // namespace ohmsweep::live
