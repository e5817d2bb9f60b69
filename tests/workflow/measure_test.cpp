#include "ohmsweep/workflow/measure.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/calibrate.h"
#include "ohmsweep/workflow/measure_output.h"
#include "ohmsweep/workflow/verify.h"
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

RatioEstimator another_sweep(double from_hz, double amplitude) {
  ExponentialSweep sweep;
  sweep.from = Hertz(from_hz);
  sweep.duration = Seconds(0.8);
  sweep.amplitude = amplitude;
  sweep.lead_in = Seconds(0.2);
  sweep.lead_out = Seconds(0.3);
  return RatioEstimator(render(sweep));
}

/// Sittings with one sweep after a calibration with another.
class MeasuringWithAnotherSweep : public Sitting {
 protected:
  Session with(const RatioEstimator& estimator, const std::string& at = "2026-01-03T00:00:00Z") {
    return {bench_, library_, estimator, {}, "", at, "ohmsweep test", session_.narrator};
  }

  RatioEstimator softer_ = another_sweep(8.0, 0.1);
};

TEST_F(MeasuringWithAnotherSweep, IsCorrectedByACalibrationOfTheSameDevice) {
  calibrate_as("desk");
  Session session = with(softer_);
  const auto results = measure_headphone(session, {"HD", {"left"}, {}});
  EXPECT_EQ(results[0].calibration, "desk@1");
  EXPECT_NEAR(at_1khz(results[0].curve), 300.0, 0.3);
  EXPECT_FALSE(has(results[0].curve.findings, FindingCode::gain_changed));
  EXPECT_THAT(messages_, Contains(HasSubstr("desk@1, made with another sweep")));
}

TEST_F(MeasuringWithAnotherSweep, IsVerifiedByACalibrationOfTheSameDevice) {
  calibrate_as("desk");
  Session session = with(softer_);
  EXPECT_TRUE(verify(session, {parse_calibration_choice("desk"), {"33ohm+-0.1%"}, {}})[0].agreement.agrees);
}

TEST_F(MeasuringWithAnotherSweep, TakesTheNewestCalibrationOfTheDeviceWhateverItsSweep) {
  Session session = with(softer_, "2026-01-02T00:00:00Z");
  (void)calibrate(session, {"soft", {"open", "short", "100ohm+-0.01%"}, {}});
  calibrate_as("older", "2026-01-01T00:00:00Z");
  EXPECT_EQ(measure_headphone(session_, {"HD", {"left"}, {}})[0].calibration, "soft@1");
  calibrate_as("newest", "2026-01-03T00:00:00Z");
  EXPECT_EQ(measure_headphone(session_, {"HD", {"left"}, {}})[0].calibration, "newest@1");
}

TEST_F(MeasuringWithAnotherSweep, HasNoCalibrationWhereTheDeviceIsUnknownOrAnother) {
  calibrate_as("desk");
  Session session = with(softer_);
  for (const char* device : {"takes", "another interface"}) {
    bench_.rename(device);
    EXPECT_THAT(measure_headphone(session, {"HD", {"left"}, {}})[0].calibration, IsEmpty()) << device;
    EXPECT_THROW((void)measure_headphone(session, {"HD", {"left"}, parse_calibration_choice("desk")}), Error);
  }
}

TEST_F(MeasuringWithAnotherSweep, HasNoCalibrationThatDoesNotReachItsBand) {
  const RatioEstimator narrow = another_sweep(100.0, 0.25);
  Session session = with(narrow);
  (void)calibrate(session, {"narrow", {"open", "short", "100ohm+-0.01%"}, {}});
  EXPECT_THAT(measure_headphone(session_, {"HD", {"left"}, {}})[0].calibration, IsEmpty());
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
