// What a stepped sine's estimate must obey, on chains whose ratio is known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/stepped_sine.h"
#include "signal/faulty_take.h"
#include "signal/simulated_take.h"

namespace ohmsweep {
namespace {

using test::Chain;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const SteppedStimulus& stimulus() {
  static const SteppedStimulus rendered = [] {
    SteppedSine parameters;
    parameters.points_per_octave = 3;
    return render(parameters);
  }();
  return rendered;
}

Recording record(const Chain& chain) { return test::record(as_stimulus(stimulus()), chain); }

Chain noisy(double rms, unsigned seed) {
  Chain chain;
  chain.noise_rms = rms;
  chain.seed = seed;
  return chain;
}

double worst_error(const RatioCurve& curve, const test::Transfer& expected) {
  double worst = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    worst = std::max(worst, std::abs(curve.ratio[i] / expected(curve.grid[i]) - 1.0));
  }
  return worst;
}

/// |δm|²/variance at every point.
std::vector<double> squared_errors(const RatioCurve& curve, const test::Transfer& expected) {
  std::vector<double> errors;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const double variance = curve.noise_variance[i] + std::norm(curve.resolution_bias[i]);
    errors.push_back(std::norm(curve.ratio[i] - expected(curve.grid[i])) / variance);
  }
  return errors;
}

void add_tone(Recording& take, double hz, double source, double dut) {
  for (std::size_t n = 0; n < take.source.size(); ++n) {
    const double phase = angular(Hertz(hz)) * static_cast<double>(n) / take.sample_rate;
    take.source[n] += source * std::cos(phase + 0.3);
    take.dut[n] += dut * std::cos(phase + 1.1);
  }
}

TEST(SteppedRatioOfANoiselessTake, IsTheChainsRatioToOnePartPerMillion) {
  const RatioCurve curve = estimate_stepped(record({}), stimulus());
  EXPECT_EQ(curve.grid, tones(stimulus().parameters));
  EXPECT_LT(worst_error(curve, test::resonant_ratio), 1e-6);
  EXPECT_THAT(curve.findings, IsEmpty());
}

TEST(SteppedRatioLaw, BulkDelayOfUpToASecondDoesNotChangeTheRatio) {
  for (const double delay_s : {0.0, 0.0747, 0.31, 0.97}) {
    Chain later;
    later.delay_s = delay_s;
    const RatioCurve curve = estimate_stepped(record(later), stimulus());
    EXPECT_LT(worst_error(curve, test::resonant_ratio), 1e-6) << delay_s;
    EXPECT_NEAR(curve.quality.delay_s, delay_s, 1e-3);
    EXPECT_NEAR(curve.quality.clock_offset_ppm, 0.0, 0.1);
  }
}

TEST(SteppedRatioLaw, SilenceBeforeTheTonesMayBeCutOff) {
  Recording take = record({});
  take.source.erase(take.source.begin(), take.source.begin() + 24000);
  take.dut.erase(take.dut.begin(), take.dut.begin() + 24000);
  EXPECT_LT(worst_error(estimate_stepped(take, stimulus()), test::resonant_ratio), 1e-6);
}

TEST(SteppedRatioLaw, SwappingTheChannelsInvertsTheRatio) {
  const RatioCurve swapped = estimate_stepped(swap_channels(record({})), stimulus());
  EXPECT_LT(worst_error(swapped, [](double hz) { return 1.0 / test::resonant_ratio(hz); }), 1e-6);
}

TEST(SteppedRatioLaw, PolarityAndAnythingElseThatBothChannelsShareCancels) {
  Chain coloured;
  coloured.source = [](double hz) {
    return -0.4 * Complex(0.0, hz) / Complex(2.0, hz) / Complex(1.0, hz / 30e3);
  };
  EXPECT_LT(worst_error(estimate_stepped(record(coloured), stimulus()), test::resonant_ratio), 1e-6);
}

TEST(SteppedRatioOfANoisyTake, LiesWithinItsIntervalNineteenTimesInTwenty) {
  int within = 0;
  int points = 0;
  double sum = 0.0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const RatioCurve curve = estimate_stepped(record(noisy(1e-4, seed)), stimulus());
    for (const double error : squared_errors(curve, test::resonant_ratio)) {
      // 95 % of a circular error lie within √-ln(0.05) times its root mean square.
      if (error <= -std::log(0.05)) ++within;
      sum += error;
      ++points;
    }
  }
  // 372 independent points: a binomial deviation of 1.1 %, and 5 % of the mean.
  EXPECT_NEAR(100.0 * within / points, 95.0, 3.5);
  EXPECT_NEAR(sum / points, 1.0, 0.17);
}

TEST(SteppedRatioOfATakeWithHum, LosesItAndSaysSo) {
  Recording take = record(noisy(1e-5, 3));
  for (const double order : {1.0, 2.0, 3.0, 5.0, 10.0}) {
    add_tone(take, 50.013 * order, 1e-3 / order, 0.7e-3 / order);
  }
  const RatioCurve curve = estimate_stepped(take, stimulus());
  EXPECT_TRUE(has(curve.findings, FindingCode::mains_lines));
  EXPECT_NEAR(curve.quality.mains_hz, 50.013, 0.02);
  // 49.6 Hz stands 0.4 Hz beside the loudest line, which is 400 times the interval stated here.
  EXPECT_LT(worst_error(curve, test::resonant_ratio), 1e-3);
  for (const double error : squared_errors(curve, test::resonant_ratio)) EXPECT_LT(error, 16.0);
}

TEST(SteppedRatioOfATakeWithATone, IsNotMovedByOneThatSitsOnATonesOwnFrequency) {
  Recording take = record(noisy(1e-5, 4));
  add_tone(take, 1000.0, 1e-3, 2e-3);
  const RatioCurve curve = estimate_stepped(take, stimulus());
  const std::size_t at = *curve.grid.find(1000.0);
  EXPECT_LT(squared_errors(curve, test::resonant_ratio)[at], 16.0);
  EXPECT_LT(std::abs(curve.ratio[at] - test::resonant_ratio(1000.0)), 2e-5);
}

TEST(SteppedRatioRefusal, NamesWhatIsWrongWithATake) {
  const auto refusal = [&](const Recording& take) -> std::string {
    try {
      (void)estimate_stepped(take, stimulus());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::failed);
      return error.what();
    }
    return "";
  };
  Recording other_rate = record({});
  other_rate.sample_rate = 44100;
  EXPECT_THAT(refusal(other_rate), HasSubstr("44100"));
  Recording broken = record({});
  broken.dut[777] = std::nan("");
  EXPECT_THAT(refusal(broken), HasSubstr("777"));
  Recording brief = record({});
  brief.source.resize(96000);
  brief.dut.resize(96000);
  EXPECT_THAT(refusal(brief), HasSubstr("shorter than its tones"));
  Recording cut = record({});
  cut.source.resize(cut.source.size() - 96000);
  cut.dut.resize(cut.dut.size() - 96000);
  cut.source.insert(cut.source.begin(), 48000, 0.0);
  cut.dut.insert(cut.dut.begin(), 48000, 0.0);
  EXPECT_THAT(refusal(cut), HasSubstr("before its tones do"));
  Recording late = record({});
  late.source.erase(late.source.begin(), late.source.begin() + 48000);
  late.dut.erase(late.dut.begin(), late.dut.begin() + 48000);
  EXPECT_THAT(refusal(late), HasSubstr("after its tones do"));
}

TEST(SteppedRatioRefusal, KnowsATakeOfSomethingElse) {
  const auto refused_as_other = [&](Recording take) {
    take.source.resize(std::max(take.source.size(), stimulus().samples.size()));
    take.dut.resize(take.source.size());
    try {
      (void)estimate_stepped(take, stimulus());
    } catch (const Error& error) {
      return std::string(error.what()).find("does not hold these tones") != std::string::npos;
    }
    return false;
  };
  EXPECT_TRUE(refused_as_other(test::record(render(ExponentialSweep{}), {}))) << "the sweep";
  SteppedSine finer;
  EXPECT_TRUE(refused_as_other(test::record(as_stimulus(render(finer)), {}))) << "other tones";
  Chain mute;
  mute.source = [](double) { return Complex{}; };
  EXPECT_TRUE(refused_as_other(record(mute))) << "silence";
  mute.noise_rms = 0.01;
  EXPECT_TRUE(refused_as_other(record(mute))) << "noise";
}

TEST(SteppedRatioFinding, NamesClippingAndLostSamples) {
  Recording clipped = record(noisy(1e-5, 1));
  for (double& sample : clipped.source) sample = std::clamp(sample, -0.12, 0.12);
  EXPECT_TRUE(has(estimate_stepped(clipped, stimulus()).findings, FindingCode::clipping));
  for (const std::ptrdiff_t lost : {475, 17}) {
    Recording torn = record(noisy(1e-5, 2));
    const ToneSlot& slot = stimulus().slots[11];
    const auto at = static_cast<std::ptrdiff_t>((slot.centre_s() + 0.0247) * torn.sample_rate);
    for (auto* channel : {&torn.source, &torn.dut}) {
      channel->erase(channel->begin() + at, channel->begin() + at + lost);
    }
    const RatioCurve curve = estimate_stepped(torn, stimulus());
    EXPECT_TRUE(has(curve.findings, FindingCode::dropout)) << lost;
  }
}

std::vector<std::string> codes_of(const Recording& take) {
  std::vector<std::string> codes;
  for (const Finding& finding : estimate_stepped(take, stimulus()).findings) {
    codes.emplace_back(to_string(finding.code));
  }
  return codes;
}

TEST(SteppedRatioFinding, NamesAPeriodLostOrRepeatedWhereverItIs) {
  const Recording whole = record(noisy(1e-5, 6));
  EXPECT_THAT(codes_of(whole), IsEmpty());
  // From the middle of one tone's stretch through pause and settling to that of the next but one.
  const double from_s = stimulus().slots[12].centre_s();
  const double to_s = stimulus().slots[14].centre_s();
  for (const auto kind : {test::FaultKind::dropped, test::FaultKind::inserted}) {
    for (const std::size_t samples : {64U, 256U, 1024U}) {
      for (int step = 0; step <= 8; ++step) {
        const double at_s = from_s + (to_s - from_s) * step / 8;
        const auto at = static_cast<std::size_t>(at_s * whole.sample_rate);
        EXPECT_THAT(codes_of(test::broken(whole, {kind, at, samples})), ::testing::ElementsAre("dropout"))
            << (kind == test::FaultKind::dropped ? "dropped " : "inserted ") << samples << " at " << at_s;
      }
    }
  }
}

TEST(SteppedRatioFinding, NamesToneThatIsZeroedAndSoundThatEnds) {
  const Recording whole = record(noisy(1e-5, 7));
  const auto at = static_cast<std::size_t>(stimulus().slots[20].begins_s * whole.sample_rate);
  EXPECT_THAT(codes_of(test::broken(whole, {test::FaultKind::zeroed, at, 48000})),
              ::testing::ElementsAre("dropout"));
  EXPECT_THAT(codes_of(test::broken(whole, {test::FaultKind::lost, at, 0})),
              ::testing::ElementsAre("signal_lost"));
  EXPECT_THAT(codes_of(test::broken(whole, {test::FaultKind::dropped, at, 48000})),
              ::testing::ElementsAre("dropout"))
      << "a server that stood still";
}

TEST(SteppedStimulusHash, TellsItFromOtherStimuli) {
  const RatioCurve curve = estimate_stepped(record({}), stimulus());
  EXPECT_NE(curve.stimulus_hash, RatioEstimator(render(ExponentialSweep{})).stimulus_hash());
  EXPECT_THAT(curve.stimulus_hash, ::testing::SizeIs(16));
}

}  // namespace
}  // namespace ohmsweep
