// What drivers lose, repeat or silence without a flag is found in the samples, and nothing where they are
// whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ohmsweep/signal/ratio.h"
#include "signal/faulty_take.h"
#include "signal/simulated_take.h"

namespace ohmsweep {
namespace {

using test::broken;
using test::Broken;
using test::Chain;
using test::FaultKind;
using test::record;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const RatioEstimator& estimator() {
  static const RatioEstimator shared(render(ExponentialSweep{}));
  return shared;
}

const Recording& whole_take() {
  static const Recording shared = [] {
    Chain chain;
    chain.noise_rms = 1e-5;
    return record(estimator().stimulus(), chain);
  }();
  return shared;
}

/// A server's loop: the stimulus itself on both channels, two periods later.
Recording looped_take() {
  Recording take = whole_take();
  take.source.assign(2048, 0.0);
  take.source.insert(take.source.end(), estimator().stimulus().samples.begin(),
                     estimator().stimulus().samples.end());
  take.dut = take.source;
  return take;
}

std::vector<FindingCode> codes(const Recording& take) {
  std::vector<FindingCode> found;
  for (const Finding& finding : estimator().estimate(take).findings) found.push_back(finding.code);
  return found;
}

/// Sample of a take at which its sweep, `delay_s` late, passes a frequency.
std::size_t when(double hz, double delay_s = 0.0247) {
  const ExponentialSweep& sweep = estimator().stimulus().sweep;
  const double t = sweep.lead_in.value() + delay_s + sweep.time_of(Hertz(hz)).value();
  return static_cast<std::size_t>(t * sweep.sample_rate);
}

TEST(UnflaggedDrop, OfOneBlockIsFoundWhereverTheSweepIs) {
  for (const std::size_t samples : {64UL, 128UL, 256UL, 1024UL, 4096UL}) {
    for (const double hz : {31.0, 177.0, 750.0, 3000.0, 9000.0, 19000.0}) {
      const Recording take = broken(whole_take(), {FaultKind::dropped, when(hz), samples});
      EXPECT_THAT(codes(take), ElementsAre(FindingCode::dropout)) << samples << " at " << hz;
    }
  }
}

TEST(UnflaggedDrop, OfAWholePeriodOfTheSweepIsFoundAlthoughNothingClicks) {
  // 64 samples at 48 kHz are one period of 750 Hz and eight of 6 kHz.
  for (const double hz : {748.0, 749.0, 750.0, 751.0, 5998.0, 6000.0, 6002.0}) {
    const Recording take = broken(whole_take(), {FaultKind::dropped, when(hz), 64});
    EXPECT_THAT(codes(take), ElementsAre(FindingCode::dropout)) << hz;
  }
}

TEST(UnflaggedSlip, OfTwoSamplesIsFoundFromAFewHundredHertzUp) {
  for (const double hz : {400.0, 900.0, 2500.0, 8000.0, 15000.0}) {
    const Recording take = broken(whole_take(), {FaultKind::dropped, when(hz), 2});
    EXPECT_THAT(codes(take), ElementsAre(FindingCode::dropout)) << hz;
  }
}

TEST(UnflaggedSlip, ThatIsNotFoundLeavesTheRatioUnharmed) {
  const Recording take = broken(whole_take(), {FaultKind::dropped, when(8.0), 2});
  const RatioCurve slipped = estimator().estimate(take);
  const RatioCurve whole = estimator().estimate(whole_take());
  for (std::size_t i = 0; i < whole.grid.size(); ++i) {
    if (whole.grid[i] < 20.0) continue;
    EXPECT_LT(std::abs(slipped.ratio[i] / whole.ratio[i] - 1.0), 2e-4) << whole.grid[i];
  }
}

TEST(UnflaggedRepeat, AndInsertedSilenceAreFound) {
  for (const FaultKind kind : {FaultKind::repeated, FaultKind::inserted, FaultKind::zeroed}) {
    for (const double hz : {40.0, 400.0, 4000.0, 16000.0}) {
      const Recording take = broken(whole_take(), {kind, when(hz), 128});
      EXPECT_THAT(codes(take), ElementsAre(FindingCode::dropout)) << static_cast<int>(kind) << " at " << hz;
    }
  }
}

TEST(UnflaggedDrop, OnTheDutChannelAloneIsFound) {
  for (const double hz : {40.0, 400.0, 4000.0, 16000.0}) {
    const Recording take = broken(whole_take(), {FaultKind::dropped, when(hz), 64}, Broken::dut);
    EXPECT_THAT(codes(take), ElementsAre(FindingCode::dropout)) << hz;
  }
}

TEST(BitExactLoop, RaisesNoFinding) { EXPECT_THAT(codes(looped_take()), IsEmpty()); }

TEST(BitExactLoop, WithOneSampleLostAnywhereIsFound) {
  for (const double hz : {5.5, 7.0, 12.0, 50.0, 300.0, 2000.0, 20000.0}) {
    const Recording take = broken(looped_take(), {FaultKind::dropped, when(hz, 2048.0 / 48000.0), 1});
    EXPECT_THAT(codes(take), ElementsAre(FindingCode::dropout)) << hz;
  }
}

TEST(Flags, DoNotDecideWhetherATakeIsWhole) {
  Recording take = whole_take();
  take.flags.input_overflows = 4;
  EXPECT_THAT(codes(take), IsEmpty());
}

TEST(SoundThatStopsForGood, IsSignalLostWithItsTime) {
  for (const double hz : {60.0, 500.0, 5000.0}) {
    const Recording take = broken(whole_take(), {FaultKind::lost, when(hz), 0});
    const RatioCurve curve = estimator().estimate(take);
    ASSERT_EQ(curve.findings.size(), 1U) << hz;
    EXPECT_EQ(curve.findings.front().code, FindingCode::signal_lost);
    EXPECT_EQ(curve.findings.front().severity, Severity::blocking);
    EXPECT_NEAR(*curve.quality.signal_lost_s, static_cast<double>(when(hz)) / 48000.0, 0.02) << hz;
  }
}

/// The dut channel is silent within a stretch of the take; the source channel is whole.
Recording dut_muted(Recording take, std::size_t from, std::size_t to) {
  for (std::size_t n = from; n < std::min(to, take.dut.size()); ++n) take.dut[n] *= 1e-4;
  return take;
}

TEST(ADutChannelThatFallsSilent, IsSignalLostAndNoDropout) {
  for (const double hz : {8.0, 60.0, 500.0, 5000.0}) {
    const RatioCurve curve = estimator().estimate(dut_muted(whole_take(), when(hz), SIZE_MAX));
    EXPECT_THAT(codes(dut_muted(whole_take(), when(hz), SIZE_MAX)), ElementsAre(FindingCode::signal_lost))
        << hz;
    ASSERT_TRUE(curve.quality.dut_silent_s) << hz;
    EXPECT_NEAR(*curve.quality.dut_silent_s, static_cast<double>(when(hz)) / 48000.0, 0.02) << hz;
  }
}

TEST(ADutChannelThatFallsSilent, IsNotSeenWhereBothDoOrSamplesAreLost) {
  EXPECT_FALSE(estimator().estimate(whole_take()).quality.dut_silent_s);
  const Recording lost = broken(whole_take(), {FaultKind::lost, when(500.0), 0});
  EXPECT_FALSE(estimator().estimate(lost).quality.dut_silent_s);
  const Recording gap = dut_muted(whole_take(), when(500.0), when(500.0) + 480);
  EXPECT_THAT(codes(gap), ElementsAre(FindingCode::dropout));
}

TEST(SoundThatStopsForGood, IsSignalLostAlsoWhereNoiseGoesOn) {
  Chain chain;
  chain.noise_rms = 1e-4;
  chain.source = [](double) { return Complex(1e-9, 0.0); };
  const Recording noise = record(estimator().stimulus(), chain);
  Recording take = whole_take();
  for (std::size_t n = when(1000.0); n < take.source.size(); ++n) {
    take.source[n] = noise.source[n];
    take.dut[n] = noise.dut[n];
  }
  EXPECT_THAT(codes(take), ElementsAre(FindingCode::signal_lost));
}

TEST(SoundBehindALowPass, IsNotTakenForLost) {
  Chain chain;
  chain.noise_rms = 1e-5;
  chain.source = [](double hz) { return Complex(0.5, 0.0) / (1.0 + std::pow(hz / 12e3, 8.0)); };
  const RatioCurve curve = estimator().estimate(record(estimator().stimulus(), chain));
  EXPECT_FALSE(has(curve.findings, FindingCode::signal_lost));
  EXPECT_FALSE(has(curve.findings, FindingCode::dropout));
}

TEST(TakeThatIsHardlyThere, IsJudgedWithoutACrash) {
  for (const double hz : {5.1, 6.0, 9.0}) {
    const Recording take = broken(whole_take(), {FaultKind::lost, when(hz), 0});
    try {
      EXPECT_TRUE(has_blocking(estimator().estimate(take).findings)) << hz;
    } catch (const std::exception& error) {
      EXPECT_STRNE(error.what(), "");
    }
  }
}

}  // namespace
}  // namespace ohmsweep
