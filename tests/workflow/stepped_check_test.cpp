/// The cross-check of a sweep by steady tones, from the device into the library.
#include "ohmsweep/workflow/stepped_check.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/measure.h"
#include "workflow/attended_bench.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Does something else with whatever lasts longer than the sitting's sweep.
class TouchedBench : public ResistorBench {
 public:
  using ResistorBench::ResistorBench;
  std::function<void(Recording&)> touch = [](Recording&) {};

  [[nodiscard]] Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                          const TakeState& state, const Progress& progress) override {
    Recording take = ResistorBench::play_and_record(stimulus, format, state, progress);
    if (stimulus.sweep.duration > Seconds(3.0)) touch(take);
    return take;
  }
};

class CrossChecking : public Sitting {
 protected:
  Session session_with(AudioDevice& device) {
    return {device, library_, estimator_, {}, "", "2026-01-01T00:00:00Z", "ohmsweep test", session_.narrator};
  }
  static HeadphoneRequest left_only() { return {"HD", {"left"}, {}, 3}; }

  TouchedBench touched_{{{"HD.left", 300.0}, {"HD.right", 310.0}}};
};

TEST_F(CrossChecking, AgreesWhereNothingChanged) {
  calibrate_as("desk");
  const auto results = measure_headphone(session_, {"HD", {"left", "right"}, {}, 3});
  ASSERT_THAT(results, SizeIs(2));
  for (const MeasuredCurve& result : results) {
    ASSERT_TRUE(result.stepped && result.stepped->agreement) << result.part;
    EXPECT_EQ(result.stepped->points_per_octave, 3);
    EXPECT_EQ(result.stepped->agreement->points, 31U);
    EXPECT_TRUE(result.stepped->agreement->agrees);
    EXPECT_TRUE(result.stepped->curve.calibrated);
    EXPECT_FALSE(has(result.curve.findings, FindingCode::stepped_disagrees));
  }
  EXPECT_NEAR(std::abs(at(results[1].stepped->curve, Hertz(1e3)).impedance_ohm), 310.0, 0.3);
}

TEST_F(CrossChecking, RecordsTheTonesRightAfterTheSweepOfTheSameState) {
  (void)measure_headphone(session_, {"HD", {"left", "right"}, {}, 3});
  std::vector<std::string> states;
  std::vector<int> indices;
  for (const TakeState& state : bench_.played()) {
    states.push_back(state.state);
    indices.push_back(state.index);
  }
  EXPECT_THAT(states, ElementsAre("left", "left", "right", "right"));
  EXPECT_THAT(indices, ElementsAre(0, 1, 2, 3));
  const StoredCurve stored = library_.curve(CurveKind::headphone, "HD", "left");
  ASSERT_THAT(stored.provenance.takes, SizeIs(2));
  EXPECT_EQ(stored.provenance.takes[1].state, "left (stepped sine)");
}

TEST_F(CrossChecking, PlaysTheTonesOnceForRepeatsOfOneConnection) {
  calibrate_as("desk");
  const auto results = measure_headphone(session_, {"HD", {"left", "left"}, {}, 3});
  ASSERT_THAT(results, SizeIs(1));
  EXPECT_TRUE(results[0].stepped->agreement->agrees);
  EXPECT_THAT(library_.curve(CurveKind::headphone, "HD", "left").provenance.takes, SizeIs(3));
}

TEST_F(CrossChecking, WorksWithoutACalibrationToo) {
  const auto results = measure_headphone(session_, left_only());
  EXPECT_TRUE(results[0].stepped->agreement->agrees);
}

TEST_F(CrossChecking, FindsAGainThatChangedBetweenSweepAndTones) {
  calibrate_as("desk");
  touched_.touch = [](Recording& take) {
    for (double& sample : take.dut) sample *= 1.002;
  };
  touched_.rename("resistors");
  Session session = session_with(touched_);
  const MeasuredCurve result = measure_headphone(session, left_only())[0];
  EXPECT_FALSE(result.stepped->agreement->agrees);
  EXPECT_TRUE(has(result.curve.findings, FindingCode::stepped_disagrees));
  EXPECT_TRUE(
      has(library_.curve(CurveKind::headphone, "HD", "left").curve.findings, FindingCode::stepped_disagrees));
  EXPECT_FALSE(has_blocking(result.curve.findings));
}

TEST_F(CrossChecking, SaysSoWhereTheTonesAreClipped) {
  touched_.touch = [](Recording& take) {
    for (double& sample : take.source) sample = std::clamp(sample, -0.1, 0.1);
  };
  Session session = session_with(touched_);
  const MeasuredCurve result = measure_headphone(session, left_only())[0];
  EXPECT_FALSE(result.stepped->agreement);
  const auto& findings = result.curve.findings;
  const auto finding = std::find_if(findings.begin(), findings.end(), [](const Finding& each) {
    return each.code == FindingCode::stepped_disagrees;
  });
  ASSERT_NE(finding, findings.end());
  EXPECT_THAT(finding->detail, HasSubstr("clipped"));
}

TEST_F(CrossChecking, FailsAndStoresNothingWhereTheTonesDidNotPlay) {
  touched_.touch = [](Recording& take) {
    std::fill(take.source.begin(), take.source.end(), 0.0);
    std::fill(take.dut.begin(), take.dut.end(), 0.0);
  };
  Session session = session_with(touched_);
  EXPECT_THROW((void)measure_headphone(session, left_only()), Error);
  EXPECT_THAT(library_.list_curves(CurveKind::headphone), IsEmpty());
}

/// With a person at the bench, who is asked and told.
class CrossCheckingAttended : public CrossChecking {
 protected:
  Session attended() {
    Session session = session_with(interface_);
    session.takes_folder = folder_ / "takes";
    return session;
  }
  AttendedBench interface_{bench_};
};

TEST_F(CrossCheckingAttended, IsOneSittingWhoseStepsAreNumberedOverTheWhole) {
  Session session = attended();
  std::vector<std::string> told;
  session.guide.prepare = [&](const StepPlace& place) {
    told.push_back(place.step.stated + " " + std::to_string(place.number) + "/" +
                   std::to_string(place.total));
    EXPECT_EQ(place.takes, 2U);
    EXPECT_TRUE(place.tones);
    return Preparation::go;
  };
  session.guide.judge = [&](const StepPlace& place, const TakeVerdict& verdict) {
    EXPECT_EQ(verdict.mark, TakeMark::good) << verdict.sentence;
    EXPECT_NEAR(verdict.source_peak_dbfs, -18.06, 0.05);
    told.emplace_back(place.step.tones ? "tones" : "sweep");
    EXPECT_EQ(place.last, told.size() == 6);
    return Judgement::accept;
  };
  const auto results = measure_headphone(session, {"HD", {"left", "right"}, {}, 3});
  EXPECT_THAT(told, ElementsAre("left 1/2", "sweep", "tones", "right 2/2", "sweep", "tones"));
  ASSERT_THAT(results, SizeIs(2));
  EXPECT_TRUE(results[1].stepped && results[1].stepped->agreement->agrees);
  ASSERT_THAT(session.takes.kept, SizeIs(4));
  EXPECT_TRUE(session.takes.kept[1].tones);
  EXPECT_TRUE(std::filesystem::exists(session.takes.kept[1].file));
}

TEST_F(CrossCheckingAttended, RepeatsBrokenTonesByItselfAndSaysSo) {
  interface_.break_plays({1, 2});
  Session session = attended();
  const auto results = measure_headphone(session, left_only());
  EXPECT_TRUE(results[0].stepped->agreement->agrees);
  EXPECT_EQ(interface_.plays(), 4);
  EXPECT_THAT(messages_, ::testing::Contains(HasSubstr("left of HD (steady tones) is not used")).Times(2));
  EXPECT_THAT(messages_, ::testing::Contains(HasSubstr("by itself, 2 of 3")));
  EXPECT_THAT(session.takes.kept, SizeIs(2));
}

TEST_F(CrossCheckingAttended, GivesUpAfterThreeRepeatsAndKeepsTheSweep) {
  interface_.break_plays({1, 2, 3, 4});
  Session session = attended();
  EXPECT_THROW((void)measure_headphone(session, left_only()), Error);
  EXPECT_EQ(interface_.plays(), 5);
  EXPECT_THAT(session.takes.kept, SizeIs(1));
  EXPECT_THAT(library_.list_curves(CurveKind::headphone), IsEmpty());
}

TEST_F(CrossCheckingAttended, GoesBackOverSweepAndTonesAlike) {
  Session session = attended();
  int asked = 0;
  session.guide.prepare = [&](const StepPlace&) {
    return ++asked == 2 ? Preparation::repeat_last : Preparation::go;
  };
  (void)measure_headphone(session, {"HD", {"left", "right"}, {}, 3});
  EXPECT_EQ(interface_.plays(), 6);
  EXPECT_THAT(session.takes.kept, SizeIs(4));
}

TEST_F(CrossChecking, ReportsProgressThatNeverGoesBackAndEndsAtOne) {
  (void)measure_headphone(session_, {"HD", {"left", "right"}, {}, 3});
  EXPECT_TRUE(std::is_sorted(fractions_.begin(), fractions_.end()));
  EXPECT_DOUBLE_EQ(fractions_.back(), 1.0);
  EXPECT_THAT(messages_, ::testing::Contains(HasSubstr("31 steady tones")));
}

}  // namespace
}  // namespace ohmsweep
