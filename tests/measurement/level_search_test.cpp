#include "ohmsweep/measurement/level_search.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "measurement/simulated_input.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

LevelLimits up_to(double dbfs) {
  LevelLimits limits;
  limits.max_level = Decibels(dbfs);
  return limits;
}

/// The levels that were played and what came of them.
struct Searched {
  std::vector<double> played;
  LevelVerdict verdict;
};

Searched search(const SimulatedInputs& inputs, const LevelLimits& limits) {
  LevelSearch search(limits);
  Searched searched;
  while (const auto level = search.next()) {
    searched.played.push_back(level->value());
    search.add(inputs.read(*level, static_cast<unsigned>(searched.played.size())));
  }
  searched.verdict = search.verdict();
  return searched;
}

double amplitude(double dbfs) { return decibels_to_amplitude(Decibels(dbfs)); }

TEST(LevelSearch, OfCleanInputsEndsAtTheBound) {
  SimulatedInputs inputs;
  inputs.noise_rms = 1e-5;
  const Searched searched = search(inputs, up_to(-12.0));
  EXPECT_EQ(searched.verdict.stopped_by, StoppedBy::bound);
  EXPECT_EQ(searched.verdict.level, Decibels(-12.0));
  EXPECT_EQ(searched.played.front(), -50.0);
  EXPECT_EQ(searched.played.back(), -12.0);
  EXPECT_THAT(searched.verdict.reason, HasSubstr("-12.0 dBFS"));
}

TEST(LevelSearch, AtFullScaleKeepsTheMarginToIt) {
  const Searched searched = search({}, up_to(-1.0));
  EXPECT_EQ(searched.verdict.stopped_by, StoppedBy::bound);
  EXPECT_NEAR(searched.verdict.level.value_or(Decibels(0.0)).value(), -3.0, 0.11);
}

TEST(LevelSearch, FindsWhereAnInputReachesFullScale) {
  SimulatedInputs inputs;
  inputs.noise_rms = 1e-5;
  inputs.law = cut_off_at(1.0);
  for (const double gain_db : {3.0, 8.5, 17.3}) {
    inputs.source_gain = amplitude(gain_db);
    const Searched searched = search(inputs, up_to(0.0));
    EXPECT_EQ(searched.verdict.stopped_by, StoppedBy::clipping) << gain_db;
    EXPECT_THAT(searched.verdict.reason, HasSubstr("source"));
    ASSERT_TRUE(searched.verdict.level.has_value());
    EXPECT_LE(searched.verdict.level->value(), -gain_db - 3.0);
    EXPECT_GE(searched.verdict.level->value(), -gain_db - 4.2);
  }
}

TEST(LevelSearch, FindsFlatTopsFarBelowFullScale) {
  SimulatedInputs inputs;
  inputs.noise_rms = 0.0;
  inputs.dut_gain = 2.0;
  inputs.law = cut_off_at(amplitude(-20.0));
  const Searched searched = search(inputs, up_to(0.0));
  EXPECT_EQ(searched.verdict.stopped_by, StoppedBy::clipping);
  EXPECT_THAT(searched.verdict.reason, HasSubstr("dut"));
  ASSERT_TRUE(searched.verdict.level.has_value());
  EXPECT_LE(searched.verdict.level->value(), -26.02 - 2.9);
  EXPECT_GE(searched.verdict.level->value(), -26.02 - 6.2);
}

TEST(LevelSearch, FindsAnAnalogueStageThatClipsUnderTheConvertersNoise) {
  SimulatedInputs inputs;
  inputs.converter_noise_rms = 1e-4;
  inputs.law = cut_off_at(amplitude(-20.0));
  const Searched searched = search(inputs, up_to(0.0));
  EXPECT_NE(searched.verdict.stopped_by, StoppedBy::bound);
  ASSERT_TRUE(searched.verdict.level.has_value());
  EXPECT_LE(searched.verdict.level->value(), -20.0 - 2.9);
  EXPECT_GE(searched.verdict.level->value(), -20.0 - 6.2);
}

TEST(LevelSearch, StopsAtTheFirstFaultyStep) {
  SimulatedInputs inputs;
  inputs.law = cut_off_at(amplitude(-30.0));
  const Searched searched = search(inputs, up_to(0.0));
  EXPECT_GT(searched.played.back(), -30.0);
  EXPECT_LE(searched.played.back(), -27.0);
  EXPECT_LE(searched.played[searched.played.size() - 2], -30.0);
}

TEST(LevelSearch, FindsASoftCompressor) {
  SimulatedInputs inputs;
  inputs.noise_rms = 1e-6;
  inputs.law = [](double sample) { return 0.3 * std::tanh(sample / 0.3); };
  const Searched searched = search(inputs, up_to(0.0));
  EXPECT_THAT(searched.verdict.stopped_by, ::testing::AnyOf(StoppedBy::compression, StoppedBy::distortion));
  // tanh loses 0.05 dB at x = 0.15 of its range: 0.045, or -27 dBFS
  EXPECT_LT(searched.played.back(), -23.0);
  EXPECT_GE(searched.verdict.highest_clean.value_or(Decibels(-99.0)).value(), -30.0);
}

TEST(LevelSearch, FindsAnAutomaticGain) {
  LevelSearch search(up_to(0.0));
  while (const auto level = search.next()) {
    SimulatedInputs inputs;
    const double over = std::max(0.0, level->value() + 30.0);
    inputs.source_gain = amplitude(-0.5 * over);
    inputs.dut_gain = 0.5 * inputs.source_gain;
    search.add(inputs.read(*level));
  }
  EXPECT_EQ(search.verdict().stopped_by, StoppedBy::compression);
  EXPECT_THAT(search.verdict().reason, HasSubstr("compresses"));
  EXPECT_LE(search.verdict().level.value_or(Decibels(0.0)), Decibels(-32.0));
}

TEST(LevelSearch, FindsDistortionThatDoesNotCompress) {
  SimulatedInputs inputs;
  inputs.noise_rms = 1e-5;
  inputs.law = [](double sample) { return sample + 0.2 * sample * sample; };
  // second harmonic 0.1 A: 1 % at A = 0.1, or -20 dBFS
  const Searched searched = search(inputs, up_to(0.0));
  EXPECT_EQ(searched.verdict.stopped_by, StoppedBy::distortion);
  ASSERT_TRUE(searched.verdict.level.has_value());
  EXPECT_NEAR(searched.verdict.level->value(), -23.5, 1.0);
}

TEST(LevelSearch, TakesNoNoiseForDistortionOrCompression) {
  SimulatedInputs inputs;
  inputs.noise_rms = 1e-3;
  inputs.hum_rms = 3e-3;
  inputs.dut_gain = 0.02;
  EXPECT_EQ(search(inputs, up_to(-12.0)).verdict.stopped_by, StoppedBy::bound);
}

TEST(LevelSearch, DoesNotGoOnAgainstSilence) {
  SimulatedInputs inputs;
  inputs.source_gain = inputs.dut_gain = 0.0;
  inputs.noise_rms = 1e-5;
  const Searched searched = search(inputs, up_to(0.0));
  EXPECT_EQ(searched.verdict.stopped_by, StoppedBy::silence);
  EXPECT_FALSE(searched.verdict.level.has_value());
  EXPECT_LE(searched.played.back(), -38.0);
}

TEST(LevelSearch, HasNoLevelWhereTheFirstIsNotClean) {
  SimulatedInputs inputs;
  inputs.source_gain = 1000.0;
  inputs.law = cut_off_at(1.0);
  const Searched searched = search(inputs, up_to(0.0));
  EXPECT_EQ(searched.played.size(), 1U);
  EXPECT_EQ(searched.verdict.stopped_by, StoppedBy::clipping);
  EXPECT_FALSE(searched.verdict.level.has_value());
}

TEST(LevelSearch, BeginsAtABoundBelowItsStart) {
  const Searched searched = search({}, up_to(-63.0));
  EXPECT_THAT(searched.played, ::testing::ElementsAre(-63.0));
  EXPECT_EQ(searched.verdict.level, Decibels(-63.0));
}

/// A reading as a linear rig gives it, without any sound; from `clips_at` on the dut channel is cut off.
ProbeReading linear_reading(Decibels level, double gain_db, double clips_at) {
  const double size = decibels_to_amplitude(level + Decibels(gain_db));
  const double peak = std::min(level.value() + gain_db, clips_at);
  const ProbedInput input{peak, level.value() + gain_db > clips_at ? 10U : 0U, {{997.0, size, 0.0, 0.0}}};
  return {input, input, 0.0};
}

RC_GTEST_PROP(LevelSearch, NeverExceedsABoundNorStepsUpTooFar, ()) {
  const auto between = [](double low, double high) {
    return low + (high - low) * (*rc::gen::inRange(0, 10001) / 1e4);
  };
  LevelLimits limits;
  if (*rc::gen::arbitrary<bool>()) limits.max_level = Decibels(between(-90.0, 0.0));
  if (*rc::gen::arbitrary<bool>()) {
    limits.volts = OutputVoltage{between(0.01, 20.0), between(1.0, 1000.0)};
    if (*rc::gen::arbitrary<bool>()) limits.max_voltage_vrms = between(0.001, 20.0);
    limits.max_power_w = between(1e-9, 0.1);
  }
  const double gain_db = between(-40.0, 40.0);
  const double clips_at = between(-20.0, 0.0);
  LevelSearch search(limits);
  double before = -50.0;
  int steps = 0;
  const auto within = [&](Decibels level) {
    RC_ASSERT(level <= limits.max_level.value_or(limits.volts ? Decibels(0.0) : Decibels(-12.0)));
    if (!limits.volts) return;
    const double volts = limits.volts->full_scale_vrms * std::pow(10.0, level.value() / 20.0);
    RC_ASSERT(volts <= limits.max_voltage_vrms.value_or(100.0) * (1.0 + 1e-9));
    RC_ASSERT(volts * volts / (4.0 * limits.volts->reference_ohm) <= limits.max_power_w * (1.0 + 1e-9));
  };
  while (const auto level = search.next()) {
    within(*level);
    RC_ASSERT(level->value() <= before + 3.0 + 1e-12);
    RC_ASSERT(++steps < 100);
    before = level->value();
    search.add(linear_reading(*level, gain_db, clips_at));
  }
  const LevelVerdict verdict = search.verdict();
  RC_ASSERT(!verdict.reason.empty());
  if (!verdict.level) return;
  within(*verdict.level);
  RC_ASSERT(verdict.level->value() + gain_db <= clips_at);
}

}  // namespace
}  // namespace ohmsweep
