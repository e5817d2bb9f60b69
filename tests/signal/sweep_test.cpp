#include "ohmsweep/signal/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

template <typename Action>
std::string sentence_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

ExponentialSweep two_seconds() {
  ExponentialSweep sweep;
  sweep.duration = Seconds(2.0);
  return sweep;
}

TEST(ExponentialSweepTest, FrequencyGrowsByEOncePerRateConstant) {
  const ExponentialSweep sweep;
  const Seconds later = sweep.time_of(Hertz(100.0 * std::exp(1.0)));
  EXPECT_NEAR((later - sweep.time_of(Hertz(100.0))).value(), sweep.rate_constant().value(), 1e-12);
  EXPECT_NEAR(sweep.time_of(sweep.to).value(), sweep.duration.value(), 1e-12);
}

TEST(RenderedSweep, CrossesZeroAsOftenAsItsPhaseSays) {
  const Stimulus stimulus = render(two_seconds());
  int crossings = 0;
  for (std::size_t n = 1; n < stimulus.samples.size(); ++n) {
    if (stimulus.samples[n - 1] < 0.0 && stimulus.samples[n] >= 0.0) ++crossings;
  }
  const double l = stimulus.sweep.rate_constant().value();
  const double cycles = l * (stimulus.sweep.to - stimulus.sweep.from).value();
  EXPECT_NEAR(crossings, cycles, 2.0);
}

TEST(RenderedSweep, IsSilentBeforeAndAfterAndNeverAboveItsLevel) {
  const Stimulus stimulus = render(two_seconds());
  EXPECT_EQ(stimulus.samples.size(), 48000U * 7 / 2);
  for (std::size_t n = 0; n < 24000; ++n) EXPECT_EQ(stimulus.samples[n], 0.0);
  for (std::size_t n = 48000U * 5 / 2; n < stimulus.samples.size(); ++n) EXPECT_EQ(stimulus.samples[n], 0.0);
  for (const double sample : stimulus.samples) EXPECT_LE(std::abs(sample), stimulus.sweep.amplitude + 1e-6);
}

TEST(RenderedSweep, StandsOnTheGridOfA24BitConverter) {
  for (const double sample : render(two_seconds()).samples)
    EXPECT_EQ(sample * 8388608.0, std::round(sample * 8388608.0));
}

TEST(SweepChecks, NameTheValueAndTheLimit) {
  ExponentialSweep high;
  high.to = Hertz(23000);
  EXPECT_THAT(sentence_of([&] { check(high); }), AllOf(HasSubstr("23000"), HasSubstr("22080")));
  ExponentialSweep falling;
  falling.from = Hertz(30000);
  EXPECT_THAT(sentence_of([&] { check(falling); }), HasSubstr("30000"));
  ExponentialSweep loud;
  loud.amplitude = 1.5;
  EXPECT_THAT(sentence_of([&] { check(loud); }), HasSubstr("1.5"));
}

TEST(SweepChecks, AcceptTheDefaultAtEveryRate) {
  for (const int rate : {44100, 48000, 88200, 96000, 176400, 192000}) {
    ExponentialSweep sweep;
    sweep.sample_rate = rate;
    sweep.to = highest_sweep_frequency(rate);
    EXPECT_NO_THROW(check(sweep)) << rate;
    EXPECT_GT(sweep.to.value(), 20e3) << rate;
  }
}

TEST(SweepMetadata, SurvivesTheTripThroughText) {
  ExponentialSweep sweep = two_seconds();
  sweep.form = SweepForm::classic;
  sweep.from = Hertz(7.3);
  ExponentialSweep read;
  ASSERT_TRUE(parse_metadata("made by: " + to_metadata(sweep) + "\n", read));
  EXPECT_EQ(read.from, sweep.from);
  EXPECT_EQ(read.to, sweep.to);
  EXPECT_EQ(read.duration, sweep.duration);
  EXPECT_EQ(read.amplitude, sweep.amplitude);
  EXPECT_EQ(read.form, SweepForm::classic);
}

TEST(SweepMetadata, RefusesTextThatIsNotItsOwnOrNotPossible) {
  ExponentialSweep read;
  EXPECT_FALSE(parse_metadata("a comment", read));
  std::string damaged = to_metadata(ExponentialSweep{});
  damaged.replace(damaged.find("duration_s=5"), 12, "duration_s=-");
  EXPECT_FALSE(parse_metadata(damaged, read));
}

class SweepMadeElsewhere : public ::testing::TestWithParam<std::tuple<SweepForm, int, double>> {};

TEST_P(SweepMadeElsewhere, IsIdentifiedFromItsSamplesAlone) {
  const auto [form, rate, from] = GetParam();
  ExponentialSweep sweep;
  sweep.form = form;
  sweep.sample_rate = rate;
  sweep.from = Hertz(from);
  sweep.to = highest_sweep_frequency(rate);
  sweep.duration = Seconds(3.0);
  sweep.lead_in = Seconds(0.31);
  const ExponentialSweep found = identify_sweep(render(sweep).samples, rate);
  EXPECT_NEAR(found.rate_constant().value() / sweep.rate_constant().value(), 1.0, 1e-3);
  EXPECT_NEAR(found.to / sweep.to, 1.0, 2e-3);
  const double began_late = (found.lead_in - sweep.lead_in).value();
  EXPECT_NEAR(found.from.value(), from * std::exp(began_late / sweep.rate_constant().value()), 0.002 * from);
  EXPECT_EQ(found.form, form);
}

INSTANTIATE_TEST_SUITE_P(FormsRatesAndStarts, SweepMadeElsewhere,
                         ::testing::Combine(::testing::Values(SweepForm::synchronised, SweepForm::classic),
                                            ::testing::Values(44100, 192000), ::testing::Values(5.0, 20.0)));

TEST(IdentifySweep, RefusesWhatIsNotOneExponentialSweep) {
  const auto refused = [](const std::vector<double>& samples) {
    return sentence_of([&] { (void)identify_sweep(samples, 48000); });
  };
  EXPECT_THAT(refused(std::vector<double>(48000, 0.0)), HasSubstr("silent"));
  std::vector<double> linear(96000);
  for (std::size_t n = 0; n < linear.size(); ++n) {
    const double t = static_cast<double>(n) / 48000.0;
    linear[n] = 0.5 * std::sin(2.0 * M_PI * (20.0 * t + 0.5 * 9000.0 * t * t));
  }
  EXPECT_THAT(refused(linear), HasSubstr("not one exponential sweep"));
  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal(0.0, 0.1);
  std::vector<double> noise(96000);
  for (double& sample : noise) sample = normal(generator);
  EXPECT_THAT(refused(noise), HasSubstr("not one exponential sweep"));
  std::vector<double> tone(96000);
  for (std::size_t n = 0; n < tone.size(); ++n) tone[n] = std::sin(0.13 * static_cast<double>(n));
  EXPECT_THAT(refused(tone), HasSubstr("not one exponential sweep"));
}

}  // namespace
}  // namespace ohmsweep
