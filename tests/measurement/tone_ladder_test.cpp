#include "ohmsweep/measurement/tone_ladder.h"

#include <gmock/gmock.h>

#include "measurement/simulated_cable.h"
#include "measurement/simulated_rig.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

constexpr int rate = 48000;

LadderReading read(const test::SimulatedCable& cable, double level_dbfs = -12.0) {
  const ToneLadder ladder = tone_ladder(Decibels(level_dbfs), rate);
  return read_ladder(test::through(cable, ladder.stimulus), ladder);
}

double decibels(double ratio) { return 20.0 * std::log10(ratio); }

TEST(ToneLadder, BeginsQuietAndRisesInSmallSteps) {
  for (const double level : {-60.0, -50.0, -45.0, -12.0, 0.0}) {
    const ToneLadder ladder = tone_ladder(Decibels(level), rate);
    EXPECT_LE(ladder.steps.front().level_dbfs, -50.0) << level;
    EXPECT_EQ(ladder.steps.back().level_dbfs, ladder.steps.front().level_dbfs) << level;
    EXPECT_DOUBLE_EQ(ladder.steps[ladder.steps.size() - 2].level_dbfs, level);
    for (std::size_t i = 1; i < ladder.steps.size(); ++i) {
      EXPECT_LE(ladder.steps[i].level_dbfs - ladder.steps[i - 1].level_dbfs, 10.0 + 1e-9) << level;
    }
    double peak = 0.0;
    for (const double sample : ladder.stimulus.samples) peak = std::max(peak, std::abs(sample));
    EXPECT_NEAR(decibels(peak), level, 0.01);
  }
}

TEST(ToneLadder, FindsTheDelay) {
  for (const std::size_t latency : {0UL, 1UL, 1187UL, 30000UL}) {
    test::SimulatedCable cable;
    cable.latency = latency;
    EXPECT_NEAR(read(cable).delay_s * rate, static_cast<double>(latency), 60.0) << latency;
  }
}

TEST(ToneLadder, MeasuresEachInputsLevel) {
  const LadderReading reading = read({});
  EXPECT_NEAR(decibels(reading.source.loudest().amplitude), -12.0 + decibels(0.8), 0.001);
  EXPECT_NEAR(decibels(reading.dut.loudest().amplitude), -12.0 + decibels(0.78), 0.001);
  EXPECT_TRUE(heard(reading.source));
  EXPECT_NEAR(gain_movement_db(reading.source), 0.0, 0.005);
}

TEST(ToneLadder, FindsHarmonicsOfASquareAndACubicLaw) {
  test::SimulatedCable cable;
  cable.second = 0.02;
  cable.third = 0.1;
  const LadderReading reading = read(cable);
  const double amplitude = 0.8 * 0.2512;
  const HeardTone& loudest = reading.source.loudest();
  EXPECT_NEAR(loudest.second, 0.02 * amplitude / 2.0, 2e-5);
  EXPECT_NEAR(loudest.third, 0.1 * amplitude * amplitude / 4.0, 2e-5);
  EXPECT_NEAR(loudest.total, std::hypot(loudest.second, loudest.third), 1e-5);
  EXPECT_GE(loudest.total_bound, loudest.total);
  const HeardTone& step_below = reading.source.steps[reading.source.steps.size() - 3];
  const double down = decibels(step_below.second / loudest.second);
  EXPECT_NEAR(down, step_below.level_dbfs + 12.0, 0.5) << "a square law's harmonic falls with the level";
}

TEST(ToneLadder, TakesNoNoiseForAHarmonic) {
  int found = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    test::SimulatedCable cable;
    cable.noise_rms = 1e-4;
    cable.hum_rms = 1e-3;
    cable.seed = seed;
    for (const HeardTone& tone : read(cable).source.steps) {
      if (tone.total > 0.0) ++found;
      EXPECT_GT(tone.total_bound, 0.0);
    }
  }
  EXPECT_LE(found, 2) << "of 60 steps with four harmonics each";
}

TEST(ToneLadder, NoticesAGainThatMovesWithTheLevel) {
  const ToneLadder ladder = tone_ladder(Decibels(-12.0), rate);
  Recording take = test::through({}, ladder.stimulus);
  test::ride_gain(take.dut, 0.1, 0.1, 0.3, rate);
  const LadderReading reading = read_ladder(take, ladder);
  EXPECT_NEAR(gain_movement_db(reading.source), 0.0, 0.005);
  EXPECT_GT(std::abs(gain_movement_db(reading.dut)), 1.0);
}

TEST(ToneLadder, HearsNothingOfAMissingCable) {
  test::SimulatedCable cable;
  cable.dut_gain = 0.0;
  const LadderReading reading = read(cable);
  EXPECT_TRUE(heard(reading.source));
  EXPECT_FALSE(heard(reading.dut));
}

TEST(ToneLadder, MeasuresNoiseBandByBand) {
  test::SimulatedCable cable;
  cable.noise_rms = 1e-4;
  const LadderReading reading = read(cable);
  for (const NoiseBand& band : reading.noise.source.bands) {
    const double width = band.centre_hz * (std::sqrt(2.0) - std::sqrt(0.5));
    const double expected = -80.0 + 10.0 * std::log10(width / (rate / 2.0));
    const double cells = 2.5 * width;
    EXPECT_NEAR(band.rms_dbfs, expected, 26.0 / std::sqrt(cells) + 0.1) << band.centre_hz;
  }
  EXPECT_EQ(reading.noise.mains_hz, 0.0);
}

TEST(ToneLadder, MeasuresHumAndItsFrequency) {
  for (const double hz : {49.93, 50.02, 60.05}) {
    test::SimulatedCable cable;
    cable.hum_rms = 1e-3;
    cable.hum_hz = hz;
    cable.dc = 0.01;
    const LadderReading reading = read(cable);
    EXPECT_NEAR(reading.noise.source.hum_dbfs, -60.0, 0.2);
    EXPECT_NEAR(reading.noise.mains_hz, hz, 0.01);
    EXPECT_NEAR(reading.noise.dut.dc, 0.01, 1e-4);
  }
}

TEST(ToneLadder, RefusesATakeThatIsCutOff) {
  const ToneLadder ladder = tone_ladder(Decibels(-12.0), rate);
  Recording take = test::through({}, ladder.stimulus);
  take.source.resize(rate);
  take.dut.resize(rate);
  EXPECT_THROW((void)read_ladder(take, ladder), Error);
}

}  // namespace
}  // namespace ohmsweep
