#include "ohmsweep/measurement/output_noise.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

constexpr int rate = 48000;
constexpr Uncertain exact_volt{1.0 / std::numbers::sqrt2, 0.0};  ///< a sample of 1.0 is one volt

std::vector<double> white(double rms, double seconds, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0.0, rms);
  std::vector<double> samples(static_cast<std::size_t>(seconds * rate));
  for (double& sample : samples) sample = normal(random);
  return samples;
}

void add_tone(std::vector<double>& samples, double hz, double rms, double phase = 0.0) {
  for (std::size_t n = 0; n < samples.size(); ++n) {
    samples[n] += std::numbers::sqrt2 * rms *
                  std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(n) / rate + phase);
  }
}

/// Of a white density of 1 V/√Hz, by Simpson's rule: nothing here knows the code under test's grid.
double weighted_bandwidth() {
  constexpr int steps = 200000;
  const double width = (20000.0 - 20.0) / steps;
  double sum = 0.0;
  for (int i = 0; i <= steps; ++i) {
    const double weight = i == 0 || i == steps ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0);
    sum += weight * std::pow(a_weighting(Hertz(20.0 + i * width)), 2);
  }
  return sum * width / 3.0;
}

TEST(AWeighting, IsThatOfTheStandardsTable) {
  // IEC 61672-1, table 3, at the exact frequencies 1000·10^(n/10), in decibels to one place.
  const std::array<std::pair<int, double>, 12> table{{{-17, -50.5},
                                                      {-15, -39.4},
                                                      {-13, -30.2},
                                                      {-10, -19.1},
                                                      {-7, -10.9},
                                                      {-3, -3.2},
                                                      {0, 0.0},
                                                      {4, 1.3},
                                                      {6, 1.0},
                                                      {9, -1.1},
                                                      {12, -6.6},
                                                      {13, -9.3}}};
  for (const auto& [tenth_decade, decibels] : table) {
    const Hertz frequency(1000.0 * std::pow(10.0, tenth_decade / 10.0));
    EXPECT_NEAR(amplitude_to_decibels(a_weighting(frequency)).value(), decibels, 0.06) << frequency.value();
  }
  EXPECT_EQ(a_weighting(Hertz(1000.0)), 1.0);
}

TEST(AWeighting, TakesTwoDecibelsOffWhiteNoise) {
  EXPECT_NEAR(10.0 * std::log10(weighted_bandwidth() / 19980.0), -2.048, 0.001);
}

TEST(OutputNoise, OfAWhiteDensityIsTheDensityTimesTheRootOfTheBand) {
  const double rms = 1e-4;
  const NoiseReading reading =
      output_noise(white(rms, 10.0, 1), std::vector<double>(10 * rate, 0.0), rate, exact_volt);
  const double density = rms / std::sqrt(rate / 2.0);
  const Bounded& unweighted = reading.noise.unweighted_vrms;
  const Bounded& weighted = reading.noise.a_weighted_vrms;
  ASSERT_EQ(unweighted.bound, Bound::none);
  EXPECT_NEAR(unweighted.value.value, density * std::sqrt(19980.0), 0.006 * unweighted.value.value);
  EXPECT_NEAR(weighted.value.value, density * std::sqrt(weighted_bandwidth()), 0.006 * weighted.value.value);
  EXPECT_NEAR(amplitude_to_decibels(weighted.value.value / unweighted.value.value).value(),
              10.0 * std::log10(weighted_bandwidth() / 19980.0), 0.03);
  EXPECT_LT(unweighted.value.standard_uncertainty, 0.003 * unweighted.value.value);
}

TEST(OutputNoise, OfAToneIsTheToneWithItsWeight) {
  std::vector<double> samples = white(1e-9, 4.0, 1);
  add_tone(samples, 3150.0, 1e-4);
  const NoiseReading reading = output_noise(samples, white(1e-9, 4.0, 2), rate, {2.0, 0.0});
  EXPECT_NEAR(reading.noise.unweighted_vrms.value.value, 1e-4 * std::numbers::sqrt2 * 2.0, 1e-8);
  EXPECT_NEAR(reading.noise.a_weighted_vrms.value.value,
              1e-4 * std::numbers::sqrt2 * 2.0 * a_weighting(Hertz(3150.0)), 1e-8);
}

TEST(OutputNoise, CountsNothingOutsideOfTheBand) {
  std::vector<double> samples = white(1e-6, 4.0, 1);
  add_tone(samples, 8.0, 1e-2);
  add_tone(samples, 22000.0, 1e-2);
  for (double& sample : samples) sample += 0.1;
  const NoiseReading reading = output_noise(samples, white(1e-9, 4.0, 2), rate, exact_volt);
  EXPECT_NEAR(reading.noise.unweighted_vrms.value.value, 1e-6 * std::sqrt(19980.0 / 24000.0), 3e-8);
}

/// So many tell 95 % from 87 %, in about a second.
TEST(OutputNoise, LiesWithinItsIntervalNineteenTimesInTwenty) {
  const double own = 1e-4;
  const double truth = 0.7e-4;
  const double in_band = truth * std::sqrt(19980.0 / 24000.0);
  int within = 0;
  constexpr int sittings = 80;
  for (unsigned seed = 0; seed < sittings; ++seed) {
    const NoiseReading reading = output_noise(white(std::hypot(own, truth), 2.0, 2 * seed),
                                              white(own, 2.0, 2 * seed + 1), rate, exact_volt);
    const Bounded& found = reading.noise.unweighted_vrms;
    ASSERT_EQ(found.bound, Bound::none);
    if (std::abs(found.value.value - in_band) <= 2.0 * found.value.standard_uncertainty) ++within;
  }
  EXPECT_GE(within, sittings * 91 / 100);
  EXPECT_LT(within, sittings);  // an interval that always holds is too wide
}

TEST(OutputNoise, BelowTheInterfacesOwnIsABoundThatHolds) {
  const double own = 1e-4;
  const double truth = 0.02 * own;
  const double in_band = truth * std::sqrt(19980.0 / 24000.0);
  int bounds = 0;
  int holding = 0;
  constexpr int sittings = 80;
  for (unsigned seed = 0; seed < sittings; ++seed) {
    const NoiseReading reading = output_noise(white(std::hypot(own, truth), 2.0, 2 * seed),
                                              white(own, 2.0, 2 * seed + 1), rate, exact_volt);
    const Bounded& found = reading.noise.unweighted_vrms;
    if (found.bound != Bound::upper) continue;
    ++bounds;
    if (found.value.value >= in_band) ++holding;
    EXPECT_LT(found.value.value, 0.5 * own);
    EXPECT_EQ(found.value.standard_uncertainty, 0.0);
    EXPECT_TRUE(has(reading.findings, FindingCode::low_snr));
  }
  EXPECT_GE(bounds, sittings * 9 / 10);
  EXPECT_GE(holding, bounds * 95 / 100);
}

TEST(OutputNoise, TakesTheFullScalesUncertaintyOver) {
  const std::vector<double> silent(4 * rate, 0.0);
  const NoiseReading reading = output_noise(white(1e-4, 4.0, 1), silent, rate,
                                            {1.0 / std::numbers::sqrt2, 0.05 / std::numbers::sqrt2});
  const Uncertain& found = reading.noise.unweighted_vrms.value;
  EXPECT_NEAR(found.standard_uncertainty / found.value, 0.05, 0.001);
}

TEST(OutputNoise, OfHumInBothTakesHoldsForEveryPhase) {
  constexpr double interface_hum = 1e-5;
  constexpr double output_hum = 3e-5;
  for (const double phase : {0.0, 0.7, 1.6, 2.4, std::numbers::pi}) {
    std::vector<double> connected = white(1e-7, 4.0, 1);
    std::vector<double> shorted = white(1e-7, 4.0, 2);
    add_tone(shorted, 50.0, interface_hum);
    add_tone(connected, 50.0, interface_hum);
    add_tone(connected, 50.0, output_hum, phase);
    const NoiseReading reading = output_noise(connected, shorted, rate, exact_volt);
    const Bounded& found = reading.noise.unweighted_vrms;
    const double reach = found.bound == Bound::upper ? 0.0 : 2.0 * found.value.standard_uncertainty;
    EXPECT_GE(found.value.value + reach, 0.99 * output_hum) << phase;
    if (found.bound == Bound::none) {
      EXPECT_LE(found.value.value - reach, 1.01 * output_hum) << phase;
    }
  }
}

TEST(OutputNoise, CountsTheOutputsHumAndSaysSo) {
  std::vector<double> connected = white(1e-6, 4.0, 1);
  add_tone(connected, 100.0, 1e-5);
  const NoiseReading reading = output_noise(connected, white(1e-6, 4.0, 2), rate, exact_volt);
  EXPECT_NEAR(reading.noise.unweighted_vrms.value.value, 1e-5, 2e-7);
  EXPECT_TRUE(has(reading.findings, FindingCode::mains_lines));
}

TEST(OutputNoise, SaysWhereTheTakesAreExchanged) {
  const NoiseReading reading = output_noise(white(1e-5, 4.0, 1), white(1e-4, 4.0, 2), rate, exact_volt);
  EXPECT_TRUE(has(reading.findings, FindingCode::states_swapped));
  EXPECT_TRUE(has_blocking(reading.findings));
  EXPECT_FALSE(has(output_noise(white(1e-5, 4.0, 1), white(1e-5, 4.0, 2), rate, exact_volt).findings,
                   FindingCode::states_swapped));
}

/// Too close to be told from noise of the interface: the bound must hold either way.
TEST(OutputNoise, IsBoundedEvenWhereHardlyDifferentTakesAreExchanged) {
  const double own = 1e-4;
  const double output = 0.45e-4;
  const NoiseReading reading =
      output_noise(white(own, 10.0, 1), white(std::hypot(own, output), 10.0, 2), rate, exact_volt);
  EXPECT_FALSE(has(reading.findings, FindingCode::states_swapped));
  ASSERT_EQ(reading.noise.unweighted_vrms.bound, Bound::upper);
  EXPECT_GE(reading.noise.unweighted_vrms.value.value, output * std::sqrt(19980.0 / 24000.0));
}

std::string refusal(const std::vector<double>& connected, const std::vector<double>& shorted) {
  try {
    (void)output_noise(connected, shorted, rate, exact_volt);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return "accepted";
}

TEST(OutputNoise, IsRefusedForTakesThatCannotTell) {
  EXPECT_THAT(refusal(white(1e-4, 1.5, 1), white(1e-4, 4.0, 1)), HasSubstr("1.50 s"));
  EXPECT_THAT(refusal(white(1e-4, 4.0, 1), white(1e-4, 0.1, 1)), HasSubstr("'shorted'"));
  EXPECT_THAT(refusal(white(1.0, 4.0, 1), white(1e-4, 4.0, 1)), HasSubstr("full scale"));
  EXPECT_THAT(refusal(std::vector<double>(4 * rate, 0.0), white(1e-4, 4.0, 1)), HasSubstr("muted"));
}

TEST(OutputNoise, AtALowRateSaysHowFarItIsHeard) {
  EXPECT_TRUE(has(output_noise(white(1e-4, 4.0, 1), white(1e-5, 4.0, 2), 32000, exact_volt).findings,
                  FindingCode::band_limited));
}

}  // namespace
}  // namespace ohmsweep
