#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "ohmsweep/audio/attended.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/calibrate.h"
#include "ohmsweep/workflow/measure.h"
#include "ohmsweep/workflow/measure_output.h"
#include "workflow/attended_bench.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<std::string> standards{"open", "short", "100ohm+-0.01%"};

struct PressedCtrlC {};

/// Sittings at an attended bench, each with a session of its own on one library.
class GuidedCapture : public Sitting {
 protected:
  Session attended(AudioDevice& device) {
    Session session{device,          library_,         estimator_, {}, "", "2026-01-01T00:00:00Z",
                    "ohmsweep test", session_.narrator};
    session.takes_folder = folder_ / "takes";
    return session;
  }

  static std::vector<std::string> states_of(const std::vector<KeptTake>& takes) {
    std::vector<std::string> states;
    for (const KeptTake& take : takes) states.push_back(take.stated);
    return states;
  }

  std::size_t files_kept() const {
    std::size_t files = 0;
    if (!std::filesystem::exists(folder_ / "takes")) return files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "takes")) {
      files += entry.is_regular_file() ? 1U : 0U;
    }
    return files;
  }

  AttendedBench interface_{bench_};
};

TEST_F(GuidedCapture, RecordsABrokenTakeAgainByItselfAndSaysWhy) {
  interface_.break_plays({1});
  Session session = attended(interface_);
  (void)calibrate(session, {"desk", standards, {}});
  EXPECT_EQ(interface_.plays(), 4);
  EXPECT_THAT(messages_, Contains(AllOf(HasSubstr("short is not used"), HasSubstr("broken"),
                                        HasSubstr("2 lost"), HasSubstr("1 of 3"))));
  EXPECT_THAT(library_.calibration("desk").provenance.takes, SizeIs(3));
  EXPECT_EQ(files_kept(), 3U);
}

TEST_F(GuidedCapture, GivesUpAfterThreeRepeatsAndKeepsTheEarlierTakes) {
  interface_.break_plays({1, 2, 3, 4});
  Session session = attended(interface_);
  try {
    (void)calibrate(session, {"desk", standards, {}});
    FAIL() << "a broken take was used";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("short"), HasSubstr("4 times"), HasSubstr("buffers")));
  }
  EXPECT_THAT(library_.list_calibrations(), IsEmpty());
  EXPECT_THAT(states_of(session.takes.kept), ElementsAre("open"));
  EXPECT_THAT(session.takes.missing, ElementsAre("short", "100ohm+-0.01%"));
}

TEST_F(GuidedCapture, KeepsWhatItRecordedExactly) {
  Session session = attended(interface_);
  (void)calibrate(session, {"desk", standards, {}});
  ASSERT_THAT(session.takes.kept, SizeIs(3));
  const auto& records = library_.calibration("desk").provenance.takes;
  for (std::size_t i = 0; i < 3; ++i) {
    const Recording kept = read_take(session.takes.kept[i].file);
    EXPECT_EQ(kept.hash, records[i].hash);
    EXPECT_EQ(session.takes.kept[i].file.stem().string(), kept.hash);
  }
}

TEST_F(GuidedCapture, KeepsTakesOnThe24BitGridAsFlac) {
  Recording take{48000, {0.5, -1.0, std::ldexp(3.0, -23)}, {0.25, 0.0, 0.0}, "", ""};
  take.hash = content_hash(take);
  const std::filesystem::path on_the_grid = keep_take(folder_ / "takes", take);
  EXPECT_EQ(on_the_grid.filename(), take.hash + ".flac");
  EXPECT_EQ(read_take(on_the_grid).source[2], std::ldexp(3.0, -23));
  take.source.back() = std::ldexp(3.0, -25);
  take.hash = content_hash(take);
  const std::filesystem::path beside_it = keep_take(folder_ / "takes", take);
  EXPECT_EQ(beside_it.filename(), take.hash + ".wav");
  EXPECT_EQ(read_take(beside_it).source[2], std::ldexp(3.0, -25));
}

TEST_F(GuidedCapture, InterruptedInTheThirdTakeKeepsTwoAndStoresNothing) {
  interface_.before_play([](int play) {
    if (play == 2) throw PressedCtrlC{};
  });
  Session session = attended(interface_);
  EXPECT_THROW((void)calibrate(session, {"desk", standards, {}}), PressedCtrlC);
  EXPECT_THAT(states_of(session.takes.kept), ElementsAre("open", "short"));
  EXPECT_EQ(files_kept(), 2U);
  EXPECT_THAT(library_.list_calibrations(), IsEmpty());
}

TEST_F(GuidedCapture, GoesOnFromKeptTakesToTheSameCalibrationAsInOneGo) {
  Session whole = attended(interface_);
  const Calibration in_one_go = calibrate(whole, {"whole", standards, {}}).calibration;
  std::vector<RecordedTake> kept{{"open", whole.takes.kept[0].file}, {"short", whole.takes.kept[1].file}};
  const auto device = make_recorded_then_live(kept, std::make_unique<AttendedBench>(bench_));
  Session rest = attended(*device);
  std::vector<std::size_t> asked;
  rest.guide.prepare = [&](const StepPlace& place) {
    asked.push_back(place.number);
    return Preparation::go;
  };
  const Calibration continued = calibrate(rest, {"continued", standards, {}}).calibration;
  EXPECT_THAT(asked, ElementsAre(3U));
  ASSERT_EQ(continued.terms.size(), in_one_go.terms.size());
  for (std::size_t i = 0; i < continued.terms.size(); ++i) {
    ASSERT_EQ(continued.terms[i].a, in_one_go.terms[i].a) << i;
    ASSERT_EQ(continued.terms[i].b, in_one_go.terms[i].b) << i;
    ASSERT_EQ(continued.terms[i].c, in_one_go.terms[i].c) << i;
  }
  EXPECT_EQ(continued.noise, in_one_go.noise);
  EXPECT_EQ(library_.calibration("continued").provenance.device, "interface");
}

TEST_F(GuidedCapture, OfADeviceWithoutAPersonKeepsEveryTakeAndAsksNobody) {
  session_.takes_folder = folder_ / "takes";
  session_.guide.prepare = [](const StepPlace&) { return Preparation::quit; };
  calibrate_as("desk");
  EXPECT_EQ(files_kept(), 3U);
}

TEST_F(GuidedCapture, EndsWhenThePersonQuitsAndKeepsTheTakes) {
  Session session = attended(interface_);
  session.guide.prepare = [](const StepPlace& place) {
    return place.number == 2 ? Preparation::quit : Preparation::go;
  };
  EXPECT_THROW((void)calibrate(session, {"desk", standards, {}}), Stopped);
  EXPECT_THAT(states_of(session.takes.kept), ElementsAre("open"));
}

TEST_F(GuidedCapture, LeavesOutWhatIsSkipped) {
  Session session = attended(interface_);
  session.guide.prepare = [](const StepPlace& place) {
    return place.step.stated == "left" ? Preparation::skip : Preparation::go;
  };
  const auto curves = measure_headphone(session, {"HD", {"left", "right"}, {}});
  ASSERT_THAT(curves, SizeIs(1));
  EXPECT_EQ(curves[0].part, "right");
  EXPECT_THAT(session.takes.missing, IsEmpty());
}

TEST_F(GuidedCapture, WithEverythingSkippedIsAnError) {
  Session session = attended(interface_);
  session.guide.prepare = [](const StepPlace&) { return Preparation::skip; };
  EXPECT_THROW((void)measure_headphone(session, {"HD", {"left", "right"}, {}}), Error);
}

TEST_F(GuidedCapture, RepeatsTheLastPlaceOnRequestAndUsesTheNewTake) {
  Session session = attended(interface_);
  std::vector<std::string> asked;
  session.guide.prepare = [&](const StepPlace& place) {
    asked.push_back(place.step.stated);
    EXPECT_EQ(place.has_last, place.number > 1);
    EXPECT_EQ(place.has_takes, asked.size() == 3);
    return asked.size() == 2 ? Preparation::repeat_last : Preparation::go;
  };
  (void)calibrate(session, {"desk", standards, {}});
  EXPECT_THAT(asked, ElementsAre("open", "short", "open", "short", "100ohm+-0.01%"));
  const auto records = library_.calibration("desk").provenance.takes;
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_EQ(records[0].hash, session.takes.kept[0].file.stem().string());
  EXPECT_THAT(states_of(session.takes.kept), ElementsAre("open", "short", "100ohm+-0.01%"));
  EXPECT_EQ(interface_.plays(), 4);
}

TEST_F(GuidedCapture, KeepsWhatAPlaceHasWhenItIsSkippedOnTheWayBack) {
  Session session = attended(interface_);
  int asked = 0;
  session.guide.prepare = [&](const StepPlace& place) {
    ++asked;
    if (asked == 2) return Preparation::repeat_last;
    return place.has_takes ? Preparation::skip : Preparation::go;
  };
  (void)calibrate(session, {"desk", standards, {}});
  EXPECT_EQ(interface_.plays(), 3);
  EXPECT_EQ(asked, 5);
}

TEST_F(GuidedCapture, JudgesEveryTakeAndRepeatsTheOneThatIsNotAccepted) {
  Session session = attended(interface_);
  std::vector<std::string> judged;
  std::vector<bool> last;
  session.guide.judge = [&](const StepPlace& place, const TakeVerdict& verdict) {
    EXPECT_EQ(verdict.mark, TakeMark::good) << verdict.sentence;
    judged.push_back(place.step.stated);
    last.push_back(place.last);
    return judged.size() == 1 ? Judgement::repeat : Judgement::accept;
  };
  (void)calibrate(session, {"desk", standards, {}});
  EXPECT_THAT(judged, ElementsAre("open", "open", "short", "100ohm+-0.01%"));
  EXPECT_THAT(last, ElementsAre(false, false, false, true));
  EXPECT_EQ(files_kept(), 3U);
}

TEST_F(GuidedCapture, AsksOnceForAllTakesOfAnAverage) {
  Session session = attended(interface_);
  session.average = 2;
  std::vector<std::string> asked;
  session.guide.prepare = [&](const StepPlace& place) {
    asked.push_back(place.step.stated);
    EXPECT_EQ(place.takes, 2U);
    EXPECT_EQ(place.total, 4U);
    return Preparation::go;
  };
  (void)measure_amplifier(session, {"O2",
                                    "front",
                                    {"unloaded", "unloaded", "33ohm+-0.1%", "33ohm+-0.1%", "33ohm+-0.1%",
                                     "33ohm+-0.1%", "unloaded", "unloaded"}});
  EXPECT_THAT(asked, ElementsAre("unloaded", "33ohm+-0.1%", "33ohm+-0.1%", "unloaded"));
}

TEST_F(GuidedCapture, MissesAnAverageUntilAllItsTakesAreThere) {
  interface_.before_play([](int play) {
    if (play == 3) throw PressedCtrlC{};
  });
  Session session = attended(interface_);
  session.average = 2;
  EXPECT_THROW((void)calibrate(session, {"desk", {"open", "open", "short", "short", "100ohm", "100ohm"}, {}}),
               PressedCtrlC);
  EXPECT_THAT(states_of(session.takes.kept), ElementsAre("open", "open", "short"));
  EXPECT_THAT(session.takes.missing, ElementsAre("short", "100ohm"));
}

TEST_F(GuidedCapture, QuartersTheVarianceWithAnAverageOfFour) {
  Session session = attended(interface_);
  session.average = 4;
  const std::vector<Step> steps(4, Step{{"left", "HD", "", 0}, "left"});
  const std::vector<CapturedTake> takes = capture(session, steps);
  ASSERT_THAT(takes, SizeIs(4));
  EXPECT_EQ(takes.back().step.repeat, 3);
  const std::vector<double> one = takes.front().ratio.noise_variance;
  const std::vector<CapturedTake> combined = combine_averages(takes);
  ASSERT_THAT(combined, SizeIs(1));
  double relative = 0.0;
  for (std::size_t i = 0; i < one.size(); ++i)
    relative += combined[0].ratio.noise_variance[i] / one[i] / static_cast<double>(one.size());
  EXPECT_NEAR(relative, 0.25, 0.08);
}

TEST_F(GuidedCapture, SaysWhenTheTakesOfAnAverageDisagree) {
  interface_.before_play([this](int play) { bench_.connect("HD.left", 300.0 + 3.0 * play); });
  Session session = attended(interface_);
  session.average = 2;
  const auto curves = measure_headphone(session, {"HD", {"left", "left"}, {}});
  EXPECT_TRUE(has(curves[0].curve.findings, FindingCode::unstable_device));
}

}  // namespace
}  // namespace ohmsweep
