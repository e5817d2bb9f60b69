/// What is refused, in which words, and what is only remarked on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measurement/simulated_output.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using testing::HasSubstr;

Bench bench_of(double output_ohm) {
  Bench bench;
  bench.output = constant(output_ohm);
  bench.noise_variance = 1e-10;
  return bench;
}

std::vector<Connected> round_of(double ohm) { return {unloaded(), loaded(ohm), loaded(ohm), unloaded()}; }

std::string refusal(const std::vector<OutputTake>& takes) {
  try {
    (void)curve_of(takes, OutputRig{});
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return "accepted";
}

const Finding* find(const ImpedanceCurve& curve, FindingCode code) {
  for (const Finding& finding : curve.findings) {
    if (finding.code == code) return &finding;
  }
  return nullptr;
}

TEST(OutputRefusals, NoTakeAtAll) { EXPECT_THAT(refusal({}), HasSubstr("no take")); }

TEST(OutputRefusals, OnlyUnloadedTakes) {
  EXPECT_THAT(refusal(sequence(bench_of(1.0), {unloaded(), unloaded()})),
              HasSubstr("none of the 2 takes is loaded"));
}

TEST(OutputRefusals, OnlyOneLoadAndNoUnloadedTake) {
  EXPECT_THAT(refusal(sequence(bench_of(1.0), {loaded(33), loaded(33)})),
              HasSubstr("all 2 takes have the load '33ohm'"));
}

TEST(PainPoint8, TheSameTakeForTwoStatesIsRefused) {
  auto takes = sequence(bench_of(1.0), {unloaded(), loaded(33)});
  takes[1].ratio.take_hash = takes[0].ratio.take_hash;
  EXPECT_THAT(refusal(takes), HasSubstr("are the same recording"));
}

TEST(OutputRefusals, DifferentRatesAndDifferentSweeps) {
  auto rates = sequence(bench_of(1.0), {unloaded(), loaded(33)});
  rates[1].ratio.sample_rate = 44100;
  EXPECT_THAT(refusal(rates), HasSubstr("44100 Hz"));
  auto sweeps = sequence(bench_of(1.0), {unloaded(), loaded(33)});
  sweeps[1].ratio.stimulus_hash = "another";
  EXPECT_THAT(refusal(sweeps), HasSubstr("different sweeps"));
}

TEST(OutputRefusals, TakesThatAreClippedBrokenOrTooQuiet) {
  for (const FindingCode code : {FindingCode::clipping, FindingCode::dropout, FindingCode::too_quiet}) {
    auto takes = sequence(bench_of(1.0), {unloaded(), loaded(33)});
    takes[1].ratio.findings = {{Severity::blocking, code, "seen at 1.5 s"}};
    const std::string sentence = refusal(takes);
    EXPECT_THAT(sentence, HasSubstr("33ohm1.wav"));
    EXPECT_THAT(sentence, HasSubstr(std::string(to_string(code))));
  }
}

/// The loaded takes of a round whose output falls silent while the reference sounds on.
std::vector<OutputTake> silent(const std::vector<std::size_t>& which) {
  auto takes = sequence(bench_of(1.0), round_of(33));
  for (OutputTake& take : takes) take.ratio.quality.source_peak = take.ratio.quality.dut_peak = 0.25;
  for (const std::size_t i : which) {
    takes[i].ratio.findings = {{Severity::blocking, FindingCode::signal_lost, "seen at 0.55 s"}};
    takes[i].ratio.quality.dut_silent_s = 0.55;
  }
  return takes;
}

TEST(OutputRefusals, AnOutputThatSwitchesOffUnderEveryLoadNamesProtection) {
  const std::string sentence = refusal(silent({1, 2}));
  EXPECT_THAT(sentence, HasSubstr("loads_disagree"));
  EXPECT_THAT(sentence, HasSubstr("protection"));
  EXPECT_THAT(sentence, HasSubstr("higher load or a lower level"));
  EXPECT_THAT(sentence, testing::Not(HasSubstr("dropout")));
}

TEST(OutputRefusals, ASilenceThatIsNotTheLoadsIsTheTakesOwn) {
  for (const std::vector<std::size_t>& which :
       std::vector<std::vector<std::size_t>>{{1}, {0}, {0, 1, 2}, {1, 2, 3}}) {
    EXPECT_THAT(refusal(silent(which)), HasSubstr("signal_lost"));
  }
}

TEST(OutputRefusals, ATakeThatIsBrokenBesidesStaysADropout) {
  auto takes = silent({1, 2});
  takes[0].ratio.findings = {{Severity::blocking, FindingCode::dropout, "seen at 1.5 s"}};
  EXPECT_THAT(refusal(takes), HasSubstr("dropout"));
  auto both = sequence(bench_of(1.0), round_of(33));
  for (const std::size_t i : {1U, 2U}) {
    both[i].ratio.quality.dropouts_s = {0.3 + 0.4 * static_cast<double>(i)};
    both[i].ratio.findings = {{Severity::blocking, FindingCode::dropout, "in both channels"}};
    both[i].ratio.quality.source_peak = both[i].ratio.quality.dut_peak = 0.25;
  }
  both[0].ratio.quality.source_peak = both[0].ratio.quality.dut_peak = 0.25;
  EXPECT_THAT(refusal(both), HasSubstr("dropout"));
}

TEST(OutputRefusals, TakesOfOneLoadThatAllBreakAtOnePlaceAreTheOutputs) {
  auto takes = sequence(bench_of(1.0), round_of(33));
  for (OutputTake& take : takes) take.ratio.quality.source_peak = take.ratio.quality.dut_peak = 0.25;
  for (const std::size_t i : {1U, 2U}) {
    takes[i].ratio.findings = {{Severity::blocking, FindingCode::dropout, "broken"}};
    takes[i].ratio.quality.dropouts_s = {2.425, 2.45};
  }
  EXPECT_THAT(refusal(takes), HasSubstr("it limits its current or protects itself"));
  takes[2].ratio.quality.dropouts_s = {1.3};
  EXPECT_THAT(refusal(takes), HasSubstr("dropout"));
}

TEST(OutputRefusals, ALoadWithoutAValue) {
  auto takes = sequence(bench_of(1.0), {unloaded(), loaded(33)});
  takes[1].load->resistance_ohm = {};
  EXPECT_THAT(refusal(takes), HasSubstr("no resistance above zero"));
}

TEST(OutputRefusals, AnOutputThatGivesNothing) {
  auto takes = sequence(bench_of(1.0), {unloaded(), loaded(33)});
  takes[1].ratio.ratio[3] = 0.0;
  EXPECT_THAT(refusal(takes), HasSubstr("no output voltage"));
}

TEST(OutputFindings, AreNoneForASoundRound) {
  EXPECT_TRUE(curve_of(sequence(bench_of(1.0), round_of(33)), OutputRig{}).findings.empty());
}

TEST(OutputFindings, AnOutputBelowItsUncertaintyIsABound) {
  const ImpedanceCurve curve = curve_of(sequence(bench_of(0.002), {unloaded(), loaded(33)}), OutputRig{});
  const Finding* bound = find(curve, FindingCode::upper_bound);
  ASSERT_NE(bound, nullptr);
  EXPECT_EQ(bound->severity, Severity::note);
  const std::size_t i = curve.grid.find(1000.0).value();
  EXPECT_TRUE(curve.upper_bound[i]);
  EXPECT_GT(upper_bound_ohm(curve, i), 0.002);
  EXPECT_LT(upper_bound_ohm(curve, i), 0.15);
}

TEST(OutputFindings, ALowerLoadResolvesWhatAHighOneOnlyBounds) {
  const auto high = curve_of(sequence(bench_of(0.05), {unloaded(), loaded(300)}), OutputRig{});
  const auto low = curve_of(sequence(bench_of(0.05), {unloaded(), loaded(16)}), OutputRig{});
  EXPECT_TRUE(has(high.findings, FindingCode::upper_bound));
  EXPECT_FALSE(has(low.findings, FindingCode::upper_bound));
}

TEST(PainPoint7, AThirdLoadShowsThatOneHasAWrongValue) {
  Connected wrong = loaded(16);
  wrong.true_ohm = 24.0;  // off by 1.5
  const auto curve =
      curve_of(sequence(bench_of(10.0), {unloaded(), loaded(33), wrong, unloaded()}), OutputRig{});
  EXPECT_TRUE(has(curve.findings, FindingCode::load_value));
  const auto right =
      curve_of(sequence(bench_of(10.0), {unloaded(), loaded(33), loaded(16), unloaded()}), OutputRig{});
  EXPECT_FALSE(has(right.findings, FindingCode::load_value));
}

TEST(OutputFindings, AGrossContradictionOfTheLoadsBlocks) {
  Connected wrong = loaded(16);
  wrong.true_ohm = 3.3;
  const auto curve =
      curve_of(sequence(bench_of(10.0), {unloaded(), loaded(33), wrong, unloaded()}), OutputRig{});
  EXPECT_TRUE(has_blocking(curve.findings));
}

TEST(OutputFindings, AnOutputThatDependsOnItsLoadIsNamed) {
  auto takes = sequence(bench_of(1.0), {unloaded(), loaded(100), loaded(16), unloaded()});
  takes[2] = sequence(bench_of(1.3), {unloaded(), loaded(100), loaded(16), unloaded()})[2];
  EXPECT_TRUE(has(curve_of(takes, OutputRig{}).findings, FindingCode::loads_disagree));
}

TEST(OutputFindings, ScatterOfNoiseAloneRarelyLooksLikeDisagreement) {
  int named = 0;
  for (unsigned long long seed = 0; seed < 100; ++seed) {
    const auto takes = sequence(bench_of(0.1), {unloaded(), loaded(33), loaded(16), unloaded()}, seed);
    named += has(curve_of(takes, OutputRig{}).findings, FindingCode::loads_disagree) ? 1 : 0;
  }
  EXPECT_EQ(named, 0);
}

TEST(PainPoint11, WarmUpDriftBeyondThePriorIsNamedAndSmallerDriftIsNot) {
  const auto fast = curve_of(sequence(bench_of(1.0), drifting(round_of(33), 3e-3)), OutputRig{});
  const Finding* drift = find(fast, FindingCode::drift);
  ASSERT_NE(drift, nullptr);
  EXPECT_EQ(drift->severity, Severity::warning);
  EXPECT_THAT(drift->detail, testing::AnyOf(HasSubstr("0.29"), HasSubstr("0.3")));
  const auto slow = curve_of(sequence(bench_of(1.0), drifting(round_of(33), 3e-4)), OutputRig{});
  EXPECT_EQ(find(slow, FindingCode::drift), nullptr);
}

TEST(OutputFindings, ASmallNegativeResistanceIsLegalAndNamesExchangedTakesToo) {
  auto takes = sequence(bench_of(0.03), round_of(33));
  for (OutputTake& take : takes) {
    take.load = take.load ? std::nullopt : loaded(33).stated;
  }
  const ImpedanceCurve curve = curve_of(takes, OutputRig{});
  const Finding* negative = find(curve, FindingCode::negative_resistance);
  ASSERT_NE(negative, nullptr);
  EXPECT_EQ(negative->severity, Severity::warning) << "positive current feedback makes it legal";
  EXPECT_THAT(negative->detail, HasSubstr("exchanged"));
}

TEST(OutputFindings, KeepsTheTakesOwnOnce) {
  auto takes = sequence(bench_of(1.0), round_of(33));
  const Finding hum{Severity::note, FindingCode::mains_lines, "50 Hz removed"};
  for (OutputTake& take : takes) take.ratio.findings = {hum};
  EXPECT_THAT(curve_of(takes, OutputRig{}).findings, testing::ElementsAre(hum));
}

}  // namespace
}  // namespace ohmsweep
