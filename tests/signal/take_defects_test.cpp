// Each defect of a take raises its own finding and no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

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

Recording quiet_take() {
  Chain chain;
  chain.noise_rms = 1e-5;
  return record(estimator().stimulus(), chain);
}

std::vector<FindingCode> codes(const RatioCurve& curve) {
  std::vector<FindingCode> found;
  for (const Finding& finding : curve.findings) found.push_back(finding.code);
  return found;
}

std::vector<FindingCode> codes(const Recording& take) { return codes(estimator().estimate(take)); }

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void add_tone(Recording& take, double hz, double amplitude, double dut_share = 0.7) {
  for (std::size_t n = 0; n < take.source.size(); ++n) {
    const double tone =
        amplitude * std::sin(2.0 * M_PI * hz * static_cast<double>(n) / take.sample_rate + 0.4);
    take.source[n] += tone;
    take.dut[n] += dut_share * tone;
  }
}

TEST(CleanTake, RaisesNoFinding) { EXPECT_THAT(codes(quiet_take()), IsEmpty()); }

TEST(PainPoint12, ADroppedBlockIsFoundWithItsTime) {
  for (const double at_s : {1.2, 3.0, 5.1}) {
    Recording take = quiet_take();
    const auto at = static_cast<std::ptrdiff_t>(at_s * take.sample_rate);
    for (auto* channel : {&take.source, &take.dut}) {
      channel->erase(channel->begin() + at, channel->begin() + at + 64);
    }
    const RatioCurve curve = estimator().estimate(take);
    EXPECT_THAT(codes(curve), ElementsAre(FindingCode::dropout)) << at_s;
    ASSERT_FALSE(curve.quality.dropouts_s.empty());
    EXPECT_NEAR(curve.quality.dropouts_s.front(), at_s, 0.03);
  }
}

TEST(PainPoint12, AZeroedBlockIsFound) {
  Recording take = quiet_take();
  std::fill_n(take.source.begin() + 144000, 32, 0.0);
  std::fill_n(take.dut.begin() + 144000, 32, 0.0);
  EXPECT_THAT(codes(take), ElementsAre(FindingCode::dropout));
}

TEST(ClippedTake, IsFoundAtFullScaleAndAtAFlatTopBelowIt) {
  for (const double top : {1.0, 0.11}) {
    Recording take = quiet_take();
    const double gain = top == 1.0 ? 9.0 : 1.0;
    for (double& sample : take.source) sample = std::clamp(gain * sample, -top, top);
    EXPECT_THAT(codes(take), ElementsAre(FindingCode::clipping)) << top;
  }
}

TEST(CoarselyQuantisedTake, IsNotTakenForClipped) {
  for (const double scale : {32768.0, 2000.0}) {
    Recording take = record(estimator().stimulus(), {});
    for (double& sample : take.source) sample = std::round(sample * scale) / scale;
    for (double& sample : take.dut) sample = std::round(sample * scale) / scale;
    EXPECT_FALSE(has(estimator().estimate(take).findings, FindingCode::clipping)) << scale;
  }
}

TEST(SilentTake, IsTooQuietAndNothingElse) {
  Recording take = quiet_take();
  std::fill(take.source.begin(), take.source.end(), 0.0);
  std::fill(take.dut.begin(), take.dut.end(), 0.0);
  EXPECT_THAT(codes(take), ElementsAre(FindingCode::too_quiet));
}

TEST(TakeOfNoiseAlone, IsTooQuietAndNothingElse) {
  Chain chain;
  chain.source = [](double) { return Complex(1e-7, 0.0); };
  chain.noise_rms = 1e-3;
  EXPECT_THAT(codes(record(estimator().stimulus(), chain)), ElementsAre(FindingCode::too_quiet));
}

TEST(PainPoint13, ATooNoisyTakeSaysSo) {
  Chain chain;
  chain.noise_rms = 0.03;
  EXPECT_THAT(codes(record(estimator().stimulus(), chain)), ElementsAre(FindingCode::low_snr));
}

TEST(Hum, IsFoundByItselfAtEitherMainsFrequencyAndRemoved) {
  for (const double mains_hz : {50.03, 59.96}) {
    Recording take = quiet_take();
    for (int order = 1; order <= 7; order += 2) add_tone(take, order * mains_hz, 3e-4 / order);
    const RatioCurve curve = estimator().estimate(take);
    EXPECT_THAT(codes(curve), ElementsAre(FindingCode::mains_lines));
    EXPECT_NEAR(curve.quality.mains_hz, mains_hz, 0.01);
    double worst = 0.0;
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      if (curve.grid[i] < 20.0 || curve.grid[i] > 1000.0) continue;
      worst = std::max(worst, std::abs(curve.ratio[i] - test::resonant_ratio(curve.grid[i])));
    }
    EXPECT_LT(worst, 6e-5) << mains_hz;  // 3e-3 without removal
  }
}

TEST(ConverterTone, IsFoundAwayFromTheMains) {
  Recording take = quiet_take();
  add_tone(take, 8000.0, 1e-4);
  const RatioCurve curve = estimator().estimate(take);
  EXPECT_THAT(codes(curve), ElementsAre(FindingCode::mains_lines));
  ASSERT_EQ(curve.quality.lines.size(), 1U) << curve.findings.front().detail;
  EXPECT_NEAR(curve.quality.lines.front().frequency_hz, 8000.0, 0.1);
  EXPECT_NEAR(curve.quality.lines.front().amplitude, 1e-4, 1e-5);
}

TEST(DcOffset, ChangesNothing) {
  Recording take = quiet_take();
  for (double& sample : take.source) sample += 0.02;
  for (double& sample : take.dut) sample -= 0.01;
  const RatioCurve curve = estimator().estimate(take);
  EXPECT_THAT(codes(curve), IsEmpty());
  const RatioCurve clean = estimator().estimate(quiet_take());
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.grid[i] < 20.0) continue;
    EXPECT_NEAR(std::abs(curve.ratio[i] - clean.ratio[i]), 0.0, 2e-6) << curve.grid[i];
  }
}

TEST(Distortion, OfSeveralPercentIsFoundWithItsOrder) {
  Recording take = quiet_take();
  for (double& sample : take.source) sample += 0.4 * sample * sample;
  const RatioCurve curve = estimator().estimate(take);
  EXPECT_THAT(codes(curve), ElementsAre(FindingCode::distortion));
  // 0.4 x² of a sine of amplitude 0.1256 has a second harmonic of 0.4 · 0.1256 / 2 = 2.5 %.
  const HarmonicCurve& second = curve.harmonics.front();
  ASSERT_EQ(second.order, 2);
  EXPECT_NEAR(second.source_ratio[second.source_ratio.size() / 2], 0.0251, 0.001);
}

TEST(Distortion, DoesNotReachTheLinearRatio) {
  Recording take = record(estimator().stimulus(), {});
  // A quadratic term has no part at the fundamental, so that the true ratio stays what it was.
  for (double& sample : take.dut) sample += 0.2 * sample * sample;
  const RatioCurve curve = estimator().estimate(take);
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    // Around a third of the rate the squared samples alias onto the sweep itself, as no converter's would.
    const bool aliased = std::abs(curve.grid[i] - 16e3) < 1500.0;
    if (curve.grid[i] < 20.0 || curve.grid[i] > 20e3 || aliased) continue;
    EXPECT_NEAR(std::abs(curve.ratio[i] / test::resonant_ratio(curve.grid[i]) - 1.0), 0.0, 5e-5)
        << curve.grid[i];
  }
}

TEST(Repeats, ThatAgreeAreAveragedWithoutAFinding) {
  Chain chain;
  chain.noise_rms = 1e-4;
  std::vector<RatioCurve> repeats;
  for (chain.seed = 1; chain.seed <= 4; ++chain.seed)
    repeats.push_back(estimator().estimate(record(estimator().stimulus(), chain)));
  const RatioCurve combined = combine_repeats(repeats);
  EXPECT_THAT(codes(combined), IsEmpty());
  EXPECT_NEAR(combined.noise_variance[300] / repeats.front().noise_variance[300], 0.25, 0.1);
}

TEST(Repeats, OfADeviceThatChangesRaiseUnstableDeviceAndNoOther) {
  Chain chain;
  chain.noise_rms = 1e-5;
  const RatioCurve first = estimator().estimate(record(estimator().stimulus(), chain));
  chain.seed = 2;
  chain.ratio = [](double hz) { return 1.01 * test::resonant_ratio(hz); };
  const RatioCurve second = estimator().estimate(record(estimator().stimulus(), chain));
  EXPECT_THAT(codes(combine_repeats({first, second})), ElementsAre(FindingCode::unstable_device));
}

}  // namespace
}  // namespace ohmsweep
