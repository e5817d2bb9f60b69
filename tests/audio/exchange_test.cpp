// What happens in the audio callback, block by block, without a device.

#include "audio/portaudio/exchange.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

namespace ohmsweep::sound {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

constexpr std::uint64_t fade_frames = 2400;

/// A device that gives back what it was played, `lag` frames later, on both inputs.
class Device {
 public:
  Device(std::vector<std::int32_t> stimulus, std::uint64_t record_frames, bool looped = false)
      : stimulus_(std::move(stimulus)), source_(record_frames), dut_(record_frames) {
    exchange_.play = stimulus_.data();
    exchange_.play_frames = stimulus_.size();
    exchange_.looped = looped;
    exchange_.source = source_.data();
    exchange_.dut = dut_.data();
    exchange_.record_frames = record_frames;
    exchange_.fade_frames = fade_frames;
    exchange_.outputs = 3;
    exchange_.inputs = 4;
    exchange_.output_channel = 1;
    exchange_.source_channel = 2;
    exchange_.dut_channel = 0;
    exchange_.meters = &meters_;
  }

  /// One callback of a full-duplex stream.
  void run(std::uint64_t frames) {
    std::vector<float> input(frames * 4);
    for (std::uint64_t i = 0; i < frames; ++i) {
      input[4 * i + 2] = static_cast<float>(heard_ + i);
      input[4 * i] = -static_cast<float>(heard_ + i);
    }
    heard_ += frames;
    record_block(exchange_, input.data(), frames);
    std::vector<std::int32_t> output(frames * 3, 77);
    play_block(exchange_, fade_, output.data(), frames);
    for (std::uint64_t i = 0; i < frames; ++i) {
      played_.push_back(output[3 * i + 1]);
      others_.push_back(output[3 * i]);
      others_.push_back(output[3 * i + 2]);
    }
  }

  Exchange exchange_;
  Meters meters_;
  FadePosition fade_;
  std::vector<std::int32_t> stimulus_;
  std::vector<float> source_;
  std::vector<float> dut_;
  std::vector<std::int32_t> played_;
  std::vector<std::int32_t> others_;
  std::uint64_t heard_ = 0;
};

std::vector<std::int32_t> counting(std::size_t size) {
  std::vector<std::int32_t> samples(size);
  std::iota(samples.begin(), samples.end(), 1);
  return samples;
}

RC_GTEST_PROP(Exchange, IsTheSameForEveryDivisionIntoBlocks, ()) {
  constexpr std::size_t length = 3000;
  Device device(counting(length), length + 500);
  while (device.played_.size() < length + 500) device.run(*rc::gen::inRange<std::uint64_t>(1, 700));
  for (std::size_t i = 0; i < length; ++i) RC_ASSERT(device.played_[i] == static_cast<std::int32_t>(i + 1));
  RC_ASSERT(
      std::all_of(device.played_.begin() + length, device.played_.end(), [](auto s) { return s == 0; }));
  for (std::size_t i = 0; i < length + 500; ++i) {
    RC_ASSERT(device.source_[i] == static_cast<float>(i));
    RC_ASSERT(device.dut_[i] == -static_cast<float>(i));
  }
  RC_ASSERT(device.meters_.recorded.load() == length + 500);
}

TEST(Exchange, PlaysSilenceOnEveryOtherChannel) {
  Device device(counting(1000), 1000);
  for (int i = 0; i < 5; ++i) device.run(256);
  EXPECT_THAT(device.others_, Each(0));
}

TEST(Exchange, PlaysTheReferenceOnItsOwnChannelAtTheSameFrames) {
  Device device(counting(1000), 1000);
  std::vector<std::int32_t> reference(1000);
  std::transform(device.stimulus_.begin(), device.stimulus_.end(), reference.begin(), std::negate<>());
  device.exchange_.reference = reference.data();
  device.exchange_.reference_channel = 2;
  for (int i = 0; i < 4; ++i) device.run(256);
  for (std::size_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(device.played_[i], static_cast<std::int32_t>(i + 1));
    ASSERT_EQ(device.others_[2 * i], 0);
    ASSERT_EQ(device.others_[2 * i + 1], -static_cast<std::int32_t>(i + 1));
  }
  EXPECT_EQ(device.others_[2 * 1000 + 1], 0) << "silence follows on both";
}

TEST(Exchange, BothChannelsFadeAlike) {
  Device device(std::vector<std::int32_t>(20000, 1 << 28), 20000);
  const std::vector<std::int32_t> reference(20000, 1 << 26);
  device.exchange_.reference = reference.data();
  device.exchange_.reference_channel = 0;
  device.run(512);
  device.meters_.fade_requested.store(1);
  while (device.meters_.silent.load() == 0) device.run(512);
  for (std::size_t i = 0; i < device.played_.size(); ++i) {
    ASSERT_NEAR(device.others_[2 * i], device.played_[i] / 4.0, 1.0) << i;
  }
}

TEST(Layout, HoldsASecondChannelOnlyWhereItIsSeparate) {
  Request request;
  request.play_frames = 5000;
  request.record_frames = 3000;
  const Layout one = layout_of(request);
  EXPECT_EQ(one.reference, one.play);
  request.separate_reference = 1;
  const Layout two = layout_of(request);
  EXPECT_GE(two.reference, two.play + 5000 * sizeof(std::int32_t));
  EXPECT_GE(two.source, two.reference + 5000 * sizeof(std::int32_t));
  EXPECT_EQ(two.total - one.total, two.reference - two.play);
}

TEST(Exchange, PlaysNothingBeforeAnythingWasRecorded) {
  Device device(counting(100), 100);
  std::vector<std::int32_t> block(3 * 64, 77);
  play_block(device.exchange_, device.fade_, block.data(), 64);
  EXPECT_THAT(block, Each(0));
  EXPECT_EQ(device.meters_.played.load(), 0U);
  device.run(100);
  EXPECT_EQ(device.played_.front(), 1);
}

TEST(Exchange, RecordsABlockThatTheDeviceDoesNotHaveAsSilence) {
  Device device(counting(8), 8);
  std::fill(device.source_.begin(), device.source_.end(), 5.0F);
  record_block(device.exchange_, nullptr, 8);
  EXPECT_THAT(device.source_, Each(0.0F));
  EXPECT_EQ(device.meters_.recorded.load(), 8U);
}

TEST(Exchange, KeepsTheHighestPeakOfEachInput) {
  Device device(counting(64), 64);
  device.run(32);
  device.run(32);
  EXPECT_EQ(device.meters_.source_peak.load(), 63.0F);
  EXPECT_EQ(device.meters_.dut_peak.load(), 63.0F);
  EXPECT_EQ(device.meters_.largest_block.load(), 32U);
}

TEST(Exchange, AFadeBeginsWithTheNextBlockNeverRisesAndEndsInSilence) {
  Device device(std::vector<std::int32_t>(20000, 1 << 28), 20000);
  device.run(512);
  device.meters_.fade_requested.store(1);
  while (device.meters_.silent.load() == 0) device.run(512);
  device.run(512);
  const auto begin = device.played_.begin() + 512;
  EXPECT_TRUE(std::is_sorted(begin, device.played_.end(), std::greater<>()));
  EXPECT_LT(begin[fade_frames / 2], 0.51 * (1 << 28));
  EXPECT_GT(begin[fade_frames / 2], 0.49 * (1 << 28));
  EXPECT_EQ(begin[0], 1 << 28) << "a fade does not begin with a step";
  EXPECT_EQ(begin[fade_frames], 0);
  EXPECT_LE(device.played_.size(), 512 + fade_frames + 2 * 512);
}

TEST(Exchange, AFadeDuringTheLastSamplesOfTheStimulusIsOverToo) {
  Device device(counting(600), 2000);
  device.run(512);
  device.meters_.fade_requested.store(1);
  device.run(512);
  EXPECT_EQ(device.meters_.silent.load(), 1U);
}

TEST(Exchange, AFadeBeforeTheFirstSoundIsOverAtOnce) {
  Device device(counting(600), 2000);
  device.meters_.fade_requested.store(1);
  std::vector<std::int32_t> block(3 * 64, 77);
  play_block(device.exchange_, device.fade_, block.data(), 64);
  EXPECT_THAT(block, Each(0));
  EXPECT_EQ(device.meters_.silent.load(), 1U);
}

TEST(Exchange, ALoopFadesInAndJoinsItsEndToItsBeginning) {
  Device device(std::vector<std::int32_t>(1000, 1 << 20), 1000, true);
  while (device.played_.size() < 3 * fade_frames) device.run(300);
  EXPECT_EQ(device.played_.front(), 0);
  EXPECT_TRUE(std::is_sorted(device.played_.begin(), device.played_.end()));
  EXPECT_EQ(device.played_[fade_frames], 1 << 20);
}

TEST(Exchange, ALoopRecordsIntoARing) {
  Device device({0}, 10, true);
  device.run(7);
  device.run(7);
  EXPECT_THAT(device.source_, ElementsAre(10, 11, 12, 13, 4, 5, 6, 7, 8, 9));
  EXPECT_EQ(device.meters_.recorded.load(), 14U);
}

TEST(Exchange, AnEmptyLoopListensInSilence) {
  Device device({}, 10, true);
  device.run(8);
  EXPECT_THAT(device.played_, Each(0));
  EXPECT_EQ(device.meters_.recorded.load(), 8U);
}

TEST(Exchange, CountsTheFramesSinceAnythingButZeroWasHeard) {
  std::vector<std::int32_t> stimulus(1000);
  std::vector<float> source(1000);
  std::vector<float> dut(1000);
  Meters meters;
  Exchange exchange;
  exchange.play = stimulus.data();
  exchange.play_frames = 1000;
  exchange.source = source.data();
  exchange.dut = dut.data();
  exchange.record_frames = 1000;
  exchange.inputs = 2;
  exchange.dut_channel = 1;
  exchange.meters = &meters;
  std::vector<float> block(200, 0.0F);
  record_block(exchange, block.data(), 100);
  record_block(exchange, nullptr, 50);
  EXPECT_EQ(meters.mute_frames.load(), 150U);
  block[77] = -1e-7F;  // the dut channel's least bit
  record_block(exchange, block.data(), 100);
  EXPECT_EQ(meters.mute_frames.load(), 0U);
  block[77] = 0.0F;
  record_block(exchange, block.data(), 100);
  EXPECT_EQ(meters.mute_frames.load(), 100U);
}

}  // namespace
}  // namespace ohmsweep::sound
