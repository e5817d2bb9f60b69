#include "ohmsweep/workflow/measure.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ohmsweep/core/error.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Measuring : public Sitting {};

double at_1khz(const ImpedanceCurve& curve) { return std::abs(at(curve, Hertz(1e3)).impedance_ohm); }

TEST_F(Measuring, FindsBothChannelsBehindTheGainMismatch) {
  calibrate_as("desk");
  const auto results = measure_headphone(session_, {"HD", {"left", "right"}, {}});
  ASSERT_THAT(results, SizeIs(2));
  EXPECT_NEAR(at_1khz(results[0].curve), 300.0, 0.3);
  EXPECT_NEAR(at_1khz(results[1].curve), 310.0, 0.3);
  EXPECT_EQ(results[0].calibration, "desk@1");
  EXPECT_TRUE(results[0].curve.calibrated);
}

TEST_F(Measuring, StoresWhatItReturnsWithItsOrigin) {
  calibrate_as("desk");
  (void)measure_headphone(session_, {"HD", {"left"}, {}});
  const StoredCurve stored = library_.curve(CurveKind::headphone, "HD", "left");
  EXPECT_EQ(stored.version, 1);
  EXPECT_EQ(stored.provenance.calibration, "desk@1");
  EXPECT_EQ(stored.provenance.device, "resistors");
  EXPECT_EQ(stored.provenance.software, "ohmsweep test");
  EXPECT_EQ(stored.provenance.stimulus_hash, estimator_.stimulus_hash());
  ASSERT_THAT(stored.provenance.takes, SizeIs(1));
  EXPECT_EQ(stored.provenance.takes[0].state, "left");
}

TEST_F(Measuring, CombinesRepeatsOfAChannelIntoOneCurve) {
  calibrate_as("desk");
  const auto results = measure_headphone(session_, {"HD", {"left", "right", "left"}, {}});
  ASSERT_THAT(results, SizeIs(2));
  EXPECT_THAT(library_.curve(CurveKind::headphone, "HD", "left").provenance.takes, SizeIs(2));
  EXPECT_THAT(library_.curve(CurveKind::headphone, "HD", "right").provenance.takes, SizeIs(1));
}

TEST_F(Measuring, WithoutACalibrationSaysSoAndMarksTheCurve) {
  const auto results = measure_headphone(session_, {"HD", {"left"}, {}});
  EXPECT_TRUE(has(results[0].curve.findings, FindingCode::uncalibrated));
  EXPECT_FALSE(results[0].curve.calibrated);
  EXPECT_THAT(messages_, Contains(HasSubstr("uncalibrated")));
}

TEST_F(Measuring, TakesNoCalibrationWhenNoneIsChosen) {
  calibrate_as("desk");
  CalibrationChoice none;
  none.none = true;
  EXPECT_THAT(measure_headphone(session_, {"HD", {"left"}, none})[0].calibration, IsEmpty());
}

TEST_F(Measuring, TakesTheNewestCalibrationOfThisDevice) {
  bench_.rename("first interface");
  calibrate_as("first", "2026-01-01T00:00:00Z");
  bench_.rename("second interface");
  calibrate_as("second", "2026-01-02T00:00:00Z");
  EXPECT_EQ(measure_headphone(session_, {"HD", {"left"}, {}})[0].calibration, "second@1");
  bench_.rename("first interface");
  EXPECT_EQ(measure_headphone(session_, {"HD", {"left"}, {}})[0].calibration, "first@1");
  bench_.rename("third interface");
  EXPECT_THAT(measure_headphone(session_, {"HD", {"left"}, {}})[0].calibration, IsEmpty());
}

TEST_F(Measuring, TakesTheVersionAskedFor) {
  calibrate_as("desk");
  calibrate_as("desk", "2026-01-02T00:00:00Z");
  EXPECT_EQ(measure_headphone(session_, {"HD", {"left"}, {}})[0].calibration, "desk@2");
  EXPECT_EQ(measure_headphone(session_, {"HD", {"left"}, parse_calibration_choice("desk@1")})[0].calibration,
            "desk@1");
}

TEST_F(Measuring, StoresNothingWhenOneChannelFails) {
  calibrate_as("desk");
  EXPECT_THROW((void)measure_headphone(session_, {"HD", {"left", "middle"}, {}}), Error);
  EXPECT_THAT(library_.list_curves(CurveKind::headphone), IsEmpty());
}

TEST_F(Measuring, KeepsTheOrderOfAnOutputsTakes) {
  (void)measure_amplifier(session_, {"O2", "front", {"unloaded", "33ohm+-0.1%", "33ohm+-0.1%", "unloaded"}});
  std::vector<std::string> states;
  std::vector<int> indices;
  for (const TakeState& state : bench_.played()) {
    states.push_back(state.state);
    indices.push_back(state.index);
  }
  EXPECT_THAT(states, ElementsAre("unloaded", "33ohm", "33ohm", "unloaded"));
  EXPECT_THAT(indices, ElementsAre(0, 1, 2, 3));
}

TEST_F(Measuring, FindsAnOutputsOwnImpedance) {
  const MeasuredCurve result =
      measure_amplifier(session_, {"O2", "front", {"unloaded", "33ohm+-0.1%", "33ohm+-0.1%", "unloaded"}});
  EXPECT_NEAR(at_1khz(result.curve), 2.0, 0.02);
  EXPECT_EQ(library_.curve(CurveKind::amplifier, "O2", "front").version, 1);
}

TEST_F(Measuring, LoadsAnOutputWithAHeadphoneFromTheLibrary) {
  calibrate_as("desk");
  (void)measure_headphone(session_, {"HD", {"left"}, {}});
  bench_.connect("O2.headphone:HD.left", 300.0);
  const MeasuredCurve result = measure_amplifier(
      session_, {"O2", "front", {"unloaded", "headphone:HD.left", "headphone:HD.left", "unloaded"}});
  EXPECT_NEAR(at_1khz(result.curve), 2.0, 0.2);
}

TEST_F(Measuring, RefusesALoadThatTheLibraryDoesNotHold) {
  EXPECT_THROW((void)measure_amplifier(session_, {"O2", "front", {"unloaded", "headphone:HE400.left"}}),
               Error);
  EXPECT_THAT(bench_.played(), IsEmpty());
}

TEST_F(Measuring, SaysOnceThatAToleranceIsAssumed) {
  (void)measure_amplifier(session_, {"O2", "front", {"unloaded", "33ohm", "33ohm", "unloaded"}});
  EXPECT_EQ(std::count_if(messages_.begin(), messages_.end(),
                          [](const std::string& m) { return m.find("tolerance") != std::string::npos; }),
            1);
}

TEST_F(Measuring, ReportsProgressThatNeverGoesBackAndEndsAtOne) {
  (void)measure_amplifier(session_, {"O2", "front", {"unloaded", "33ohm", "33ohm", "unloaded"}});
  EXPECT_TRUE(std::is_sorted(fractions_.begin(), fractions_.end()));
  EXPECT_DOUBLE_EQ(fractions_.back(), 1.0);
}

TEST_F(Measuring, EndsWithoutATraceWhenASinkThrows) {
  session_.narrator.progress = [](const std::string&, double fraction) {
    if (fraction > 0.4) throw std::runtime_error("stop");
  };
  EXPECT_THROW((void)measure_amplifier(session_, {"O2", "front", {"unloaded", "33ohm", "33ohm", "unloaded"}}),
               std::runtime_error);
  EXPECT_THAT(library_.list_curves(CurveKind::amplifier), IsEmpty());
}

}  // namespace
}  // namespace ohmsweep
