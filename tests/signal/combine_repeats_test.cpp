// The average of repeats is as good as it says, and says when they are no repeats.
#include <gmock/gmock.h>

#include <cmath>
#include <string>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/ratio.h"
#include "signal/simulated_take.h"

namespace ohmsweep {
namespace {

using test::Chain;
using test::record;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const RatioEstimator& estimator() {
  static const RatioEstimator shared = [] {
    ExponentialSweep sweep;
    sweep.duration = Seconds(2.0);
    return RatioEstimator(render(sweep));
  }();
  return shared;
}

RatioCurve noisy(unsigned seed, const Chain& like = {}, double noise_rms = 1e-4) {
  Chain chain = like;
  chain.noise_rms = noise_rms;
  chain.seed = seed;
  return estimator().estimate(record(estimator().stimulus(), chain));
}

const std::vector<RatioCurve>& sixteen() {
  static const std::vector<RatioCurve> shared = [] {
    std::vector<RatioCurve> repeats;
    for (unsigned seed = 1; seed <= 16; ++seed) repeats.push_back(noisy(seed));
    return repeats;
  }();
  return shared;
}

std::vector<RatioCurve> first(std::size_t count) {
  return {sixteen().begin(), sixteen().begin() + static_cast<std::ptrdiff_t>(count)};
}

std::vector<FindingCode> codes(const RatioCurve& curve) {
  std::vector<FindingCode> found;
  for (const Finding& finding : curve.findings) found.push_back(finding.code);
  return found;
}

/// Mean squared error over stated variance, 20 Hz to 20 kHz: 1 where the statement is right.
double error_over_stated(const RatioCurve& curve) {
  double sum = 0.0;
  double points = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.grid[i] < 20.0 || curve.grid[i] > 20e3) continue;
    const double error = std::norm(curve.ratio[i] - test::resonant_ratio(curve.grid[i]));
    sum += error / (curve.noise_variance[i] + std::norm(curve.resolution_bias[i]));
    points += 1.0;
  }
  return sum / points;
}

double mean_variance_ratio(const RatioCurve& combined, const RatioCurve& single) {
  double sum = 0.0;
  for (std::size_t i = 0; i < combined.grid.size(); ++i)
    sum += combined.noise_variance[i] / single.noise_variance[i] / static_cast<double>(combined.grid.size());
  return sum;
}

TEST(Averages, HaveTheVarianceOfOneTakeOverTheirNumberAndNoFinding) {
  for (const std::size_t count : {2U, 4U, 8U, 16U}) {
    const RatioCurve combined = combine_repeats(first(count));
    EXPECT_THAT(codes(combined), IsEmpty()) << count;
    EXPECT_NEAR(mean_variance_ratio(combined, sixteen().front()) * static_cast<double>(count), 1.0, 0.2)
        << count;
  }
}

TEST(Averages, AreAsFarFromTheTruthAsTheyState) {
  for (const std::size_t count : {1U, 2U, 4U, 8U, 16U}) {
    const double ratio = error_over_stated(combine_repeats(first(count)));
    EXPECT_GT(ratio, 0.6) << count;
    EXPECT_LT(ratio, 1.4) << count;
  }
}

TEST(Averages, AreNoLongerTooNoisyWhereEachTakeIs) {
  std::vector<RatioCurve> repeats;
  for (unsigned seed = 1; seed <= 16; ++seed) repeats.push_back(noisy(seed, {}, 1.6e-2));
  EXPECT_TRUE(has(repeats.front().findings, FindingCode::low_snr));
  EXPECT_FALSE(has(combine_repeats(repeats).findings, FindingCode::low_snr));
  EXPECT_TRUE(has(combine_repeats({repeats[0], repeats[1]}).findings, FindingCode::low_snr));
}

TEST(Averages, WeighANoisyTakeLess) {
  std::vector<RatioCurve> repeats = first(2);
  for (std::size_t i = 0; i < repeats[1].grid.size(); ++i) repeats[1].noise_variance[i] *= 9.0;
  const RatioCurve combined = combine_repeats(repeats);
  const std::size_t i = *combined.grid.find(1000.0);
  const double a = repeats[0].noise_variance[i];
  const double b = repeats[1].noise_variance[i];
  EXPECT_NEAR(combined.noise_variance[i] / (a * b / (a + b)), 1.0, 1e-9);
  EXPECT_NEAR(
      std::abs(combined.ratio[i] - (repeats[0].ratio[i] / a + repeats[1].ratio[i] / b) / (1.0 / a + 1.0 / b)),
      0.0, 1e-12);
}

TEST(Averages, SayWhenOneOfSixteenTakesIsAnother) {
  Chain moved;
  moved.ratio = [](double hz) { return 1.01 * test::resonant_ratio(hz); };
  std::vector<RatioCurve> repeats = first(16);
  repeats.back() = noisy(99, moved);
  const RatioCurve combined = combine_repeats(repeats);
  EXPECT_THAT(codes(combined), ElementsAre(FindingCode::unstable_device));
}

TEST(Averages, SayWhenFourTakesDriftByMoreThanTheirNoise) {
  std::vector<RatioCurve> repeats;
  for (unsigned k = 0; k < 4; ++k) {
    Chain warm;
    warm.ratio = [k](double hz) { return (1.0 + 0.002 * k) * test::resonant_ratio(hz); };
    repeats.push_back(noisy(50 + k, warm));
  }
  const RatioCurve combined = combine_repeats(repeats);
  EXPECT_THAT(codes(combined), Contains(FindingCode::unstable_device));
  EXPECT_GT(combined.noise_variance[*combined.grid.find(1000.0)],
            combine_repeats(first(4)).noise_variance[*combined.grid.find(1000.0)]);
}

/// Two takes that a loop within a computer made of one sweep.
std::vector<RatioCurve> twins() {
  std::vector<RatioCurve> takes{sixteen().front(), sixteen().front()};
  for (std::size_t i = 0; i < takes.size(); ++i) {
    takes[i].take_hash = "one";
    takes[i].take_name = "left #" + std::to_string(i);
  }
  return takes;
}

TEST(Averages, CountTakesOfEqualSamplesOnce) {
  std::vector<RatioCurve> takes = twins();
  EXPECT_EQ(combine_repeats(takes).noise_variance, takes.front().noise_variance);
  takes.push_back(sixteen()[1]);
  takes.back().take_hash = "another";
  EXPECT_EQ(combine_repeats(takes).noise_variance, combine_repeats({takes[0], takes[2]}).noise_variance);
}

TEST(Averages, RefuseOneTakeGivenTwice) {
  std::vector<RatioCurve> takes = twins();
  takes[1].take_name = takes[0].take_name;
  EXPECT_THROW((void)combine_repeats(takes), Error);
}

}  // namespace
}  // namespace ohmsweep
