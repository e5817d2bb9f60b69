#include "live/interface/clock_bridge.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace ohmsweep::live {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr std::size_t period = 1024;

using Samples = std::vector<float>;
/// What is played at a time in the player's samples, whole or not.
using Played = std::function<double(double)>;

/// A player and a recorder that take turns, block by block.
class Pair {
 public:
  Pair(int rate, double clock_offset) : bridge_(rate, 1, period), clock_offset_(clock_offset) {}

  /// Plays so many whole blocks and returns what is heard meanwhile.
  Samples play(const Played& played, std::size_t blocks) {
    Samples heard;
    Samples block(period);
    for (std::size_t b = 0; b < blocks; ++b) {
      if (!listener_first_) deliver(played);
      float* const to = block.data();
      bridge_.fetch(&to, period, clock_offset_);
      heard.insert(heard.end(), block.begin(), block.end());
      if (listener_first_) deliver(played);
    }
    return heard;
  }
  Samples pause(std::size_t blocks) {
    return play([](double) { return 0.0; }, blocks);
  }
  void listener_first() { listener_first_ = true; }
  void set_clock_offset(double offset) { clock_offset_ = offset; }
  [[nodiscard]] const ClockBridge& bridge() const { return bridge_; }
  /// The player's frames so far.
  [[nodiscard]] double now() const { return played_; }

 private:
  void deliver(const Played& played) {
    Samples block(period);
    for (float& sample : block) sample = static_cast<float>(played(played_++));
    const float* const from = block.data();
    bridge_.deliver(&from, period);
  }

  ClockBridge bridge_;
  double clock_offset_;
  double played_ = 0.0;
  bool listener_first_ = false;
};

/// A tone that begins at the first sample and does not end.
Played tone(double hz, int rate) {
  return [turns = hz / rate](double at) {
    return at < 0.0 ? 0.0 : 0.5 * std::sin(turn * std::fmod(turns * at, 1.0));
  };
}

/// The largest distance from what an ideal player with this clock would have sent, from a tenth of a second
/// on.
double largest_error(const Samples& heard, const Played& played, std::size_t delay, double clock_offset,
                     int rate) {
  double largest = 0.0;
  for (std::size_t n = delay + static_cast<std::size_t>(rate / 10); n < heard.size(); ++n) {
    // The store begins to run with the first sample that is not silence.
    const double at = static_cast<double>(n) * (1.0 + clock_offset) - static_cast<double>(delay);
    largest = std::max(largest, std::abs(static_cast<double>(heard[n]) - played(at)));
  }
  return largest;
}

std::size_t blocks_of(double seconds, int rate) {
  return static_cast<std::size_t>(seconds * rate / static_cast<double>(period));
}

class BridgedTone : public ::testing::TestWithParam<int> {};

TEST_P(BridgedTone, HasThePlayersFrequencyAmplitudeAndPhaseWithoutImages) {
  const int rate = GetParam();
  for (const double ppm : {-300.0, -100.0, 100.0, 300.0}) {
    for (const double hz : {20.0, 997.0, 9e3, 20e3}) {
      Pair pair(rate, 1e-6 * ppm);
      const Samples heard = pair.play(tone(hz, rate), blocks_of(0.5, rate));
      // Half of full scale: 1e-7 is -134 dB, most of it the rounding to floats on either side.
      EXPECT_LT(largest_error(heard, tone(hz, rate), pair.bridge().delay(), 1e-6 * ppm, rate), 1e-7)
          << hz << " Hz, " << ppm << " ppm";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AtEveryRate, BridgedTone, ::testing::Values(44100, 48000, 96000, 192000));

TEST(ClockBridge, CarriesAMinuteOfToneAt300PpmEitherWayWithoutAGlitch) {
  constexpr int rate = 44100;
  const Played played = tone(997.0, rate);
  for (const double ppm : {-300.0, 300.0}) {
    Pair pair(rate, 1e-6 * ppm);
    const Samples heard = pair.play(played, blocks_of(60.0, rate));
    EXPECT_LT(largest_error(heard, played, pair.bridge().delay(), 1e-6 * ppm, rate), 1e-7) << ppm;
    EXPECT_EQ(pair.bridge().missing(), 0U) << ppm;
  }
}

TEST(ClockBridge, HasItsWholeStoreAgainAfterAPause) {
  constexpr int rate = 8000;
  for (const double ppm : {-300.0, 300.0}) {
    Pair pair(rate, 1e-6 * ppm);
    for (int take = 0; take < 4; ++take) {
      (void)pair.pause(blocks_of(1.0, rate));
      const double begun = pair.now();
      const Samples heard =
          pair.play([&](double at) { return at - begun == 0.0 ? 0.5 : 0.25; }, blocks_of(100.0, rate));
      const auto first = std::max_element(heard.begin(), heard.end());
      // The clocks have drifted by half a sample since the pause ended.
      EXPECT_NEAR(static_cast<double>(first - heard.begin()),
                  static_cast<double>(pair.bridge().delay() - period), 1.0)
          << take;
    }
    EXPECT_EQ(pair.bridge().missing(), 0U) << ppm;
  }
}

TEST(ClockBridge, ChangesNoSampleWhereBothClocksAreOne) {
  constexpr int rate = 48000;
  Pair pair(rate, 0.0);
  const Played played = tone(12345.6, rate);
  const Samples heard = pair.play(played, 40);
  const std::size_t delay = pair.bridge().delay();
  for (std::size_t n = 0; n < heard.size(); ++n) {
    const float sent = n < delay ? 0.0F : static_cast<float>(played(static_cast<double>(n - delay)));
    ASSERT_EQ(heard[n], sent) << n;
  }
}

TEST(ClockBridge, LosesNothingWhicheverSideIsServedFirst) {
  Pair pair(48000, 3e-4);
  pair.listener_first();
  (void)pair.pause(30);
  (void)pair.play(tone(997.0, 48000), blocks_of(60.0, 48000));
  EXPECT_EQ(pair.bridge().missing(), 0U);
}

TEST(ClockBridge, CountsWhatAPlayerThatIsGoneDoesNotBring) {
  constexpr int rate = 48000;
  ClockBridge bridge(rate, 1, period);
  const Samples loud(period, 0.5F);
  Samples heard(period);
  const float* const from = loud.data();
  float* const to = heard.data();
  for (int block = 0; block < 10; ++block) {
    bridge.deliver(&from, period);
    bridge.fetch(&to, period, 0.0);
  }
  EXPECT_EQ(bridge.missing(), 0U);
  for (int block = 0; block < 100; ++block) bridge.fetch(&to, period, 0.0);
  EXPECT_GT(bridge.missing(), 0U);
  EXPECT_THAT(heard, ::testing::Each(0.0F));
}

TEST(ClockBridge, RunsDryUnderAToneThatLastsTooLong) {
  constexpr int rate = 8000;
  Pair pair(rate, 2e-3);
  (void)pair.play(tone(997.0, rate), blocks_of(120.0, rate));
  EXPECT_GT(pair.bridge().missing(), 0U);
}

}  // namespace
}  // namespace ohmsweep::live
