#include "ohmsweep/signal/transfer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

#include "signal/simulated_take.h"

namespace ohmsweep::test {
namespace {

Stimulus short_stimulus() {
  ExponentialSweep sweep;
  sweep.duration = Seconds(2.0);
  return render(sweep);
}

/// The chain's own transfer with what is left of the delay.
Complex truth(const Transfer& transfer, double hz, double rest_s) {
  return transfer(hz) * std::polar(1.0, -2.0 * std::numbers::pi * hz * rest_s);
}

double worst_error(const RatioCurve& curve, const Transfer& transfer, double rest_s) {
  double worst = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.grid[i] < 20.0 || curve.grid[i] > 20e3) continue;
    const Complex expected = truth(transfer, curve.grid[i], rest_s);
    worst = std::max(worst, std::abs(curve.ratio[i] - expected) / std::abs(expected));
  }
  return worst;
}

TEST(Transfer, IsThatOfEachChannelUpToAFractionOfASample) {
  const RatioEstimator estimator(short_stimulus());
  Chain chain;
  chain.source = [](double hz) { return 0.5 / Complex(1.0, hz / 60e3); };
  for (const double samples : {1187.0, 1187.3, 1200.8}) {
    chain.delay_s = samples / 48000.0;
    const Recording take = record(estimator.stimulus(), chain);
    const ChannelTransfers transfers = channel_transfers(estimator, take);
    const double rest_s = chain.delay_s - static_cast<double>(transfers.delay) / 48000.0;
    EXPECT_LT(std::abs(rest_s), 1.01 / 48000.0);
    EXPECT_LT(worst_error(transfers.source, chain.source, rest_s), 2e-4) << samples;
    const auto dut = [&](double hz) { return chain.source(hz) * chain.ratio(hz); };
    EXPECT_LT(worst_error(transfers.dut, dut, rest_s), 3e-3) << samples;
  }
}

TEST(Transfer, OfBothChannelsHasTheRatioThatTheyHave) {
  const RatioEstimator estimator(short_stimulus());
  const Recording take = record(estimator.stimulus(), Chain{});
  const ChannelTransfers transfers = channel_transfers(estimator, take);
  const RatioCurve ratio = estimator.estimate(take);
  for (std::size_t i = 0; i < ratio.grid.size(); i += 7) {
    const Complex m = transfers.dut.ratio[i] / transfers.source.ratio[i];
    EXPECT_LT(std::abs(m - ratio.ratio[i]), 2e-3 * std::abs(m)) << ratio.grid[i];
  }
}

TEST(Transfer, KeepsWhatIsWrongWithTheTake) {
  const RatioEstimator estimator(short_stimulus());
  Recording take = record(estimator.stimulus(), Chain{});
  for (double& sample : take.dut) sample = std::clamp(40.0 * sample, -1.0, 1.0);
  EXPECT_TRUE(has(channel_transfers(estimator, take).source.findings, FindingCode::clipping));
  EXPECT_FALSE(has(channel_transfers(estimator, record(estimator.stimulus(), Chain{})).source.findings,
                   FindingCode::clipping));
}

TEST(Transfer, IsRidOfHumAlthoughWhatWasPlayedHasNone) {
  const RatioEstimator estimator(short_stimulus());
  Chain chain;
  chain.noise_rms = 3e-6;
  Recording take = record(estimator.stimulus(), chain);
  for (std::size_t n = 0; n < take.dut.size(); ++n) {
    const double phase = 2.0 * std::numbers::pi * 50.02 * static_cast<double>(n) / 48000.0;
    take.source[n] += 2e-4 * std::sin(phase);
    take.dut[n] += 1e-4 * std::sin(phase);
  }
  const ChannelTransfers transfers = channel_transfers(estimator, take);
  EXPECT_NEAR(transfers.dut.quality.mains_hz, 50.02, 0.02);
  const double rest_s = chain.delay_s - static_cast<double>(transfers.delay) / 48000.0;
  EXPECT_LT(worst_error(transfers.source, chain.source, rest_s), 1e-3);
}

TEST(Transfer, OfTwoChannelsAreTwoTakes) {
  const RatioEstimator estimator(short_stimulus());
  const ChannelTransfers transfers = channel_transfers(estimator, record(estimator.stimulus(), Chain{}));
  EXPECT_NE(transfers.source.take_hash, transfers.dut.take_hash);
}

}  // namespace
}  // namespace ohmsweep::test
