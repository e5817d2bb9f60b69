#include "ohmsweep/rating/response.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "ohmsweep/rating/pairing.h"
#include "rating/analytic_curves.h"
#include "refusal.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;
using testing_support::bounded;
using testing_support::curve_from;
using testing_support::flat;
using testing_support::impedance_of;
using testing_support::measured;
using testing_support::Resonance;
using testing_support::resonant;

double peak_to_peak(const Resonance& headphone, double output_ohm) {
  return response(resonant(headphone), flat(output_ohm)).peak_to_peak_db;
}

TEST(Response, HasTheWorkedNumbersOfADynamicAnInEarAndAPlanar) {
  const Resonance dynamic{300.0, 550.0, 100.0, 1.0};
  EXPECT_NEAR(peak_to_peak(dynamic, 10.0), 0.13, 0.005);
  EXPECT_NEAR(peak_to_peak(dynamic, 37.5), 0.45, 0.005);
  EXPECT_NEAR(peak_to_peak(dynamic, 120.0), 1.21, 0.005);
  const Resonance in_ear{8.0, 40.0, 100.0, 1.0};
  EXPECT_NEAR(peak_to_peak(in_ear, 1.0), 0.81, 0.005);
  EXPECT_NEAR(peak_to_peak(in_ear, 2.0), 1.51, 0.005);
  EXPECT_NEAR(peak_to_peak(in_ear, 10.0), 5.1, 0.05);
  EXPECT_LE(peak_to_peak({32.0, 32.1, 100.0, 1.0}, 120.0), 0.025);
}

TEST(Response, IsTheDividersToAThousandthOfADecibelAtEveryPoint) {
  const Resonance shape{8.0, 40.0, 95.0, 1.5};
  const auto output = [](double hz) { return Complex(2.0, 6.283e-5 * hz); };
  const auto divider_db = [&](double hz) {
    const Complex z = impedance_of(shape, hz);
    return 20.0 * std::log10(std::abs(z / (z + output(hz))));
  };
  const Response found = response(resonant(shape), curve_from(output));
  ASSERT_GT(found.points.size(), 400U);
  for (const ResponsePoint& point : found.points) {
    EXPECT_NEAR(point.deviation_db, divider_db(point.hz) - divider_db(1000.0), 1e-3) << point.hz;
  }
}

TEST(Response, OfAVoltageSourceIsFlatAndCertain) {
  const Response found = response(resonant({}, 0.02), flat(0.0));
  EXPECT_NEAR(found.peak_to_peak_db, 0.0, 1e-12);
  EXPECT_NEAR(found.peak_to_peak_upper95_db, 0.0, 1e-12);
}

TEST(Response, AgreesWithTheRatingOfThePairing) {
  const ImpedanceCurve headphone = resonant({16.0, 60.0, 80.0, 2.0}, 0.01);
  const ImpedanceCurve output = flat(5.0, 0.02);
  const Response found = response(headphone, output);
  const Pairing pairing = rate(headphone, output);
  EXPECT_NEAR(found.smallest.deviation_db, pairing.deviation_min_db, 1e-9);
  EXPECT_NEAR(found.largest.deviation_db, pairing.deviation_max_db, 1e-9);
  EXPECT_NEAR(found.peak_to_peak_db, pairing.deviation_peak_to_peak_db, 1e-9);
}

TEST(Response, RelativeToTheBandsMeanHasTheMeanZero) {
  const Response found =
      response(resonant({}), flat(10.0), {ResponseReference::band_mean, audible_from, audible_to});
  double area = 0.0;
  for (std::size_t i = 0; i + 1 < found.points.size(); ++i) {
    area += 0.5 * (found.points[i].deviation_db + found.points[i + 1].deviation_db) *
            std::log(found.points[i + 1].hz / found.points[i].hz);
  }
  EXPECT_NEAR(area, 0.0, 1e-9);
}

TEST(Response, NamesTheRegionThatRises) {
  const Response found = response(resonant({8.0, 40.0, 95.0, 1.5}), flat(2.0));
  EXPECT_EQ(found.regions[0].name, "bass");
  EXPECT_GT(found.regions[0].farthest.deviation_db, 1.3);
  EXPECT_NEAR(found.regions[0].farthest.hz, 95.0, 2.0);
  EXPECT_LT(std::abs(found.regions[2].farthest.deviation_db), 0.2);
}

TEST(Response, OfABoundedOutputHoldsThatOfEveryOutputWithinTheBound) {
  const ImpedanceCurve headphone = resonant({8.0, 40.0, 95.0, 1.5});
  const Response possible = response(headphone, bounded(0.2, 0.3));
  EXPECT_TRUE(possible.upper_bound);
  for (const double part : {0.0, 0.5, 1.0}) {
    for (const double reactance : {-1.0, 0.0, 1.0}) {
      const double x = 0.5 * part * reactance;
      const double r = std::sqrt(0.25 * part * part - x * x);
      const Response one = response(headphone, curve_from([&](double) { return Complex(r, x); }));
      for (std::size_t i = 0; i < one.points.size(); ++i) {
        EXPECT_GE(one.points[i].deviation_db, possible.points[i].lower95_db - 1e-12);
        EXPECT_LE(one.points[i].deviation_db, possible.points[i].upper95_db + 1e-12);
      }
      EXPECT_LE(one.peak_to_peak_db, possible.peak_to_peak_db + 1e-12);
    }
  }
}

TEST(Response, StaysWithinWhatTheRuleAllowsWhereTheRuleHolds) {
  const RuleBound bound = rule_bound(8.0);
  EXPECT_NEAR(bound.resistive_drop_db, 1.023, 5e-4);
  EXPECT_NEAR(bound.reactive_rise_db, 1.160, 5e-4);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> angle(-M_PI / 2, M_PI / 2);
  for (int i = 0; i < 2000; ++i) {
    const Complex z = std::polar(16.0, angle(random));
    const Complex reactive = std::polar(2.0, angle(random));
    const auto level = [&](Complex zo) { return 20.0 * std::log10(std::abs(z / (z + zo))); };
    EXPECT_GE(level(2.0), -bound.resistive_drop_db - 1e-9);
    EXPECT_LE(level(2.0), 0.0);
    EXPECT_LE(level(reactive), bound.reactive_rise_db + 1e-9);
  }
  const Complex coil(0.0, 16.0);
  EXPECT_NEAR(20.0 * std::log10(std::abs(coil / (coil + Complex(0.0, -2.0)))), bound.reactive_rise_db, 1e-9);
}

TEST(Response, CoversTheTruthInAtLeast93PercentOf2000Cases) {
  std::mt19937 random(20260101);
  std::uniform_real_distribution<double> share(0.02, 0.5);
  std::uniform_real_distribution<double> peak(1.05, 5.0);
  int points_covered = 0;
  int points = 0;
  int extremes_covered = 0;
  constexpr int cases = 2000;
  const FrequencyGrid grid = FrequencyGrid::standard(audible_from, audible_to);
  for (int i = 0; i < cases; ++i) {
    const Resonance shape{16.0, 16.0 * peak(random), 95.0, 1.5};
    const ImpedanceCurve headphone = resonant(shape);
    const ImpedanceCurve output = flat(16.0 * share(random));
    const Response truth = response(headphone, output);
    const Response found =
        response(measured(headphone, 2e-3, 2e-3, random), measured(output, 5e-3, 5e-3, random));
    const std::size_t at = random() % found.points.size();
    const ResponsePoint& point = found.points[at];
    const double real = truth.points[at].deviation_db;
    points += point.hz != 1000.0 ? 1 : 0;
    points_covered += point.hz != 1000.0 && real >= point.lower95_db && real <= point.upper95_db ? 1 : 0;
    extremes_covered += truth.largest.deviation_db >= found.largest.lower95_db &&
                                truth.largest.deviation_db <= found.largest.upper95_db
                            ? 1
                            : 0;
  }
  RecordProperty("points", 1000 * points_covered / points);
  RecordProperty("extremes", 1000 * extremes_covered / cases);
  EXPECT_GE(points_covered, 0.93 * points);
  EXPECT_GE(extremes_covered, 0.93 * cases);
}

TEST(Response, IsRefusedWhereTheCurvesShareNothingOrMiss1kHz) {
  const ImpedanceCurve low =
      curve_from([](double) { return Complex(8.0); }, 0.0, FrequencyGrid({20.0, 500.0}));
  EXPECT_THAT(refusal_of([&] { return response(low, flat(1.0)); }), HasSubstr("band's mean"));
  const ImpedanceCurve high =
      curve_from([](double) { return Complex(8.0); }, 0.0, FrequencyGrid({900.0, 2e4}));
  EXPECT_THAT(refusal_of([&] { return response(low, high); }), HasSubstr("share nothing"));
}

}  // namespace
}  // namespace ohmsweep
