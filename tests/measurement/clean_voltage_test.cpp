#include "ohmsweep/measurement/clean_voltage.h"

#include <gmock/gmock.h>

#include <functional>
#include <numbers>

#include "measurement/simulated_input.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;
using Law = std::function<double(double)>;

/// Fundamental and harmonics 2 to 5 of a law driven by a sine, by plain summation over one cycle.
struct Spectrum {
  double fundamental = 0.0;
  double distortion = 0.0;
};
Spectrum spectrum_of(const Law& law, double amplitude) {
  constexpr int points = 4096;
  Spectrum spectrum;
  double harmonics = 0.0;
  for (int order = 1; order <= 5; ++order) {
    Complex sum;
    for (int n = 0; n < points; ++n) {
      const double phase = 2.0 * std::numbers::pi * n / points;
      sum += law(amplitude * std::sin(phase)) * std::polar(2.0 / points, -order * phase);
    }
    if (order == 1) {
      spectrum.fundamental = std::abs(sum);
    } else {
      harmonics += std::norm(sum);
    }
  }
  spectrum.distortion = std::sqrt(harmonics) / spectrum.fundamental;
  return spectrum;
}

/// The fundamental where distortion is 1 %.
double clean_fundamental(const Law& law, double highest) {
  double low = 1e-4;
  double high = highest;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (spectrum_of(law, middle).distortion > clean_distortion ? high : low) = middle;
  }
  return spectrum_of(law, low).fundamental;
}

/// An output of this law, ten times the played voltage at the dut input; full scale there is 8 Vrms.
struct SimulatedAmplifier {
  Law law = [](double sample) { return sample; };
  double gain = 1.0;
  double noise_rms = 1e-5;
  double input_ends = 1.0;
  double played_third = 0.0;  ///< of the interface, relative at 0 dBFS

  [[nodiscard]] ProbeReading read(Decibels level, unsigned seed) const {
    const LevelProbe probe = level_probe(level, 48000);
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0.0, noise_rms);
    Recording take;
    take.sample_rate = 48000;
    for (const double sample : probe.stimulus.samples) {
      const double played = sample - 4.0 * played_third * sample * sample * sample;
      take.source.push_back(0.25 * played + normal(random));
      take.dut.push_back(std::clamp(law(gain * played) + normal(random), -input_ends, input_ends));
    }
    return read_probe(take, probe);
  }
};

CleanVoltageOptions options() {
  CleanVoltageOptions chosen;
  chosen.full_scale_vrms = {8.0, 0.0};
  return chosen;
}

struct Searched {
  std::vector<double> played;
  FoundVoltage found;
};
Searched search(const SimulatedAmplifier& amplifier, const CleanVoltageOptions& chosen = options()) {
  CleanVoltageSearch search(chosen);
  Searched searched;
  while (const auto level = search.next()) {
    searched.played.push_back(level->value());
    search.add(amplifier.read(*level, static_cast<unsigned>(searched.played.size())));
  }
  searched.found = search.found();
  return searched;
}

TEST(CleanVoltage, OfAnOutputThatClipsIsWhereItsHarmonicsReachOnePercent) {
  for (const double rail : {0.013, 0.21, 0.5}) {
    SimulatedAmplifier amplifier;
    amplifier.law = cut_off_at(rail);
    const Searched searched = search(amplifier);
    const double truth = 8.0 * clean_fundamental(amplifier.law, 1.0);
    const Uncertain& found = searched.found.vrms.value;
    EXPECT_EQ(searched.found.vrms.bound, Bound::none);
    EXPECT_NEAR(found.value, truth, 2.0 * found.standard_uncertainty + 0.002 * truth) << rail;
    EXPECT_LT(found.standard_uncertainty, 0.01 * truth) << rail;
    EXPECT_THAT(searched.found.ended_by, HasSubstr("1 %"));
  }
}

TEST(CleanVoltage, OfASoftLawIsWhereItsHarmonicsReachOnePercent) {
  SimulatedAmplifier amplifier;
  amplifier.law = [](double x) { return x - 0.5 * x * x * x; };
  const Searched searched = search(amplifier);
  const double truth = 8.0 * clean_fundamental(amplifier.law, 0.5);
  const Uncertain& found = searched.found.vrms.value;
  EXPECT_NEAR(found.value, truth, 2.0 * found.standard_uncertainty);
  EXPECT_LT(found.standard_uncertainty, 0.02 * truth);
}

TEST(CleanVoltage, IsFoundWithFewProbesFromQuietUp) {
  SimulatedAmplifier amplifier;
  amplifier.law = cut_off_at(0.21);
  const Searched searched = search(amplifier);
  EXPECT_EQ(searched.played.front(), -50.0);
  EXPECT_LE(searched.played.size(), 26U);
  double highest_clean = -50.0;
  for (const double level : searched.played) {
    EXPECT_LE(level, highest_clean + 3.01);
    highest_clean = std::max(highest_clean, level);
  }
}

TEST(CleanVoltage, BeyondWhatTheInputTakesIsALowerBound) {
  SimulatedAmplifier amplifier;
  amplifier.gain = 4.0;
  const FoundVoltage found = search(amplifier).found;
  EXPECT_EQ(found.vrms.bound, Bound::lower);
  EXPECT_LE(found.vrms.value.value, 8.0);
  EXPECT_GT(found.vrms.value.value, 8.0 * 0.85);
  EXPECT_THAT(found.ended_by, HasSubstr("dut channel is at full scale"));
}

TEST(CleanVoltage, BeyondWhatTheInterfacePlaysIsALowerBound) {
  SimulatedAmplifier amplifier;
  amplifier.gain = 0.1;
  const FoundVoltage found = search(amplifier).found;
  EXPECT_EQ(found.vrms.bound, Bound::lower);
  EXPECT_NEAR(found.vrms.value.value, 0.8, 0.002);
  EXPECT_THAT(found.ended_by, HasSubstr("plays no louder"));
}

TEST(CleanVoltage, OfASoundThatIsDistortedItselfIsALowerBound) {
  SimulatedAmplifier amplifier;
  amplifier.played_third = 0.1;  // 1 % at about -10 dBFS
  const FoundVoltage found = search(amplifier).found;
  EXPECT_EQ(found.vrms.bound, Bound::lower);
  EXPECT_THAT(found.ended_by, HasSubstr("interface itself"));
}

TEST(CleanVoltage, OfALimiterEndsWhereItLags) {
  CleanVoltageSearch search(options());
  while (const auto level = search.next()) {
    SimulatedAmplifier amplifier;
    amplifier.gain = decibels_to_amplitude(Decibels(-std::max(0.0, level->value() + 20.0)));
    search.add(amplifier.read(*level, 1));
  }
  const FoundVoltage found = search.found();
  EXPECT_EQ(found.vrms.bound, Bound::none);
  EXPECT_NEAR(found.vrms.value.value, 0.8, 0.02);
  EXPECT_THAT(found.ended_by, HasSubstr("limits"));
}

TEST(CleanVoltage, TakesTheFullScalesUncertaintyOver) {
  SimulatedAmplifier amplifier;
  amplifier.law = cut_off_at(0.2);
  CleanVoltageOptions chosen = options();
  chosen.full_scale_vrms = {8.0, 0.4};
  const Uncertain value = search(amplifier, chosen).found.vrms.value;
  EXPECT_NEAR(value.standard_uncertainty / value.value, 0.05, 0.002);
  amplifier.law = cut_off_at(10.0);
  const double exact = search(amplifier).found.vrms.value.value;
  EXPECT_NEAR(search(amplifier, chosen).found.vrms.value.value, 0.9 * exact, 1e-3);
}

TEST(CleanVoltage, NeverDrivesALoadBeyondItsPower) {
  // 8 Vrms at 0 dBFS into 32 ohm of 0.25 W: 2.83 Vrms, at -9.03 dBFS.
  const Decibels highest = level_of_power(0.25, 32.0, 8.0);
  EXPECT_NEAR(highest.value(), -9.03 - 0.01, 0.005);
  CleanVoltageOptions chosen = options();
  chosen.highest = highest;
  chosen.highest_because = "the load takes 250 mW";
  const Searched searched = search({}, chosen);
  EXPECT_LE(*std::ranges::max_element(searched.played), highest.value());
  EXPECT_THAT(searched.found.ended_by, HasSubstr("the load takes 250 mW"));
  EXPECT_EQ(searched.found.vrms.bound, Bound::lower);
}

TEST(CleanVoltage, IsNotDrivenBeyondTheVoltageAllowed) {
  CleanVoltageOptions chosen = options();
  chosen.most_vrms = 1.0;
  chosen.most_because = "--max-voltage allows 1 V";
  const Searched searched = search({}, chosen);
  EXPECT_LE(8.0 * std::pow(10.0, *std::ranges::max_element(searched.played) / 20.0), 1.0);
  EXPECT_THAT(searched.found.ended_by, HasSubstr("--max-voltage"));
}

std::string refusal(const SimulatedAmplifier& amplifier) {
  try {
    (void)search(amplifier);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return "accepted";
}

TEST(CleanVoltage, OfNothingIsRefusedBeforeItGetsLoud) {
  SimulatedAmplifier silent;
  silent.gain = 0.0;
  EXPECT_THAT(refusal(silent), HasSubstr("hears nothing of the output at -26.0 dBFS"));
}

TEST(CleanVoltage, OfAnOutputThatDistortsAtOnceIsRefused) {
  SimulatedAmplifier broken;
  broken.law = cut_off_at(1e-3);
  EXPECT_THAT(refusal(broken), HasSubstr("not clean already"));
}

/// Plays up to what a protected output stands, and is gone above it.
Searched search_protected(Decibels most, const CleanVoltageOptions& chosen, double left = 0.0) {
  CleanVoltageSearch search(chosen);
  Searched searched;
  while (const auto level = search.next()) {
    SimulatedAmplifier amplifier;
    amplifier.gain = *level > most ? left : 1.0;
    searched.played.push_back(level->value());
    search.add(amplifier.read(*level, static_cast<unsigned>(searched.played.size())));
  }
  searched.found = search.found();
  return searched;
}

TEST(CleanVoltage, OfAnOutputThatSwitchesOffIsALowerBoundAndNothingLouderIsPlayed) {
  for (const double left : {0.0, 0.001, 0.2}) {
    CleanVoltageOptions chosen = options();
    chosen.load = "33ohm";
    const Searched searched = search_protected(Decibels(-16.0), chosen, left);
    EXPECT_EQ(searched.played.back(), -14.0);
    EXPECT_EQ(searched.found.vrms.bound, Bound::lower);
    EXPECT_NEAR(searched.found.vrms.value.value, 8.0 * std::pow(10.0, -17.0 / 20.0), 0.01);
    EXPECT_THAT(searched.found.ended_by, HasSubstr("protection"));
    EXPECT_TRUE(has(searched.found.findings, FindingCode::loads_disagree)) << left;
  }
}

TEST(CleanVoltage, ThatVanishesWithoutALoadIsNoProtection) {
  const FoundVoltage found = search_protected(Decibels(-16.0), options()).found;
  EXPECT_EQ(found.vrms.bound, Bound::lower);
  EXPECT_THAT(found.ended_by, HasSubstr("cable"));
  EXPECT_TRUE(has(found.findings, FindingCode::signal_lost));
}

TEST(CleanVoltage, OfALimiterThatHoldsItsVoltageIsNoProtection) {
  CleanVoltageOptions chosen = options();
  chosen.load = "33ohm";
  CleanVoltageSearch search(chosen);
  while (const auto level = search.next()) {
    SimulatedAmplifier amplifier;
    amplifier.gain = decibels_to_amplitude(Decibels(-1.3 * std::max(0.0, level->value() + 20.0)));
    search.add(amplifier.read(*level, 1));
  }
  EXPECT_THAT(search.found().ended_by, HasSubstr("limits"));
  EXPECT_FALSE(has(search.found().findings, FindingCode::loads_disagree));
}

FoundVoltage found_of(double vrms, double gain_vrms, Bound bound = Bound::none) {
  FoundVoltage found;
  found.vrms = {{vrms, 0.0}, bound};
  found.gain_vrms = gain_vrms;
  return found;
}

TEST(CurrentLimit, IsThePeakOfTheCurrentWhereTheVoltageWouldGoFurther) {
  // 10 ohm inside, 16 ohm outside: 2 V would leave 1.23 V, and 0.43 V are clean.
  const auto limit = current_limit_a(found_of(2.0, 5.0), found_of(0.43, 5.0 * 16.0 / 26.0), 16.0);
  ASSERT_TRUE(limit.has_value());
  EXPECT_NEAR(*limit, 0.43 * std::numbers::sqrt2 / 16.0, 1e-9);
  EXPECT_TRUE(current_limit_a(found_of(2.0, 5.0, Bound::lower), found_of(0.43, 3.1), 16.0).has_value());
}

TEST(CurrentLimit, IsNotSeenWhereTheOutputResistanceExplainsTheLoss) {
  EXPECT_FALSE(current_limit_a(found_of(2.0, 5.0), found_of(1.23, 5.0 * 16.0 / 26.0), 16.0).has_value());
  EXPECT_FALSE(current_limit_a(found_of(2.0, 5.0), found_of(0.43, 3.1, Bound::lower), 16.0).has_value());
}

/// A source channel that hears this output too, by a little less.
std::string refusal_beside_itself(double source_share) {
  CleanVoltageSearch search(options());
  while (const auto level = search.next()) {
    SimulatedAmplifier amplifier;
    amplifier.law = cut_off_at(0.2);
    ProbeReading reading = amplifier.read(*level, 1);
    for (std::size_t k = 0; k < reading.dut.tones.size(); ++k) {
      const ToneReading& dut = reading.dut.tones[k];
      ToneReading& source = reading.source.tones[k];
      source.amplitude = source_share * dut.amplitude;
      source.harmonics = std::abs(source_share) * dut.harmonics;
    }
    search.add(reading);
  }
  try {
    return search.found().ended_by;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
}

TEST(CleanVoltage, IsNotBlamedOnTheInterfaceWhereTheSourceChannelHearsTheOutput) {
  for (const double share : {0.94, 1.2, -1.0}) {
    EXPECT_THAT(refusal_beside_itself(share), HasSubstr("--wiring player")) << share;
  }
  EXPECT_THAT(refusal_beside_itself(0.3), HasSubstr("interface itself"));
}

TEST(CleanVoltage, HiddenInNoiseIsSaid) {
  SimulatedAmplifier quiet;
  quiet.gain = 0.02;
  quiet.noise_rms = 1e-3;
  EXPECT_TRUE(has(search(quiet).found.findings, FindingCode::low_snr));
}

}  // namespace
}  // namespace ohmsweep
