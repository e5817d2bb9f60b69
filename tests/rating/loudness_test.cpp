#include "ohmsweep/rating/loudness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "rating/analytic_curves.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr double lg2_db = 6.0206;

Sensitivity per_mw(double db, std::optional<double> hz = 1000.0) {
  return {db, SensitivityPer::milliwatt, hz};
}
Sensitivity per_volt(double db) { return {db, SensitivityPer::volt, 1000.0}; }

LoudHeadphone headphone(const ImpedanceCurve& curve, const Sensitivity& sensitivity) {
  return {{"HD", {}, sensitivity}, curve};
}

CleanVoltage clean(double load_ohm, double vrms, double u = 0.0, Bound bound = Bound::none) {
  return {load_ohm > 0.0 ? "load" : "unloaded", load_ohm, {{vrms, u}, bound}, "it clipped"};
}

CleanVoltage current_limited(double load_ohm, double peak_a) {
  CleanVoltage limited = clean(load_ohm, load_ohm * peak_a / std::sqrt(2.0));
  limited.current_limit_a = peak_a;
  return limited;
}

LoudOutput output(double ohm, std::vector<CleanVoltage> voltages) {
  OutputLevel level;
  level.clean = std::move(voltages);
  return {"O2", "front", flat(ohm), std::move(level)};
}

/// Gives 4 V, into anything of 8 Ω and more.
LoudOutput strong(double ohm) { return output(ohm, {clean(0.0, 4.0), clean(8.0, 4.0 * 8.0 / (8.0 + ohm))}); }

bool names(const Loudness& loudness, const std::string& what) {
  return std::ranges::any_of(loudness.missing, [&](const MissingFact& fact) {
    return fact.what.find(what) != std::string::npos && !fact.command.empty();
  });
}

TEST(Sensitivity, PerMilliwattIsPerVoltThroughTheImpedance) {
  // 1 mW in 300 Ω is 0.548 V.
  const Loudness of_mw = loudness(headphone(flat(300.0), per_mw(97.0)));
  EXPECT_NEAR(of_mw.sensitivity_db_v->value.value, 97.0 - 20.0 * std::log10(std::sqrt(0.3)), 1e-9);
  const Loudness of_volt = loudness(headphone(flat(300.0), per_volt(of_mw.sensitivity_db_v->value.value)));
  EXPECT_NEAR(of_volt.sensitivity_db_mw->value.value, 97.0, 1e-9);
  // Of 1 kΩ both are one, since 1 mW in it is 1 V.
  EXPECT_NEAR(loudness(headphone(flat(1000.0), per_mw(97.0))).sensitivity_db_v->value.value, 97.0, 1e-9);
}

TEST(Sensitivity, HoldsWithTheImpedanceAtItsOwnFrequency) {
  const Resonance r{32.0, 100.0, 500.0, 2.0};
  const Loudness there = loudness(headphone(resonant(r), per_mw(100.0, 500.0)));
  EXPECT_NEAR(there.sensitivity_db_v->value.value, 100.0 - 20.0 * std::log10(std::sqrt(0.1)), 0.01);
  EXPECT_EQ(there.at_hz, 500.0);
}

TEST(Sensitivity, OfAFrequencyThatNobodyStatesCoversBothUsualOnes) {
  const Resonance r{32.0, 100.0, 500.0, 2.0};
  const Loudness either = loudness(headphone(resonant(r), per_mw(100.0, std::nullopt)));
  EXPECT_TRUE(names(either, "frequency"));
  EXPECT_FALSE(either.at_hz);
  const double half_width = 2.0 * either.sensitivity_db_v->value.standard_uncertainty;
  for (const double hz : {500.0, 1000.0}) {
    const Loudness at_one = loudness(headphone(resonant(r), per_mw(100.0, hz)));
    EXPECT_NEAR(at_one.sensitivity_db_v->value.value, either.sensitivity_db_v->value.value, half_width);
  }
  EXPECT_NEAR(either.sensitivity_db_mw->value.standard_uncertainty, 0.0, 1e-12);
}

TEST(WhatAPeakNeeds, Is20MilliwattsFor110DbOf97DbPerMilliwatt) {
  const Loudness needs = loudness(headphone(flat(300.0), per_mw(97.0)));
  EXPECT_NEAR(needs.needed_w->value.value, 0.01995, 1e-4);
  EXPECT_NEAR(needs.needed_vrms->value.value, std::sqrt(0.01995 * 300.0), 1e-3);
  EXPECT_NEAR(needs.needed_a->value.value, std::sqrt(0.01995 / 300.0), 1e-5);
  LoudnessSettings louder;
  louder.peak_db = 120.0;
  EXPECT_NEAR(loudness(headphone(flat(300.0), per_mw(97.0)), louder).needed_w->value.value, 0.1995, 1e-3);
}

TEST(WhatAPeakNeeds, CountsTheCurrentWhereTheImpedanceIsSmallest) {
  const Resonance r{16.0, 200.0, 1000.0, 1.0};
  const Loudness needs = loudness(headphone(resonant(r), per_volt(110.0)));
  EXPECT_NEAR(needs.needed_vrms->value.value, 1.0, 1e-9);
  EXPECT_NEAR(needs.needed_a->value.value, 1.0 / 16.0, 0.002);
  EXPECT_NEAR(needs.needed_w->value.value, 1.0 / 200.0, 1e-4);
}

TEST(HighestLevel, IsThatOfTheVoltageBehindTheDivider) {
  const Loudness direct = loudness(headphone(flat(300.0), per_volt(100.0)), strong(0.0));
  EXPECT_NEAR(direct.highest_db->value.value, 100.0 + 2.0 * lg2_db, 1e-3);
  EXPECT_NEAR(direct.headroom_db->value.value, 2.0 * lg2_db - 10.0, 1e-3);
  EXPECT_EQ(direct.ended_by, LevelEnd::voltage);
  const Loudness halved = loudness(headphone(flat(300.0), per_volt(100.0)), strong(300.0));
  EXPECT_NEAR(halved.highest_db->value.value, 100.0 + lg2_db, 1e-3);
}

TEST(HighestLevel, EndsAtTheCurrentWhereTheHeadphoneIsSmallest) {
  // 20 mA peak into 16 Ω are 0.226 V; at 1 kHz the headphone has 200 Ω, and the voltage is the same.
  const Resonance r{16.0, 200.0, 1000.0, 1.0};
  const Loudness limited = loudness(headphone(resonant(r), per_volt(100.0)),
                                    output(0.0, {clean(0.0, 4.0), current_limited(8.0, 0.02)}));
  EXPECT_EQ(limited.ended_by, LevelEnd::current);
  EXPECT_NEAR(limited.highest_db->value.value, 100.0 + 20.0 * std::log10(0.02 / std::sqrt(2.0) * 16.0), 0.3);
  EXPECT_FALSE(limited.need.high_impedance);
}

TEST(HighestLevel, OfAnOutputTriedWithoutLoadIsOnlyAnUpperBound) {
  const Loudness open = loudness(headphone(flat(32.0), per_volt(100.0)), output(1.0, {clean(0.0, 4.0)}));
  EXPECT_EQ(open.highest_db->bound, Bound::upper);
  EXPECT_TRUE(names(open, "into a load of at most 32 Ω"));
  EXPECT_EQ(open.need.answer, Need::undecided);
}

TEST(HighestLevel, IsNoBoundOnceTheLoadThatItNamesWasTried) {
  const LoudHeadphone small = headphone(flat(32.0), per_volt(100.0));
  EXPECT_TRUE(names(loudness(small, output(10.0, {clean(0.0, 4.0)})), "into a load of at most 32 Ω"));
  const Loudness tried = loudness(small, output(10.0, {clean(0.0, 4.0), clean(32.0, 3.0)}));
  EXPECT_EQ(tried.highest_db->bound, Bound::none);
  EXPECT_FALSE(names(tried, "into a load of at most"));
}

TEST(HighestLevel, OfAVoltageThatTheInterfaceEndedIsALowerBound) {
  const Loudness more =
      loudness(headphone(flat(300.0), per_volt(100.0)),
               output(0.0, {clean(0.0, 4.0, 0.0, Bound::lower), clean(33.0, 4.0, 0.0, Bound::lower)}));
  EXPECT_EQ(more.highest_db->bound, Bound::lower);
  EXPECT_NEAR(more.highest_db->value.value, 100.0 + 2.0 * lg2_db, 1e-3);
  EXPECT_EQ(more.need.answer, Need::no);
}

TEST(HighestLevel, LiesBetweenWhatALoadAndWhatNoLoadLeaves) {
  const Loudness sagging =
      loudness(headphone(flat(100.0), per_volt(100.0)), output(0.0, {clean(0.0, 4.0), clean(33.0, 3.0)}));
  const double half_width = 2.0 * sagging.highest_db->value.standard_uncertainty;
  EXPECT_NEAR(sagging.highest_db->value.value, 100.0 + 20.0 * std::log10(4.0), half_width);
  EXPECT_NEAR(sagging.highest_db->value.value, 100.0 + 20.0 * std::log10(3.0), half_width);
}

TEST(HighestLevel, OfABoundedOutputImpedanceCoversNoneAndAllOfIt) {
  LoudOutput out = strong(0.0);
  out.impedance = bounded(1.0, 3.0);
  const Loudness either = loudness(headphone(flat(32.0), per_volt(100.0)), out);
  const double half_width = 2.0 * either.highest_db->value.standard_uncertainty;
  EXPECT_NEAR(either.highest_db->value.value, 100.0 + 2.0 * lg2_db, half_width);
  EXPECT_NEAR(either.highest_db->value.value, 100.0 + 20.0 * std::log10(4.0 * 32.0 / 36.0), half_width);
}

TEST(Hiss, IsTheNoiseAgainstTheThresholdOfTheSettings) {
  LoudOutput out = strong(0.0);
  out.level->noise = OutputNoise{{{10e-6, 0.1e-6}}, {{10e-6, 0.1e-6}}};
  const Loudness at_20db = loudness(headphone(flat(16.0), per_volt(125.0)), out);
  EXPECT_NEAR(at_20db.hiss_db->value.value, 25.0, 1e-6);
  EXPECT_EQ(at_20db.hiss, Audibility::audible);
  LoudnessSettings deaf;
  deaf.hiss_threshold_db = 30.0;
  EXPECT_EQ(loudness(headphone(flat(16.0), per_volt(125.0)), out, deaf).hiss, Audibility::silent);
  deaf.hiss_threshold_db = 25.0;
  EXPECT_EQ(loudness(headphone(flat(16.0), per_volt(125.0)), out, deaf).hiss, Audibility::undecided);
}

TEST(Hiss, OfANoiseBelowTheInterfaceIsABound) {
  LoudOutput out = strong(0.0);
  out.level->noise = OutputNoise{{{10e-6}, Bound::upper}, {{10e-6}, Bound::upper}};
  const Loudness quiet = loudness(headphone(flat(16.0), per_volt(115.0)), out);
  EXPECT_EQ(quiet.hiss_db->bound, Bound::upper);
  EXPECT_EQ(quiet.hiss, Audibility::silent);
  EXPECT_EQ(loudness(headphone(flat(16.0), per_volt(125.0)), out).hiss, Audibility::undecided);
}

TEST(SpareGain, IsWhatTheSourceAndTheGainGiveAboveThePeak) {
  LoudOutput out = strong(0.0);
  out.level->gain_db = Uncertain{lg2_db, 0.05};
  LoudnessSettings settings;
  settings.source_vrms = 2.0;
  const Loudness with_gain = loudness(headphone(flat(300.0), per_volt(110.0)), out, settings);
  EXPECT_NEAR(with_gain.spare_gain_db->value.value, 2.0 * lg2_db, 1e-3);
  EXPECT_NEAR(with_gain.spare_gain_db->value.standard_uncertainty, 0.05, 1e-6);
  EXPECT_TRUE(names(loudness(headphone(flat(300.0), per_volt(110.0)), out), "source"));
}

TEST(AmplifierNeed, TellsLowSensitivityFromHighImpedance) {
  const LoudOutput phone = output(1.0, {clean(0.0, 1.0), clean(16.0, 16.0 / 17.0)});
  const AmplifierNeed easy = loudness(headphone(flat(32.0), per_mw(105.0)), phone).need;
  EXPECT_EQ(easy.answer, Need::no);
  EXPECT_FALSE(easy.low_sensitivity || easy.high_impedance);
  const AmplifierNeed planar = loudness(headphone(flat(20.0), per_mw(90.0)), phone).need;
  EXPECT_EQ(planar.answer, Need::yes);
  EXPECT_TRUE(planar.low_sensitivity);
  EXPECT_FALSE(planar.high_impedance) << planar.because;
  const AmplifierNeed studio = loudness(headphone(flat(300.0), per_mw(97.0)), phone).need;
  EXPECT_EQ(studio.answer, Need::yes);
  EXPECT_FALSE(studio.low_sensitivity);
  EXPECT_TRUE(studio.high_impedance) << studio.because;
  const AmplifierNeed both = loudness(headphone(flat(600.0), per_mw(90.0)), phone).need;
  EXPECT_TRUE(both.low_sensitivity && both.high_impedance) << both.because;
  const AmplifierNeed current = loudness(headphone(flat(8.0), per_mw(100.0)),
                                         output(0.0, {clean(0.0, 4.0), current_limited(8.0, 0.01)}))
                                    .need;
  EXPECT_EQ(current.answer, Need::yes);
  EXPECT_FALSE(current.low_sensitivity || current.high_impedance);
  EXPECT_THAT(current.because, HasSubstr("current"));
}

TEST(AmplifierNeed, BySensitivityAloneLooksAtNoOutput) {
  LoudnessSettings settings;
  settings.need = NeedRule::sensitivity;
  EXPECT_EQ(loudness(headphone(flat(300.0), per_mw(94.0)), settings).need.answer, Need::yes);
  EXPECT_EQ(loudness(headphone(flat(300.0), per_mw(95.0)), settings).need.answer, Need::no);
  settings.sensitivity_u95_db = 3.0;
  EXPECT_EQ(loudness(headphone(flat(300.0), per_mw(96.0)), settings).need.answer, Need::undecided);
  settings.low_sensitivity_db_mw = 90.0;
  EXPECT_EQ(loudness(headphone(flat(300.0), per_mw(96.0)), settings).need.answer, Need::no);
}

TEST(MissingData, IsNamedAndNeverAssumed) {
  const Loudness bare = loudness({{"HD 600"}, {}}, {"O2", "front", {}, {}}, {});
  for (const char* what : {"the sensitivity of HD 600", "impedance curve of HD 600",
                           "the output impedance of O2 front", "the level of O2 front"}) {
    EXPECT_TRUE(names(bare, what)) << what;
  }
  EXPECT_FALSE(bare.highest_db || bare.hiss_db || bare.needed_vrms || bare.spare_gain_db);
  EXPECT_EQ(bare.need.answer, Need::unknown);
  EXPECT_THAT(bare.missing, Contains(Field(&MissingFact::command, HasSubstr("describe 'HD 600'"))));
}

TEST(MissingData, OfTheOutputImpedanceLeavesAnUpperBound) {
  LoudOutput out = strong(0.0);
  out.impedance.reset();
  const Loudness at_most = loudness(headphone(flat(300.0), per_volt(100.0)), out);
  EXPECT_EQ(at_most.highest_db->bound, Bound::upper);
  EXPECT_TRUE(names(at_most, "output impedance"));
}

TEST(MissingData, OfACurveIsReplacedByThePublishedNominalAndSaidSo) {
  const Loudness nominal = loudness({{"HD", 300.0, per_mw(97.0)}, {}});
  EXPECT_NEAR(nominal.needed_w->value.value, 0.01995, 1e-4);
  EXPECT_THAT(nominal.remarks, Contains(HasSubstr("nominal")));
  const Loudness measured = loudness({{"HD", 600.0, per_mw(97.0)}, flat(300.0)});
  EXPECT_NEAR(measured.needed_vrms->value.value, std::sqrt(0.01995 * 300.0), 1e-3);
}

TEST(Blocked, CurvesGiveNoLevel) {
  ImpedanceCurve broken = flat(300.0);
  broken.findings = {{Severity::blocking, FindingCode::device_open, "nothing is connected"}};
  const Loudness blocked = loudness(headphone(broken, per_mw(97.0)), strong(1.0));
  EXPECT_FALSE(blocked.highest_db);
  EXPECT_TRUE(names(blocked, "usable"));
  EXPECT_THAT(blocked.findings, Not(IsEmpty()));
}

/// A pairing drawn at random, and what somebody measured of it.
struct Drawn {
  double true_db = 0.0;
  Loudness measured;
};

ImpedanceCurve measured_flat(Complex ohm, double u, std::mt19937_64& dice) {
  std::normal_distribution<double> normal(0.0, u);
  const Complex error(normal(dice), normal(dice));
  ImpedanceCurve curve = curve_from([&](double) { return ohm + error; });
  curve.covariance.assign(curve.grid.size(), Covariance{u * u, 0.0, u * u});
  return curve;
}

Drawn draw(std::mt19937_64& dice, SensitivityPer per) {
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::normal_distribution<double> normal;
  const Complex z(10.0 + 90.0 * uniform(dice), 30.0 * (uniform(dice) - 0.5));
  const Complex zo(20.0 * uniform(dice) + 1.0, 5.0 * (uniform(dice) - 0.5));
  const double volts = 0.5 + 4.0 * uniform(dice);
  const double db = 90.0 + 20.0 * uniform(dice);
  const double db_v = per == SensitivityPer::volt ? db : db + 30.0 - 10.0 * std::log10(std::abs(z));
  Drawn drawn;
  drawn.true_db = db_v + 20.0 * std::log10(volts * std::abs(z / (z + zo)));
  const double u_volts = 0.01 * volts;
  const double seen = volts + u_volts * normal(dice);
  LoudOutput out = output(1.0, {clean(0.0, seen, u_volts), clean(1.0, 0.0)});
  out.impedance = measured_flat(zo, 0.03 * std::abs(zo), dice);
  const double zo_seen = std::abs(out.impedance->impedance_ohm.front());
  out.level->clean[1] = clean(1.0, seen / (1.0 + zo_seen), u_volts / (1.0 + zo_seen));
  LoudnessSettings settings;
  settings.sensitivity_u95_db = 0.2;
  const Sensitivity stated{db + 0.1 * normal(dice), per, 1000.0};
  drawn.measured = loudness({{"HD", {}, stated}, measured_flat(z, 0.02 * std::abs(z), dice)}, out, settings);
  return drawn;
}

TEST(HighestLevel, LiesInItsIntervalInNineteenOfTwentyCases) {
  constexpr int cases = 2000;
  for (const SensitivityPer per : {SensitivityPer::milliwatt, SensitivityPer::volt}) {
    std::mt19937_64 dice(7);
    int covered = 0;
    for (int i = 0; i < cases; ++i) {
      const Drawn drawn = draw(dice, per);
      ASSERT_EQ(drawn.measured.highest_db->bound, Bound::none);
      const Uncertain level = drawn.measured.highest_db->value;
      if (std::abs(level.value - drawn.true_db) <= 2.0 * level.standard_uncertainty) ++covered;
    }
    EXPECT_GE(covered, cases * 93 / 100);
    EXPECT_LE(covered, cases * 97 / 100);
  }
}

}  // namespace
}  // namespace ohmsweep
