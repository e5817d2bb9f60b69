#include "ohmsweep/measurement/continuity.h"

#include <gmock/gmock.h>

#include "measurement/simulated_cable.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int rate = 48000;
constexpr double lead_in_s = 0.5;

SteadySound sound_of(double seconds, int sample_rate = rate) {
  return steady_sound(Decibels(-12.0), Seconds(seconds), sample_rate);
}

Continuity heard(const std::function<void(Recording&)>& spoil, const test::SimulatedCable& cable = {},
                 double seconds = 6.0) {
  const SteadySound sound = sound_of(seconds);
  Recording take = test::through(cable, sound.stimulus);
  spoil(take);
  return read_continuity(take, sound);
}

/// So many seconds into the sound, as a sample of the take.
std::size_t sample_at(double seconds) {
  return 1187 + static_cast<std::size_t>((lead_in_s + seconds) * rate);
}

TEST(Continuity, FindsNoGapInNoise) {
  for (const double noise : {0.0, 1e-7, 1e-5, 1e-3}) {
    test::SimulatedCable cable;
    cable.noise_rms = noise;
    cable.hum_rms = noise > 0.0 ? 1e-3 : 0.0;
    const Continuity found = heard([](Recording&) {}, cable);
    EXPECT_THAT(found.gaps, IsEmpty()) << noise;
    EXPECT_FALSE(found.ended_s);
    EXPECT_NEAR(found.heard_s, 5.8, 0.03);
    EXPECT_LE(std::abs(found.clock_offset_ppm), found.clock_offset_u95_ppm + 1e-9);
  }
}

TEST(Continuity, FindsEveryNumberOfLostFramesAndItsTime) {
  for (const std::size_t count : {1UL, 2UL, 48UL, 64UL, 256UL, 1000UL, 1024UL, 4096UL, 48000UL}) {
    const Continuity found = heard([&](Recording& take) { test::lose(take, sample_at(2.0), count); });
    ASSERT_THAT(found.gaps, SizeIs(1)) << count;
    EXPECT_EQ(found.gaps[0].kind, GapKind::lost) << count;
    EXPECT_EQ(found.gaps[0].frames, static_cast<long>(count));
    EXPECT_NEAR(found.gaps[0].at_s, 2.0, 0.011);
    EXPECT_FALSE(found.ended_s) << count;
  }
}

TEST(Continuity, FindsEveryNumberOfRepeatedFrames) {
  for (const std::size_t count : {1UL, 16UL, 64UL, 512UL, 1024UL, 8192UL}) {
    const Continuity found = heard([&](Recording& take) { test::repeat(take, sample_at(3.0), count); });
    ASSERT_THAT(found.gaps, SizeIs(1)) << count;
    EXPECT_EQ(found.gaps[0].kind, GapKind::repeated) << count;
    EXPECT_EQ(found.gaps[0].frames, static_cast<long>(count));
  }
}

TEST(Continuity, TellsABlockWrittenOverTheNextFromAMovedSound) {
  const Continuity found = heard([](Recording& take) { test::repeat_in_place(take, sample_at(3.0), 256); });
  ASSERT_THAT(found.gaps, SizeIs(1));
  EXPECT_EQ(found.gaps[0].kind, GapKind::repeated);
  EXPECT_EQ(found.gaps[0].frames, 256);
}

TEST(Continuity, MeasuresSilence) {
  for (const std::size_t count : {8UL, 256UL, 4800UL, 24000UL}) {
    const Continuity found = heard([&](Recording& take) { test::silence(take, sample_at(2.5), count); });
    ASSERT_THAT(found.gaps, SizeIs(1)) << count;
    EXPECT_EQ(found.gaps[0].kind, GapKind::silent) << count;
    EXPECT_NEAR(static_cast<double>(found.gaps[0].frames), static_cast<double>(count), 2.0);
    EXPECT_NEAR(found.gaps[0].at_s, 2.5, 0.011);
  }
}

TEST(Continuity, CountsGapsApart) {
  const Continuity found = heard([](Recording& take) {
    test::silence(take, sample_at(4.0), 64);
    test::lose(take, sample_at(2.0), 1024);
    test::repeat(take, sample_at(1.0), 128);
  });
  ASSERT_THAT(found.gaps, SizeIs(3));
  EXPECT_EQ(found.gaps[0].kind, GapKind::repeated);
  EXPECT_EQ(found.gaps[1].kind, GapKind::lost);
  EXPECT_EQ(found.gaps[2].kind, GapKind::silent);
}

TEST(Continuity, SaysWhichInputACrackleIsOn) {
  const Continuity found = heard([](Recording& take) { take.dut[sample_at(2.0)] += 0.05; });
  ASSERT_THAT(found.gaps, SizeIs(1));
  EXPECT_EQ(found.gaps[0].kind, GapKind::broken);
  EXPECT_FALSE(found.gaps[0].on_source);
  EXPECT_TRUE(found.gaps[0].on_dut);
}

TEST(Continuity, SaysWhenTheSoundEndsForGood) {
  const Continuity found = heard(
      [](Recording& take) { test::silence(take, sample_at(4.0), take.source.size() - sample_at(4.0)); });
  ASSERT_TRUE(found.ended_s);
  EXPECT_NEAR(*found.ended_s, 4.0, 0.03);
  EXPECT_THAT(found.gaps, IsEmpty());
}

/// The same sound from a player whose clock is faster.
Recording on_another_clock(double ppm, double seconds) {
  const SteadySound sound = sound_of(seconds);
  std::vector<double> samples(sound.stimulus.samples.size() + 2000, 0.0);
  const double speed = 1.0 + 1e-6 * ppm;
  const auto from = static_cast<std::size_t>(lead_in_s * rate);
  const auto count = static_cast<std::size_t>(seconds * rate / speed);
  for (std::size_t n = 0; n < count; ++n) {
    const double edge = std::min(1.0, static_cast<double>(std::min(n, count - 1 - n)) / (0.05 * rate));
    const double t = static_cast<double>(n) / rate * speed;
    for (const double hz : sound.tones_hz) samples[from + n] += 0.08 * edge * std::sin(2.0 * M_PI * hz * t);
  }
  return test::through({}, samples, rate);
}

TEST(Continuity, MeasuresTheClockWithinItsInterval) {
  int within = 0;
  for (const double ppm : {-400.0, -52.0, -0.3, 3.0, 100.0, 900.0}) {
    const Continuity found = read_continuity(on_another_clock(ppm, 8.0), sound_of(8.0));
    EXPECT_THAT(found.gaps, IsEmpty()) << ppm;
    EXPECT_NEAR(found.clock_offset_ppm, ppm, 0.02) << ppm;
    EXPECT_LT(found.clock_offset_u95_ppm, 0.05);
    if (std::abs(found.clock_offset_ppm - ppm) <= found.clock_offset_u95_ppm) ++within;
  }
  EXPECT_GE(within, 4);
}

TEST(Continuity, FindsLostFramesBetweenTwoClocks) {
  Recording take = on_another_clock(80.0, 6.0);
  test::lose(take, sample_at(3.0), 1024);
  const Continuity found = read_continuity(take, sound_of(6.0));
  ASSERT_THAT(found.gaps, SizeIs(1));
  EXPECT_EQ(found.gaps[0].kind, GapKind::lost);
  EXPECT_EQ(found.gaps[0].frames, 1024);
  EXPECT_NEAR(found.clock_offset_ppm, 80.0, 0.05);
}

TEST(Continuity, HoldsAtEveryRate) {
  for (const int each : {44100, 96000, 192000}) {
    const SteadySound sound = sound_of(3.0, each);
    Recording take = test::through({}, sound.stimulus);
    EXPECT_THAT(read_continuity(take, sound).gaps, IsEmpty()) << each;
    test::lose(take, static_cast<std::size_t>(2.0 * each), 1);
    ASSERT_THAT(read_continuity(take, sound).gaps, SizeIs(1)) << each;
    EXPECT_EQ(read_continuity(take, sound).gaps[0].frames, 1) << each;
  }
}

TEST(Continuity, NeverPlaysLouderThanItsLevel) {
  const SteadySound sound = sound_of(1.0);
  const double peak = *std::max_element(sound.stimulus.samples.begin(), sound.stimulus.samples.end());
  EXPECT_LE(peak, 0.2512);
  EXPECT_GT(peak, 0.15);
  EXPECT_EQ(sound.stimulus.samples.front(), 0.0);
}

TEST(Continuity, RefusesSilence) {
  const SteadySound sound = sound_of(1.0);
  Recording take = test::through({}, sound.stimulus);
  std::fill(take.source.begin(), take.source.end(), 0.0);
  std::fill(take.dut.begin(), take.dut.end(), 0.0);
  EXPECT_THROW((void)read_continuity(take, sound), Error);
}

}  // namespace
}  // namespace ohmsweep
