#include "ohmsweep/measurement/input_levels.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmsweep {
namespace {

constexpr int rate = 48000;
constexpr double turn = 2.0 * std::numbers::pi;

std::vector<double> sine(double amplitude, double hz, double seconds = 1.0, double phase = 0.3) {
  std::vector<double> samples(static_cast<std::size_t>(seconds * rate));
  for (std::size_t n = 0; n < samples.size(); ++n) {
    samples[n] = amplitude * std::sin(turn * hz * static_cast<double>(n) / rate + phase);
  }
  return samples;
}

std::vector<double> noise(double rms, double seconds = 1.0, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0.0, rms);
  std::vector<double> samples(static_cast<std::size_t>(seconds * rate));
  for (double& sample : samples) sample = normal(random);
  return samples;
}

std::vector<double> operator+(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t n = 0; n < a.size(); ++n) a[n] += b[n];
  return a;
}

std::vector<double> operator*(double factor, std::vector<double> samples) {
  for (double& sample : samples) sample *= factor;
  return samples;
}

TEST(InputLevels, OfASineWithNoiseAreItsPeakRmsAndSnr) {
  const auto signal = sine(0.5, 997.0) + noise(1e-4);
  const InputLevels levels = input_levels(signal, 0.25 * signal, rate, Hertz(997.0));
  EXPECT_NEAR(levels.source.peak_dbfs, -6.02, 0.01);
  EXPECT_NEAR(levels.source.rms_dbfs, -9.03, 0.01);
  ASSERT_TRUE(levels.source.snr_db.has_value());
  EXPECT_NEAR(*levels.source.snr_db, 20.0 * std::log10(0.5 / std::sqrt(2.0) / 1e-4), 0.1);
  EXPECT_NEAR(levels.dut.peak_dbfs, -18.06, 0.01);
  EXPECT_EQ(levels.source.clipped_samples, 0U);
  EXPECT_NEAR(levels.ratio.value_or(0.0), 0.25, 1e-12);
}

TEST(InputLevels, SnrSurvivesAClockThatIsAHundredPpmOff) {
  const auto signal = sine(0.5, 997.0 * (1.0 + 1e-4)) + noise(1e-4);
  const InputLevels levels = input_levels(signal, signal, rate, Hertz(997.0));
  EXPECT_NEAR(levels.source.snr_db.value_or(0.0), 70.97, 0.2);
}

TEST(InputLevels, TakeTheRatioFromTheToneWhereOneIsKnown) {
  const auto source = sine(0.1, 997.0);
  const auto dut = sine(0.05, 997.0) + noise(0.05);
  EXPECT_NEAR(input_levels(source, dut, rate, Hertz(997.0)).ratio.value_or(0.0), 0.5, 0.02);
  EXPECT_GT(input_levels(source, dut, rate).ratio.value_or(0.0), 0.6);
}

TEST(InputLevels, WithoutAToneHaveNoSnr) {
  EXPECT_FALSE(input_levels(noise(0.1), noise(0.1), rate).source.snr_db.has_value());
}

TEST(InputLevels, OfSilenceAreMinusInfinityAndHaveNoRatio) {
  const std::vector<double> silence(rate);
  const InputLevels levels = input_levels(silence, silence, rate, Hertz(997.0));
  EXPECT_EQ(levels.source.peak_dbfs, silent_dbfs);
  EXPECT_EQ(levels.source.rms_dbfs, silent_dbfs);
  EXPECT_EQ(levels.source.hum_dbfs, silent_dbfs);
  EXPECT_EQ(levels.mains_hz, 0.0);
  EXPECT_FALSE(levels.source.snr_db.has_value());
  EXPECT_FALSE(levels.ratio.has_value());
}

TEST(InputLevels, SeparateDcFromRms) {
  std::vector<double> signal = sine(0.1, 997.0);
  for (double& sample : signal) sample += 0.02;
  const InputLevels levels = input_levels(signal, signal, rate);
  EXPECT_NEAR(levels.source.dc, 0.02, 1e-9);
  EXPECT_NEAR(levels.source.rms_dbfs, -23.01, 0.01);
  EXPECT_NEAR(levels.source.peak_dbfs, 20.0 * std::log10(0.12), 0.01);
}

TEST(InputLevels, FindTheMainsFamilyAndItsLevelBesideATone) {
  for (const double mains : {50.0, 60.0}) {
    const double off_nominal = 1.001 * mains;
    const auto hum = sine(1e-3, off_nominal) + sine(5e-4, 3 * off_nominal) + sine(3e-4, 5 * off_nominal);
    const auto signal = sine(0.3, 997.0) + hum + noise(1e-5);
    const InputLevels levels = input_levels(signal, noise(1e-5), rate, Hertz(997.0));
    EXPECT_EQ(levels.mains_hz, mains);
    EXPECT_NEAR(levels.source.hum_dbfs.value_or(0.0), 10.0 * std::log10((1e-6 + 25e-8 + 9e-8) / 2.0), 0.3);
    EXPECT_EQ(levels.dut.hum_dbfs, silent_dbfs);
  }
}

TEST(InputLevels, ClaimNoHumFromLessThanHalfASecond) {
  const auto hum = sine(1e-3, 50.0, 0.4);
  EXPECT_FALSE(input_levels(hum, hum, rate).source.hum_dbfs.has_value());
}

TEST(InputLevels, CountWhatIsCutOff) {
  std::vector<double> clipped = sine(0.5, 997.0);
  std::size_t cut = 0;
  for (double& sample : clipped) {
    cut += std::abs(sample) > 0.4 ? 1 : 0;
    sample = std::clamp(sample, -0.4, 0.4);
  }
  const InputLevels levels = input_levels(sine(0.5, 997.0), clipped, rate);
  EXPECT_EQ(levels.source.clipped_samples, 0U);
  EXPECT_NEAR(static_cast<double>(levels.dut.clipped_samples), static_cast<double>(cut),
              0.05 * static_cast<double>(cut));
}

/// Feeds a meter tenths of a second of both inputs.
void feed(LevelMeter& meter, const std::vector<double>& samples) {
  const auto block = static_cast<std::ptrdiff_t>(rate / 10);
  for (auto from = samples.begin(); samples.end() - from >= block; from += block) {
    const std::vector<double> part(from, from + block);
    meter.add(part, 0.5 * part);
  }
}

TEST(LevelMeter, HoldsAPeakForItsTimeAndTheHighestForEver) {
  LevelMeter meter(rate, {}, Seconds(2.0));
  feed(meter, sine(0.8, 997.0, 0.1));
  feed(meter, sine(0.1, 997.0, 1.9));
  EXPECT_NEAR(meter.reading().source.peak_dbfs, -1.94, 0.01);
  EXPECT_NEAR(meter.reading().now.source.peak_dbfs, -20.0, 0.01);
  feed(meter, sine(0.1, 997.0, 0.3));
  EXPECT_NEAR(meter.reading().source.peak_dbfs, -20.0, 0.01);
  EXPECT_NEAR(meter.reading().source.highest_dbfs, -1.94, 0.01);
  EXPECT_NEAR(meter.reading().dut.highest_dbfs, -7.96, 0.01);
}

TEST(LevelMeter, HoldsClippingForItsTimeAndCountsItForEver) {
  LevelMeter meter(rate, {}, Seconds(1.0));
  std::vector<double> once(rate / 10, 0.0);
  once[100] = 1.0;
  once[101] = -1.0;
  meter.add(once, std::vector<double>(rate / 10, 0.0));
  EXPECT_TRUE(meter.reading().source.clipped);
  EXPECT_FALSE(meter.reading().dut.clipped);
  feed(meter, sine(0.1, 997.0, 1.0));
  EXPECT_TRUE(meter.reading().source.clipped);
  feed(meter, sine(0.1, 997.0, 0.2));
  EXPECT_FALSE(meter.reading().source.clipped);
  EXPECT_EQ(meter.reading().source.clipped_samples, 2U);
}

TEST(LevelMeter, ReadsTheLastSecondOfMoreAndCountsTimeInSamples) {
  LevelMeter meter(rate, Hertz(997.0));
  feed(meter, noise(0.3, 2.0));
  feed(meter, sine(0.5, 997.0, 1.0));
  EXPECT_DOUBLE_EQ(meter.elapsed_s(), 3.0);
  EXPECT_NEAR(meter.reading().now.source.rms_dbfs, -9.03, 0.01);
  EXPECT_GT(meter.reading().now.source.snr_db.value_or(200.0), 90.0);
}

TEST(LevelMeter, ReadsFromTheFirstBlockOn) {
  LevelMeter meter(rate);
  feed(meter, sine(0.5, 997.0, 0.1));
  EXPECT_NEAR(meter.reading().now.source.peak_dbfs, -6.02, 0.01);
  EXPECT_FALSE(meter.reading().now.source.hum_dbfs.has_value());
}

}  // namespace
}  // namespace ohmsweep
