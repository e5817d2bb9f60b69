/// Players on the virtual bench: two channels, a start, a clock and what they do to samples.
#include <gmock/gmock.h>

#include <cmath>

#include "audio/bench_outputs.h"
#include "audio/player_sound.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using namespace bench_takes;

const std::vector<double> nothing(short_sweep().samples.size());

Stimulus two_channels(const std::vector<double>& samples, const std::vector<double>& reference) {
  Stimulus stimulus = short_sweep();
  stimulus.samples = samples;
  stimulus.reference_samples = reference;
  return stimulus;
}

std::vector<double> sum(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

TEST(TwoChannels, EachPlaysItsOwnSamples) {
  const BenchOutput player = ideal_output(OutputKind::player);
  const Recording take =
      output_take(player, two_channels(short_sweep().samples, tone(0.3).samples), "unloaded");
  EXPECT_LT(largest_difference(take.dut, short_sweep().samples), 1e-14);
  EXPECT_LT(largest_difference(take.source, tone(0.3).samples), 1e-14);
}

TEST(TwoChannels, ASilentReferenceIsTheSameAsAnOutputWhoseReferenceIsSilent) {
  BenchOutput player = ideal_output(OutputKind::player);
  player.ground_ohm = 0.5;
  player.crosstalk = 0.01;
  const Recording silent = output_take(player, two_channels(short_sweep().samples, nothing), "33ohm");
  player.reference_silent = true;
  const Recording muted = output_take(player, short_sweep(), "33ohm");
  EXPECT_GT(peak(silent.source), 1e-4);
  EXPECT_LT(largest_difference(silent.source, muted.source), 1e-14);
  EXPECT_LT(largest_difference(silent.dut, muted.dut), 1e-14);
}

TEST(TwoChannels, AddUpWhateverConnectsThem) {
  BenchOutput player = ideal_output(OutputKind::player);
  player.ground_ohm = 0.5;
  player.crosstalk = 0.01;
  player.imbalance_db = 1.0;
  const std::vector<double> sweep = short_sweep().samples;
  const Recording both = output_take(player, two_channels(sweep, tone(0.3).samples), "33ohm");
  const Recording one = output_take(player, two_channels(sweep, nothing), "33ohm");
  const Recording other = output_take(player, two_channels(nothing, tone(0.3).samples), "33ohm");
  EXPECT_LT(largest_difference(both.dut, sum(one.dut, other.dut)), 1e-14);
  EXPECT_LT(largest_difference(both.source, sum(one.source, other.source)), 1e-14);
}

TEST(TwoChannels, AreOneWhereTheInterfaceDrives) {
  const BenchOutput looped = ideal_output(OutputKind::looped);
  const Recording plain = output_take(looped, short_sweep(), "33ohm");
  const Recording other = output_take(looped, two_channels(short_sweep().samples, nothing), "33ohm");
  EXPECT_EQ(plain.source, other.source);
  EXPECT_EQ(plain.dut, other.dut);
}

TEST(TwoChannels, AreEquallyLong) {
  Stimulus stimulus = short_sweep();
  stimulus.reference_samples.resize(17);
  EXPECT_THROW((void)output_take(ideal_output(OutputKind::player), stimulus, "unloaded"), Error);
}

TEST(Player, AMinutesStartIsSilenceAndThenTheWholeStimulus) {
  BenchOutput player = ideal_output(OutputKind::player);
  player.start_s = 60.0;
  const Recording take = output_take(player, short_sweep(), "33ohm");
  const auto start = std::ptrdiff_t{60} * rate;
  const std::vector<double> before(take.dut.begin(), take.dut.begin() + start);
  const std::vector<double> after(take.dut.begin() + start, take.dut.end());
  EXPECT_EQ(peak(before), 0.0);
  ASSERT_GE(after.size(), short_sweep().samples.size());
  EXPECT_LT(largest_difference(after, scaled(short_sweep().samples, 33.0 / 43.0)), 1e-12);
}

TEST(Player, AStartBetweenTwoSamplesDelaysByItsFraction) {
  BenchOutput player = ideal_output(OutputKind::player);
  player.start_s = 0.25 / rate;
  const Stimulus sound = tone_of(1000.0, 0.5);
  const Complex late = phasor(output_take(player, sound, "unloaded").dut, 1000.0);
  EXPECT_LT(std::abs(late / phasor(sound.samples, 1000.0) - std::polar(1.0, -turn * 1000.0 * 0.25 / rate)),
            1e-9);
}

TEST(Player, ASlowClockDoesNotCutTheEndOff) {
  Stimulus clicks = short_sweep();
  clicks.samples.assign(10 * rate, 0.0);
  clicks.samples[clicks.samples.size() - 60] = 0.5;
  BenchOutput player = ideal_output(OutputKind::player);
  player.start_s = 1.5;
  player.clock_offset = -500e-6;
  const Recording take = output_take(player, clicks, "unloaded");
  const auto highest = std::max_element(take.dut.begin(), take.dut.end()) - take.dut.begin();
  const double expected =
      1.5 * rate + static_cast<double>(clicks.samples.size() - 60) / (1.0 + player.clock_offset);
  EXPECT_NEAR(static_cast<double>(highest), expected, 1.0);
  EXPECT_GT(static_cast<double>(take.dut.size()), expected + 0.2 * rate);
}

// ---- what a player does to samples

StereoSamples alike(const Stimulus& stimulus) { return {stimulus.samples, stimulus.samples}; }

TEST(PlayerSound, UntouchedPlaysWhatItIsGiven) {
  const StereoSamples played = processed({tone(0.3).samples, tone(0.1).samples}, {}, rate);
  EXPECT_EQ(played.self, tone(0.3).samples);
  EXPECT_EQ(played.other, tone(0.1).samples);
}

TEST(PlayerSound, AMonoSumPlaysTheMeanOnBothChannels) {
  BenchOutput player = ideal_output(OutputKind::player);
  player.sound.mono_sum = true;
  const Recording take = output_take(player, two_channels(tone(0.3).samples, tone(0.1).samples), "unloaded");
  EXPECT_LT(largest_difference(take.dut, tone(0.2).samples), 1e-14);
  EXPECT_LT(largest_difference(take.source, tone(0.2).samples), 1e-14);
}

TEST(PlayerSound, AMonoSumOfASilentReferenceIsHalfOnBothChannels) {
  BenchOutput player = ideal_output(OutputKind::player);
  player.sound.mono_sum = true;
  player.reference_silent = true;
  const Recording take = output_take(player, tone(0.3), "unloaded");
  EXPECT_LT(largest_difference(take.dut, tone(0.15).samples), 1e-14);
  EXPECT_LT(largest_difference(take.source, tone(0.15).samples), 1e-14);
}

double gain_db(const StereoSamples& played, const Stimulus& stimulus, double hz) {
  return 20.0 * std::log10(std::abs(phasor(played.self, hz) / phasor(stimulus.samples, hz)));
}

TEST(PlayerSound, LoudnessLiftsTheBassOfQuietPassagesOnly) {
  PlayerSound sound;
  sound.loudness_db = 12.0;
  const auto lift = [&](double hz, double amplitude) {
    const Stimulus stimulus = tone_of(hz, amplitude);
    return gain_db(processed(alike(stimulus), sound, rate), stimulus, hz);
  };
  EXPECT_NEAR(lift(10.0, 0.01), 12.0, 0.1);
  EXPECT_NEAR(lift(10.0, 0.1), 6.0, 0.1);
  EXPECT_NEAR(lift(10.0, 1.0), 0.0, 1e-9);
  EXPECT_NEAR(lift(5000.0, 0.01), 0.0, 0.1);
}

TEST(PlayerSound, EveryPassageHasItsOwnLoudness) {
  PlayerSound sound;
  sound.loudness_db = 12.0;
  const Stimulus quiet = tone_of(30.0, 0.01);
  const Stimulus loud = tone_of(30.0, 1.0);
  std::vector<double> joined = quiet.samples;
  joined.resize(joined.size() + rate / 2);
  joined.insert(joined.end(), loud.samples.begin(), loud.samples.end());
  const std::vector<double> played = processed({joined, joined}, sound, rate).self;
  const std::vector<double> alone = processed(alike(quiet), sound, rate).self;
  EXPECT_NEAR(std::abs(phasor(played, 30.0)), std::abs(phasor(alone, 30.0)), 1e-12);
  EXPECT_NEAR(std::abs(phasor(played, 30.0, rate * 18 / 10)), 1.0, 1e-4);
}

TEST(PlayerSound, AnEqualiserBandHasItsGainWhereItIsSet) {
  const auto gain = [](FilterShape shape, double hz) {
    PlayerSound sound;
    sound.equaliser = {{shape, 1000.0, 6.0, 0.7071}};
    const Stimulus stimulus = tone_of(hz, 0.1);
    return gain_db(processed(alike(stimulus), sound, rate), stimulus, hz);
  };
  EXPECT_NEAR(gain(FilterShape::peak, 1000.0), 6.0, 1e-3);
  EXPECT_NEAR(gain(FilterShape::peak, 20.0), 0.0, 0.02);
  EXPECT_NEAR(gain(FilterShape::low_shelf, 20.0), 6.0, 0.01);
  EXPECT_NEAR(gain(FilterShape::low_shelf, 1000.0), 3.0, 1e-3);
  EXPECT_NEAR(gain(FilterShape::low_shelf, 18000.0), 0.0, 0.02);
  EXPECT_NEAR(gain(FilterShape::high_shelf, 20.0), 0.0, 0.01);
  EXPECT_NEAR(gain(FilterShape::high_shelf, 1000.0), 3.0, 1e-3);
  EXPECT_NEAR(gain(FilterShape::high_shelf, 18000.0), 6.0, 0.02);
}

TEST(PlayerSound, ACompressorPassesOneDecibelInItsRatioAboveItsThreshold) {
  PlayerSound sound;
  sound.automatic_gain = AutomaticGain{0.1, 4.0, 1e-4, 5.0, 0.0};
  const auto level = [&](double amplitude) {
    const Stimulus stimulus = tone_of(1000.0, amplitude);
    return std::abs(phasor(processed(alike(stimulus), sound, rate).self, 1000.0));
  };
  EXPECT_NEAR(level(0.05), 0.05, 1e-9) << "below its threshold it does nothing";
  EXPECT_NEAR(20 * std::log10(level(0.8) / level(0.2)), 20 * std::log10(4.0) / 4.0, 0.1);
}

TEST(PlayerSound, AutomaticGainLiftsQuietPassagesUpToItsLimit) {
  PlayerSound sound;
  sound.automatic_gain = AutomaticGain{0.5, 100.0, 1e-4, 5.0, 20.0};
  const Stimulus quiet = tone_of(1000.0, 0.1);
  const double lifted = std::abs(phasor(processed(alike(quiet), sound, rate).self, 1000.0));
  EXPECT_NEAR(lifted, 0.5, 0.02);
  const Stimulus quieter = tone_of(1000.0, 0.001);
  EXPECT_NEAR(std::abs(phasor(processed(alike(quieter), sound, rate).self, 1000.0)), 0.01, 1e-4);
}

TEST(PlayerSound, BothChannelsShareOneAutomaticGain) {
  PlayerSound sound;
  sound.automatic_gain = AutomaticGain{0.1, 4.0, 0.01, 0.3, 0.0};
  const StereoSamples played = processed({tone(0.8).samples, tone(0.4).samples}, sound, rate);
  EXPECT_LT(largest_difference(played.self, scaled(played.other, 2.0)), 1e-14);
}

}  // namespace
}  // namespace ohmsweep
