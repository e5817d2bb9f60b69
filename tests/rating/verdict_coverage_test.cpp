// What the ratio's interval promises where it matters: close to the rule.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "ohmsweep/rating/pairing.h"
#include "rating/analytic_curves.h"

namespace ohmsweep {
namespace {

using testing_support::flat;
using testing_support::measured;
using testing_support::resonant;

constexpr int cases = 2000;

/// How 2,000 measurements of pairings end whose true ratios lie evenly within so much of the rule.
struct Counts {
  int covered = 0;
  int undecided = 0;
  int passed_wrongly = 0;
  int failed_wrongly = 0;
  double expected_undecided =
      0.0;  ///< by the stated intervals and the normal distribution of the ratio's error
};

double normal_below(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

/// `own` and `shared`: standard uncertainties of each curve, relative; of each point its own, and alike in
/// all.
Counts near_the_rule(double own, double shared, double within, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> distance(-within, within);
  std::uniform_real_distribution<double> peak(1.05, 5.0);
  const double sigma = 8.0 * std::sqrt(2.0) * std::hypot(own, shared);
  Counts counts;
  for (int i = 0; i < cases; ++i) {
    const ImpedanceCurve headphone = resonant({16.0, 16.0 * peak(random), 95.0, 1.5});
    const double away = distance(random);
    const ImpedanceCurve output = flat(rate(headphone, flat(1.0)).worst_ratio / (8.0 * (1.0 + away)));
    const double truth = rate(headphone, output).worst_ratio;
    const Pairing found =
        rate(measured(headphone, own, shared, random), measured(output, own, shared, random));
    counts.covered += std::abs(found.worst_ratio - truth) <= found.worst_ratio_u95 ? 1 : 0;
    counts.undecided += found.verdict == Verdict::undecided ? 1 : 0;
    counts.passed_wrongly += truth < 8.0 && found.verdict == Verdict::pass ? 1 : 0;
    counts.failed_wrongly += truth >= 8.0 && found.verdict == Verdict::fail ? 1 : 0;
    const double reach = found.worst_ratio_u95;
    counts.expected_undecided +=
        normal_below((8.0 - truth + reach) / sigma) - normal_below((8.0 - truth - reach) / sigma);
  }
  return counts;
}

TEST(VerdictNearTheRule, HasAnIntervalThatCoversTheTruthInAtLeast93PercentOf2000Cases) {
  for (const double own : {0.0, 1e-3, 5e-3}) {
    const int covered = near_the_rule(own, 5e-3, 0.03, 7).covered;
    RecordProperty(fmt::format("covered_{}", own), covered);
    EXPECT_GE(covered, 0.93 * cases) << own;
  }
}

TEST(VerdictNearTheRule, IsUndecidedAboutAsOftenAsTheIntervalsSay) {
  for (const double within : {0.01, 0.03, 0.1}) {
    const Counts counts = near_the_rule(0.0, 5e-3, within, 11);
    RecordProperty(fmt::format("undecided_{}", within), counts.undecided);
    RecordProperty(fmt::format("expected_{}", within), static_cast<int>(counts.expected_undecided));
    EXPECT_NEAR(counts.undecided, counts.expected_undecided, 0.03 * cases) << within;
  }
}

TEST(VerdictNearTheRule, IsOnTheWrongSideInAtMostFiveOf100) {
  for (const double own : {0.0, 1e-3, 5e-3}) {
    const Counts counts = near_the_rule(own, 5e-3, 0.01, 13);
    RecordProperty(fmt::format("wrong_{}", own), counts.passed_wrongly + counts.failed_wrongly);
    EXPECT_LE(counts.passed_wrongly + counts.failed_wrongly, 0.05 * cases) << own;
  }
}

}  // namespace
}  // namespace ohmsweep
