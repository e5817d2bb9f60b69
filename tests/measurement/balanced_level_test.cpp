#include "ohmsweep/measurement/balanced_level.h"

#include <gmock/gmock.h>

#include <random>

#include "measurement/simulated_tone.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

/// The dut input shows this much more than the source input.
constexpr double gain_ratio = 0.8;

/// Hot and cold in volts of the source channel, as shares of the played sound.
Recording take_of(const LevelProbe& probe, double hot, double cold) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal(0.0, 1e-6);
  Recording take;
  take.sample_rate = 48000;
  for (const double sample : probe.stimulus.samples) {
    take.source.push_back(hot * sample + normal(random));
    take.dut.push_back(gain_ratio * cold * sample + normal(random));
  }
  return take;
}

ProbeReading reading_of(double hot, double cold) {
  const LevelProbe probe = level_probe(Decibels(-20.0), 48000);
  return read_balanced_probe(take_of(probe, hot, cold), probe, {{gain_ratio, 0.0}, true});
}

/// Whatever both contacts have in common is not between them.
TEST(BalancedLevel, IsHotMinusColdInTheDutChannelsUnits) {
  for (const double common : {-0.2, 0.0, 0.3}) {
    const ProbeReading reading = reading_of(0.25 + common, -0.35 + common);
    for (const ToneReading& tone : reading.dut.tones) {
      EXPECT_NEAR(tone.size(), 0.1 * gain_ratio * 0.6, 1e-5) << common;
    }
  }
}

TEST(BalancedLevel, KeepsThePeaksOfItsInputs) {
  const ProbeReading reading = reading_of(0.5, -0.5);
  EXPECT_NEAR(reading.dut.peak_dbfs, -20.0 + 20.0 * std::log10(0.5 * gain_ratio), 0.01);
}

TEST(BalancedLevel, OfAColdContactThatIsNotDrivenIsThatOfHot) {
  EXPECT_NEAR(reading_of(0.5, 0.0).dut.tones.at(1).size(), 0.1 * gain_ratio * 0.5, 1e-5);
}

TEST(BalancedLevel, OfOneSignalOnBothInputsIsRefused) {
  EXPECT_THROW((void)reading_of(0.5, 0.5), Error);
  EXPECT_THROW((void)reading_of(0.5, 0.48), Error);
}

std::string refusal(double source, double dut) {
  SimulatedTone tone;
  tone.frequency_hz = balance_tone.value();
  tone.source = source;
  tone.dut = dut;
  try {
    (void)gains_on_one_contact(hear_steady(tone.take(1), balance_tone));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return "accepted";
}

TEST(BalancedLevel, ComparesInputsOnOneContactOnly) {
  EXPECT_EQ(refusal(0.3, 0.24), "accepted");
  EXPECT_THAT(refusal(0.3, -0.3), HasSubstr("opposite sign"));
  EXPECT_THAT(refusal(0.3, 0.01), HasSubstr("different signals"));
  EXPECT_THAT(refusal(0.3, 0.0), HasSubstr("dut channel hears nothing"));
}

TEST(BalancedLevel, OfTheInputsGainsTakesHalfOfTheirUncertainty) {
  const Uncertain scale = between_scale({5.0, 0.0}, {{1.0, 0.06}, false});
  EXPECT_DOUBLE_EQ(scale.value, 5.0);
  EXPECT_NEAR(scale.standard_uncertainty, 0.15, 1e-12);
}

TEST(BalancedLevel, HasNoNoiseWhereAnInputIsMuted) {
  Recording take;
  take.sample_rate = 48000;
  take.source.assign(100, 0.0);
  take.dut = {};
  for (int n = 0; n < 100; ++n) take.dut.push_back(1e-4 * (n % 7));
  EXPECT_THROW(check_both_contacts(take, "noise"), Error);
}

}  // namespace
}  // namespace ohmsweep
