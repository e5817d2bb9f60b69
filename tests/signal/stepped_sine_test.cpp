// The stepped sine as a stimulus: what is played, and when.
#include "ohmsweep/signal/stepped_sine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

SteppedSine spaced(int points_per_octave) {
  SteppedSine parameters;
  parameters.points_per_octave = points_per_octave;
  return parameters;
}

TEST(SteppedSineTones, ArePointsOfTheStandardGridFromTwentyHertzToTwentyKilohertz) {
  const FrequencyGrid standard = FrequencyGrid::standard(Hertz(5.0), Hertz(22e3));
  for (const int points : {3, 6, 12, 24}) {
    const FrequencyGrid grid = tones(spaced(points));
    EXPECT_EQ(common_points(grid, standard), grid) << points;
    EXPECT_NEAR(std::log2(grid.highest() / grid.lowest()) * points, static_cast<double>(grid.size() - 1),
                1e-6);
    EXPECT_LT(grid.lowest().value(), 20.0);
    EXPECT_GT(grid.highest().value(), 20e3);
    EXPECT_TRUE(grid.find(1000.0));
  }
}

TEST(SteppedSineTones, StayInsideTheBandAskedFor) {
  SteppedSine narrow = spaced(6);
  narrow.from = Hertz(100.0);
  narrow.to = Hertz(1000.0);
  EXPECT_GE(tones(narrow).lowest().value(), 100.0);
  EXPECT_LE(tones(narrow).highest().value(), 1000.0);
}

TEST(SteppedSineSchedule, PlaysEveryToneOnceAndNeighboursFarApart) {
  for (const int points : {3, 6, 12, 24}) {
    const std::vector<ToneSlot> slots = schedule(spaced(points));
    std::set<double> played;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      played.insert(slots[i].hz);
      if (i == 0) continue;
      EXPECT_NEAR(slots[i].begins_s, slots[i - 1].ends_s(), 1e-9);
      EXPECT_GT(std::abs(std::log2(slots[i].hz / slots[i - 1].hz)), 2.0) << points << " " << slots[i].hz;
    }
    EXPECT_EQ(played.size(), tones(spaced(points)).size());
  }
}

TEST(SteppedSineSchedule, LooksAtATonesTenCyclesAtLeastAndLongEnoughToTellItFromALineBesideIt) {
  for (const ToneSlot& slot : schedule(spaced(24))) {
    EXPECT_GE(slot.hold_s * slot.hz, 10.0 - 1e-9);
    EXPECT_GE(slot.hold_s, 0.15);
    EXPECT_NEAR(slot.hold_s * slot.hz, std::round(slot.hold_s * slot.hz), 1e-6) << "whole cycles";
  }
}

TEST(SteppedSinePlayingTime, IsThatOfTheSamplesAndGrowsWithTheirNumber) {
  double last = 0.0;
  for (const int points : {3, 6, 12, 24}) {
    const SteppedStimulus stimulus = render(spaced(points));
    const double seconds = static_cast<double>(stimulus.samples.size()) / stimulus.parameters.sample_rate;
    EXPECT_NEAR(playing_time(stimulus.parameters).value(), seconds, 1e-4);
    EXPECT_GT(seconds, 1.5 * last);
    last = seconds;
  }
  EXPECT_LT(last, 100.0);
}

TEST(SteppedSineSamples, NeverExceedTheirAmplitudeAndAreSilentAround) {
  SteppedSine parameters = spaced(3);
  parameters.amplitude = 0.5;
  const SteppedStimulus stimulus = render(parameters);
  const auto [lowest, highest] = std::minmax_element(stimulus.samples.begin(), stimulus.samples.end());
  EXPECT_NEAR(*highest, 0.5, 1e-6);
  EXPECT_NEAR(*lowest, -0.5, 1e-3);
  for (std::size_t n = 0; n < 24000; ++n) ASSERT_EQ(stimulus.samples[n], 0.0);
  for (std::size_t n = stimulus.samples.size() - 48000; n < stimulus.samples.size(); ++n) {
    ASSERT_EQ(stimulus.samples[n], 0.0);
  }
}

TEST(SteppedSineSamples, HoldNothingButTheirTonesWhileThatIsLookedAt) {
  const SteppedStimulus stimulus = render(spaced(3));
  for (const ToneSlot& slot : stimulus.slots) {
    const double begins = slot.begins_s + slot.fade_s + slot.settle_s;
    for (int step = 0; step * 0.01 < slot.hold_s; ++step) {
      const double n = std::ceil((begins + step * 0.01) * 48000.0);
      const double expected =
          stimulus.parameters.amplitude * std::cos(angular(Hertz(slot.hz)) * (n / 48000.0 - slot.centre_s()));
      ASSERT_NEAR(stimulus.samples[static_cast<std::size_t>(n)], expected, 1e-7) << slot.hz;
    }
  }
}

TEST(SteppedSineForADevice, StatesRateLevelAndLength) {
  const SteppedStimulus stimulus = render(spaced(3));
  const Stimulus played = as_stimulus(stimulus);
  EXPECT_EQ(played.samples, stimulus.samples);
  EXPECT_EQ(played.sweep.sample_rate, 48000);
  EXPECT_DOUBLE_EQ(played.sweep.amplitude, stimulus.parameters.amplitude);
  const Seconds whole = played.sweep.lead_in + played.sweep.duration + played.sweep.lead_out;
  EXPECT_NEAR(whole.value(), playing_time(stimulus.parameters).value(), 1e-9);
}

TEST(SteppedSineRefusal, NamesTheValueAndItsLimit) {
  const auto refusal = [](const SteppedSine& parameters) -> std::string {
    try {
      (void)render(parameters);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(refusal(spaced(5)), HasSubstr("3, 6, 12 or 24"));
  SteppedSine loud = spaced(6);
  loud.amplitude = 1.5;
  EXPECT_THAT(refusal(loud), HasSubstr("1.5"));
  SteppedSine high = spaced(6);
  high.sample_rate = 32000;
  EXPECT_THAT(refusal(high), HasSubstr("14720 Hz"));
  SteppedSine none = spaced(3);
  none.from = Hertz(1010.0);
  none.to = Hertz(1100.0);
  EXPECT_THAT(refusal(none), HasSubstr("no tone"));
}

TEST(OctaveFraction, IsOneOfFour) {
  EXPECT_EQ(parse_octave_fraction("1/3"), 3);
  EXPECT_EQ(parse_octave_fraction("1/24"), 24);
  for (const char* wrong : {"1/5", "6", "", "1/6 ", "0.5"}) {
    EXPECT_THROW((void)parse_octave_fraction(wrong), Error) << wrong;
  }
}

}  // namespace
}  // namespace ohmsweep
