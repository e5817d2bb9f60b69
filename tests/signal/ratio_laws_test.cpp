#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/ratio.h"
#include "signal/simulated_take.h"

namespace ohmsweep {
namespace {

using test::Chain;
using test::record;

const RatioEstimator& estimator() {
  static const RatioEstimator shared(render(ExponentialSweep{}));
  return shared;
}

/// Largest |m/expected - 1| in the audible band.
double worst_error(const RatioCurve& curve, const test::Transfer& expected) {
  double worst = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.grid[i] < 20.0 || curve.grid[i] > 20e3) continue;
    worst = std::max(worst, std::abs(curve.ratio[i] / expected(curve.grid[i]) - 1.0));
  }
  return worst;
}

double worst_difference(const RatioCurve& a, const RatioCurve& b) {
  return worst_error(a, [&](double hz) { return b.ratio[*b.grid.find(hz)]; });
}

TEST(RatioOfANoiselessTake, IsTheChainsRatioTo30PartsPerMillion) {
  const RatioCurve curve = estimator().estimate(record(estimator().stimulus(), {}));
  EXPECT_LT(worst_error(curve, test::resonant_ratio), 3e-5);
  EXPECT_TRUE(curve.findings.empty());
}

TEST(RatioOfANoiselessTake, CoversTheWholeAudibleBandAtEveryRate) {
  for (const int rate : {44100, 96000}) {
    ExponentialSweep sweep;
    sweep.sample_rate = rate;
    sweep.duration = Seconds(3.0);
    sweep.to = highest_sweep_frequency(rate);
    const RatioEstimator at_rate(render(sweep));
    const RatioCurve curve = at_rate.estimate(record(at_rate.stimulus(), {}));
    EXPECT_TRUE(curve.grid.find(20.0)) << rate;
    EXPECT_TRUE(curve.grid.find(20e3)) << rate;
    EXPECT_LT(worst_error(curve, test::resonant_ratio), 2e-4) << rate;
  }
}

TEST(RatioLaw, BulkDelayDoesNotChangeTheRatio) {
  const RatioCurve near = estimator().estimate(record(estimator().stimulus(), {}));
  for (const double delay_s : {0.0, 0.0747, 0.31}) {
    Chain later;
    later.delay_s = delay_s;
    const RatioCurve far = estimator().estimate(record(estimator().stimulus(), later));
    EXPECT_LT(worst_difference(near, far), 1e-5) << delay_s;
    EXPECT_NEAR(far.quality.delay_s, delay_s, 5e-4);
  }
}

TEST(RatioLaw, SwappingTheChannelsInvertsTheRatio) {
  const Recording take = record(estimator().stimulus(), {});
  const RatioCurve straight = estimator().estimate(take);
  const RatioCurve swapped = estimator().estimate(swap_channels(take));
  EXPECT_LT(worst_error(swapped, [&](double hz) { return 1.0 / straight.ratio[*straight.grid.find(hz)]; }),
            1e-4);
}

TEST(RatioLaw, ScalingBothChannelsCancelsAndScalingOneScalesTheRatio) {
  const Recording take = record(estimator().stimulus(), {});
  Recording quieter = take;
  for (double& sample : quieter.source) sample *= 0.25;
  for (double& sample : quieter.dut) sample *= 0.25;
  const RatioCurve reference = estimator().estimate(take);
  EXPECT_LT(worst_difference(reference, estimator().estimate(quieter)), 1e-9);
  Recording one = take;
  for (double& sample : one.dut) sample *= 0.5;
  const RatioCurve halved = estimator().estimate(one);
  EXPECT_LT(worst_error(halved, [&](double hz) { return 0.5 * reference.ratio[*reference.grid.find(hz)]; }),
            1e-9);
}

TEST(RatioLaw, AnythingBothChannelsShareCancels) {
  Chain coloured;
  coloured.source = [](double hz) {
    return 0.4 * Complex(0.0, hz) / Complex(2.0, hz) / Complex(1.0, hz / 30e3);
  };
  const RatioCurve curve = estimator().estimate(record(estimator().stimulus(), coloured));
  EXPECT_LT(worst_error(curve, test::resonant_ratio), 5e-5);
}

TEST(RatioOfANoisyTake, StaysWithinItsStatedNoise) {
  Chain noisy;
  noisy.noise_rms = 1e-4;
  double sum = 0.0;
  double count = 0.0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    noisy.seed = seed;
    const RatioCurve curve = estimator().estimate(record(estimator().stimulus(), noisy));
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      if (curve.grid[i] < 20.0 || curve.grid[i] > 20e3) continue;
      sum += std::norm(curve.ratio[i] - test::resonant_ratio(curve.grid[i])) / curve.noise_variance[i];
      count += 1.0;
    }
  }
  // Neighbouring points overlap: about 900 independent ones, so 4 % of standard error.
  EXPECT_NEAR(sum / count, 1.0, 0.2);
}

TEST(RatioOfANoisyTake, HasNoBiasFromNoiseInTheSourceChannel) {
  Chain loud;
  loud.noise_rms = 0.05;
  loud.source = [](double) { return Complex(0.2, 0.0); };
  loud.ratio = [](double) { return Complex(0.5, 0.0); };
  Complex mean;
  double count = 0.0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    loud.seed = seed;
    const RatioCurve curve = estimator().estimate(record(estimator().stimulus(), loud));
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      if (curve.grid[i] < 200.0 || curve.grid[i] > 20e3) continue;
      mean += curve.ratio[i];
      count += 1.0;
    }
  }
  // Dividing by the noisy source power (H1) would give 0.5 less 3 %.
  EXPECT_NEAR(mean.real() / count, 0.5, 0.005);
}

TEST(RatioOfASweepMadeElsewhere, NeedsNoMetadata) {
  ExponentialSweep classic;
  classic.form = SweepForm::classic;
  classic.from = Hertz(10.0);
  classic.lead_in = Seconds(0.2);
  classic.duration = Seconds(4.0);
  const std::vector<double> samples = render(classic).samples;
  const RatioEstimator unlabelled({identify_sweep(samples, 48000), samples});
  const RatioCurve curve = unlabelled.estimate(record(unlabelled.stimulus(), {}));
  EXPECT_LT(worst_error(curve, test::resonant_ratio), 5e-5);
}

TEST(RatioRefusal, NamesWhatIsWrongWithATake) {
  const Stimulus& stimulus = estimator().stimulus();
  const auto refusal = [&](Recording take) -> std::string {
    try {
      (void)estimator().estimate(take);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  Recording other_rate = record(stimulus, {});
  other_rate.sample_rate = 44100;
  EXPECT_THAT(refusal(other_rate), ::testing::HasSubstr("44100"));
  Recording broken = record(stimulus, {});
  broken.dut[777] = std::nan("");
  EXPECT_THAT(refusal(broken), ::testing::HasSubstr("777"));
  Recording brief = record(stimulus, {});
  brief.source.resize(96000);
  brief.dut.resize(96000);
  EXPECT_THAT(refusal(brief), ::testing::HasSubstr("shorter than the sweep"));
  ExponentialSweep other;
  other.duration = Seconds(4.0);
  Recording foreign = record(render(other), {});
  foreign.source.resize(stimulus.samples.size());
  foreign.dut.resize(stimulus.samples.size());
  EXPECT_THAT(refusal(foreign), ::testing::HasSubstr("not recorded with this stimulus"));
  Recording begun = record(stimulus, {});
  for (auto* channel : {&begun.source, &begun.dut})
    std::fill(channel->begin() + 24000 + 1200, channel->end(), 0.0);
  EXPECT_THAT(refusal(begun), ::testing::HasSubstr("hardly any of it is there"));
  Recording cut = record(stimulus, {});
  cut.source.resize(cut.source.size() - 64000);
  cut.dut.resize(cut.dut.size() - 64000);
  EXPECT_THAT(refusal(cut), ::testing::HasSubstr("before the sweep does"));
}

TEST(StimulusHash, TellsStimuliApartAndIsStable) {
  ExponentialSweep quieter;
  quieter.amplitude = 0.1;
  EXPECT_EQ(RatioEstimator(render(ExponentialSweep{})).stimulus_hash(), estimator().stimulus_hash());
  EXPECT_NE(RatioEstimator(render(quieter)).stimulus_hash(), estimator().stimulus_hash());
}

}  // namespace
}  // namespace ohmsweep
