#include "ohmsweep/measurement/level_probe.h"

#include <gmock/gmock.h>

#include "measurement/simulated_input.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/clipping.h"

namespace ohmsweep {
namespace {

TEST(LevelProbe, PeaksAtItsLevelWithinSilence) {
  for (const int rate : {8000, 44100, 48000, 96000, 192000}) {
    const LevelProbe probe = level_probe(Decibels(-20.0), rate);
    EXPECT_LE(peak_of(probe.stimulus.samples), 0.1 + 1e-12);
    EXPECT_GT(peak_of(probe.stimulus.samples), 0.0999) << rate;
    EXPECT_EQ(probe.stimulus.samples.front(), 0.0);
    EXPECT_EQ(probe.stimulus.samples.back(), 0.0);
    EXPECT_EQ(probe.tones.size(), rate > 8000 ? 3U : 2U);
    EXPECT_LT(probe.stimulus.samples.size(), 1.5 * rate);
  }
}

TEST(LevelProbe, BeginsWithoutAJump) {
  const LevelProbe probe = level_probe(Decibels(0.0), 48000);
  const auto& samples = probe.stimulus.samples;
  const auto first = static_cast<std::size_t>(probe.stimulus.sweep.lead_in.value() * 48000);
  EXPECT_LT(std::abs(samples[first + 48]), 0.01);
  for (std::size_t n = first; n < first + 480; ++n) EXPECT_LT(std::abs(samples[n] - samples[n - 1]), 0.012);
}

TEST(ProbeReading, FindsToneAmplitudesWhateverTheDelay) {
  for (const std::size_t delay : {0U, 1U, 5000U, 30000U}) {
    SimulatedInputs inputs;
    inputs.delay = delay;
    const ProbeReading reading = inputs.read(Decibels(-20.0));
    EXPECT_NEAR(reading.delay_s, static_cast<double>(delay) / 48000, 1e-9);
    for (const ToneReading& tone : reading.source.tones) EXPECT_NEAR(tone.size(), 0.1, 1e-9);
    for (const ToneReading& tone : reading.dut.tones) EXPECT_NEAR(tone.size(), 0.05, 1e-9);
  }
}

TEST(ProbeReading, StatesAFloorThatNoiseAndHumKeepBelow) {
  SimulatedInputs inputs;
  inputs.noise_rms = 1e-3;
  inputs.hum_rms = 1e-3;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const ProbeReading reading = inputs.read(Decibels(-40.0), seed);
    for (const ToneReading& tone : reading.source.tones) {
      EXPECT_LT(std::abs(tone.size() - 0.01), tone.floor);
      EXPECT_LT(tone.floor, 1e-3);
      EXPECT_LT(tone.harmonics, tone.floor);
    }
  }
}

TEST(ProbeReading, SeesTheHarmonicsOfACube) {
  SimulatedInputs inputs;
  inputs.law = [](double sample) { return sample + 0.4 * sample * sample * sample; };
  const ProbeReading reading = inputs.read(Decibels(-20.0));
  const double third = 0.4 * 1e-3 / 4.0;
  for (const ToneReading& tone : reading.source.tones) {
    EXPECT_NEAR(tone.harmonics, third - 1.0 / 65536.0, 1e-7) << tone.frequency_hz;
  }
}

TEST(ProbeReading, HearsNothingInNoiseAlone) {
  SimulatedInputs inputs;
  inputs.source_gain = inputs.dut_gain = 0.0;
  inputs.noise_rms = 1e-3;
  for (unsigned seed = 1; seed <= 20; ++seed) EXPECT_FALSE(heard(inputs.read(Decibels(-20.0), seed).source));
}

TEST(ProbeReading, KnowsTheImpedanceBehindTheReference) {
  SimulatedInputs inputs;
  inputs.dut_gain = 32.0 / 132.0;
  EXPECT_NEAR(apparent_impedance_ohm(inputs.read(Decibels(-20.0)), 100.0).value_or(0.0), 32.0, 1e-6);
  inputs.dut_gain = 1.0;
  EXPECT_FALSE(apparent_impedance_ohm(inputs.read(Decibels(-20.0)), 100.0).has_value());
}

TEST(ProbeReading, RefusesATakeThatIsTooShortOrOfAnotherRate) {
  const LevelProbe probe = level_probe(Decibels(-20.0), 48000);
  Recording take = SimulatedInputs{}.play(probe);
  take.sample_rate = 44100;
  EXPECT_THROW((void)read_probe(take, probe), Error);
  take.sample_rate = 48000;
  take.source.resize(20000);
  take.dut.resize(20000);
  EXPECT_THROW((void)read_probe(take, probe), Error);
}

}  // namespace
}  // namespace ohmsweep
