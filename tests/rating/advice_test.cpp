#include "ohmsweep/rating/advice.h"

#include <gmock/gmock.h>

#include <random>

#include "ohmsweep/core/error.h"
#include "ohmsweep/rating/rule_verdicts.h"
#include "rating/analytic_curves.h"

namespace ohmsweep {
namespace {

using ::testing::ElementsAre;
using testing_support::bounded;
using testing_support::curve_from;
using testing_support::flat;
using testing_support::resonant;

std::vector<RuleVerdict> verdicts(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                                  std::optional<double> nominal = {}, double rule = 8.0) {
  return rule_verdicts(rate(headphone, output, {rule, audible_from, audible_to}), headphone, output, nominal);
}

TEST(RuleVerdicts, OnNominalMispredictsAnInEarThatDipsAndDisagreeAboutIt) {
  const ImpedanceCurve in_ear = resonant({8.0, 40.0, 1000.0, 1.0}, 0.005);
  const auto all = verdicts(in_ear, flat(2.0, 0.01), 32.0);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].verdict, Verdict::fail);
  EXPECT_EQ(all[1].verdict, Verdict::pass);
  EXPECT_NEAR(all[1].ratio, 20.0, 0.05);
  EXPECT_EQ(all[2].verdict, Verdict::pass);
  EXPECT_NEAR(all[2].ratio, 16.0, 1e-9);
  EXPECT_NEAR(all[3].ratio, 12.8, 1e-9);
  EXPECT_TRUE(disagree(all));
  EXPECT_FALSE(disagree(verdicts(flat(32.0, 0.005), flat(2.0, 0.01), 32.0)));
}

TEST(RuleVerdicts, PassByABoundAndNeverFailByOne) {
  EXPECT_EQ(verdicts(flat(32.0, 0.01), bounded(0.1, 0.2), 32.0)[2].verdict, Verdict::pass);
  for (const RuleVerdict& one : verdicts(flat(32.0, 0.01), bounded(3.0, 4.0), 32.0)) {
    EXPECT_EQ(one.verdict, Verdict::undecided);
  }
}

TEST(RuleVerdicts, AreSuppressedByABlockingFinding) {
  ImpedanceCurve open = flat(32.0, 0.01);
  open.findings = {{Severity::blocking, FindingCode::device_open, "nothing is connected"}};
  const auto all = verdicts(open, flat(2.0, 0.01), 32.0);
  for (const RuleVerdict& one : all) EXPECT_FALSE(one.verdict);
  EXPECT_FALSE(disagree(all));
}

TEST(WhatWouldDecide, NamesTheCurveThatIsKnownWorseAndAnIntervalThatDecides) {
  const ImpedanceCurve headphone = flat(16.4, 0.002);
  const ImpedanceCurve output = flat(2.0, 0.1);
  const auto needed = what_would_decide(rate(headphone, output), headphone, output);
  ASSERT_TRUE(needed);
  EXPECT_EQ(needed->which, Deciding::output);
  const ImpedanceCurve better = flat(2.0, 0.99 * needed->output_u95_ohm / 2.0);
  EXPECT_EQ(rate(headphone, better).verdict, Verdict::pass);
  const ImpedanceCurve worse = flat(2.0, 1.05 * needed->output_u95_ohm / 2.0);
  EXPECT_EQ(rate(headphone, worse).verdict, Verdict::undecided);
}

TEST(WhatWouldDecide, AsksForBothWhereEitherAloneIsTooUncertain) {
  const ImpedanceCurve headphone = flat(16.2, 0.05);
  const ImpedanceCurve output = flat(2.0, 0.05);
  const auto needed = what_would_decide(rate(headphone, output), headphone, output);
  ASSERT_TRUE(needed);
  EXPECT_EQ(needed->which, Deciding::both);
  EXPECT_EQ(rate(flat(16.2, 0.99 * needed->headphone_u95_ohm / 16.2),
                 flat(2.0, 0.99 * needed->output_u95_ohm / 2.0))
                .verdict,
            Verdict::pass);
}

TEST(WhatWouldDecide, IsNothingWhereThePairingIsDecided) {
  EXPECT_FALSE(
      what_would_decide(rate(flat(300.0, 0.01), flat(2.0, 0.01)), flat(300.0, 0.01), flat(2.0, 0.01)));
}

TEST(AllowedOutput, Of16OhmIs2AndOf300OhmIs37AndAHalf) {
  EXPECT_NEAR(allowed_output(flat(16.0)).ohm, 2.0, 1e-12);
  EXPECT_NEAR(allowed_output(flat(300.0)).ohm, 37.5, 1e-12);
  EXPECT_NEAR(allowed_output(resonant({8.0, 40.0, 95.0, 1.5})).ohm, 1.0, 0.01);
}

TEST(AllowedOutput, OfACurveWithNothingInTheBandIsNoneAndAloneIsRefused) {
  const ImpedanceCurve ultrasound =
      curve_from([](double) { return Complex(32.0); }, 0.01, FrequencyGrid({30e3, 40e3}));
  EXPECT_FALSE(allowed_within(ultrasound, {}));
  EXPECT_THROW((void)allowed_output(ultrasound), Error);
  EXPECT_TRUE(allowed_within(flat(32.0), {}));
}

TEST(AllowedOutput, HoldsTheTruthInAtLeast93PercentOfNoisyCurves) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal(0.0, 1.0);
  constexpr int cases = 2000;
  constexpr double u95 = 0.01;
  int held = 0;
  const ImpedanceCurve truth = resonant({16.0, 40.0, 95.0, 1.5}, u95);
  const double real = allowed_output(truth).ohm;
  for (int i = 0; i < cases; ++i) {
    ImpedanceCurve noisy = truth;
    for (Complex& z : noisy.impedance_ohm) {
      const double u = 0.5 * u95 * std::abs(z);
      z += Complex(u * normal(random), u * normal(random));
    }
    const AllowedOutput found = allowed_output(noisy);
    held += real >= found.lower95_ohm && real <= found.upper95_ohm ? 1 : 0;
  }
  RecordProperty("held", held);
  EXPECT_GE(held, 0.93 * cases);
}

RatedPairing rated(const std::string& headphone, const std::string& amplifier, std::optional<Verdict> verdict,
                   double deviation) {
  RatedPairing one{headphone, "left", amplifier, "phones", {}};
  one.pairing.verdict = verdict;
  one.pairing.deviation_peak_to_peak_db = deviation;
  return one;
}

TEST(Ranking, PutsPassesFirstAndTheFlattestAmongThem) {
  std::vector<std::string> order;
  for (const RatedPairing& one :
       ranked({rated("HD", "a", Verdict::fail, 0.1), rated("HD", "b", Verdict::pass, 0.9),
               rated("HD", "c", {}, 0.0), rated("HD", "d", Verdict::undecided, 0.2),
               rated("HD", "e", Verdict::pass, 0.3)})) {
    order.push_back(one.amplifier);
  }
  EXPECT_THAT(order, ElementsAre("e", "b", "d", "a", "c"));
}

TEST(Ranking, PrefersTheOutputThatServesMost) {
  const auto services =
      service_of_outputs({rated("A", "x", Verdict::pass, 0.1), rated("B", "x", Verdict::fail, 2.0),
                          rated("A", "y", Verdict::pass, 0.2), rated("B", "y", Verdict::pass, 0.4),
                          rated("A", "z", Verdict::pass, 0.1), rated("B", "z", {}, 9.0)});
  ASSERT_EQ(services.size(), 3U);
  EXPECT_EQ(services[0].amplifier, "y");
  EXPECT_EQ(services[0].passes, 2U);
  EXPECT_EQ(services[1].amplifier, "z");
  EXPECT_EQ(services[1].without_verdict, 1U);
  EXPECT_EQ(services[2].fails, 1U);
  EXPECT_DOUBLE_EQ(services[2].largest_deviation_db, 2.0);
}

}  // namespace
}  // namespace ohmsweep
