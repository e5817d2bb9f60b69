#include "ohmsweep/measurement/steady_hearing.h"

#include <gmock/gmock.h>

#include "measurement/simulated_tone.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

TEST(SteadyHearing, FindsBothAmplitudesOfTheLoudStretch) {
  const SteadyHearing heard = hear_steady(SimulatedTone{}.take(), Hertz(220.0));
  EXPECT_NEAR(heard.source.amplitude, 0.5, 1e-6);
  EXPECT_NEAR(heard.dut.amplitude, 0.25, 1e-6);
  EXPECT_NEAR(std::abs(heard.ratio), 0.5, 2e-6);
  EXPECT_GE(heard.from_s, 0.6);
  EXPECT_LE(heard.to_s, 2.8);
  EXPECT_GE(heard.to_s - heard.from_s, 2.0);
}

TEST(SteadyHearing, DoesNotMindTheClockOfAPlayer) {
  SimulatedTone tone;
  for (const double ppm : {-300.0, 100.0, 300.0}) {
    tone.frequency_hz = 220.0 * (1.0 + 1e-6 * ppm);
    const SteadyHearing heard = hear_steady(tone.take(), Hertz(220.0));
    EXPECT_NEAR(heard.frequency_hz, tone.frequency_hz, 1e-4);
    EXPECT_NEAR(heard.source.amplitude, 0.5, 5e-6) << ppm;
  }
}

TEST(SteadyHearing, StatesItsErrorFromTheNoise) {
  SimulatedTone tone;
  tone.dut = 1e-4;
  tone.noise_rms = 1e-4;
  tone.ends_s = 1.8;
  double squares = 0.0;
  double stated = 0.0;
  double ratio_squares = 0.0;
  double ratio_stated = 0.0;
  constexpr unsigned takes = 25;
  for (unsigned seed = 1; seed <= takes; ++seed) {
    const SteadyHearing heard = hear_steady(tone.take(seed), Hertz(220.0));
    squares += std::pow(heard.dut.amplitude - 1e-4, 2) / takes;
    stated += heard.dut.error / takes;
    ratio_squares += std::norm(heard.ratio - 2e-4) / takes;
    ratio_stated += heard.ratio_variance / takes;
    EXPECT_TRUE(heard.dut.heard());
  }
  EXPECT_GT(stated, 0.6 * std::sqrt(squares));
  EXPECT_LT(stated, 1.7 * std::sqrt(squares));
  EXPECT_GT(ratio_stated, 0.4 * ratio_squares);
}

TEST(SteadyHearing, ToldWhatElseIsThere) {
  SimulatedTone tone;
  tone.hum_rms = 0.25 / std::numbers::sqrt2 * 0.1;  // a tenth of the dut channel's tone
  const SteadyHearing heard = hear_steady(tone.take(), Hertz(220.0));
  EXPECT_NEAR(heard.dut.foreign, 0.1, 0.002);
  EXPECT_NEAR(heard.dut.hum, 0.1, 0.01);
  EXPECT_NEAR(heard.source.foreign, 0.05, 0.001);
}

TEST(SteadyHearing, OfOneInputAloneHearsTheOtherNot) {
  SimulatedTone tone;
  tone.dut = 0.0;
  const SteadyHearing heard = hear_steady(tone.take(), Hertz(220.0));
  EXPECT_TRUE(heard.source.heard());
  EXPECT_FALSE(heard.dut.heard());
}

TEST(SteadyHearing, OfATakeTooShortOrSilentIsRefused) {
  SimulatedTone brief;
  brief.ends_s = 0.65;
  EXPECT_THROW((void)hear_steady(brief.take(), Hertz(220.0)), Error);
  Recording silent;
  silent.sample_rate = 48000;
  silent.source.assign(96000, 0.0);
  silent.dut = silent.source;
  EXPECT_THROW((void)hear_steady(silent, Hertz(220.0)), Error);
}

}  // namespace
}  // namespace ohmsweep
