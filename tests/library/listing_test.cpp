#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "library/samples.h"

namespace ohmsweep {
namespace {

using samples::Folder;
using samples::plain_calibration;
using samples::plain_curve;
using samples::provenance;
using samples::sentence_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct Listing : testing::Test {
  Folder folder;
  Library library{folder.path()};
  void headphone(const std::string& name, const std::string& channel, double ohms) {
    library.add(CurveKind::headphone, name, channel, plain_curve(ohms), provenance());
  }
};

TEST_F(Listing, CountsVersionsFromOneForEachPartAlone) {
  const auto add = [&](CurveKind kind, const char* part) {
    return library.add(kind, "X", part, plain_curve(32), {});
  };
  EXPECT_EQ(add(CurveKind::headphone, "left"), 1);
  EXPECT_EQ(add(CurveKind::headphone, "left"), 2);
  EXPECT_EQ(add(CurveKind::headphone, "right"), 1);
  EXPECT_EQ(add(CurveKind::amplifier, "left"), 1);
  EXPECT_EQ(library.add("X", plain_calibration(), {}), 1);
  EXPECT_EQ(library.add("X", plain_calibration(), {}), 2);
}

TEST_F(Listing, ShowsTheNewestUnlessAskedForAnother) {
  headphone("HD600", "left", 300);
  headphone("HD600", "left", 310);
  EXPECT_EQ(library.curve(CurveKind::headphone, "HD600", "left").curve.impedance_ohm[0], Complex(310));
  EXPECT_EQ(library.curve(CurveKind::headphone, "HD600", "left", 1).curve.impedance_ohm[0], Complex(300));
}

TEST_F(Listing, ListsOneLineOfTheNewestPerPartOrderedByName) {
  headphone("HD600", "right", 301);
  headphone("HD600", "left", 300);
  headphone("HD600", "left", 310);
  headphone("DT880", "left", 250);
  library.add(CurveKind::amplifier, "O2", "front", plain_curve(0.5), {});
  const auto lines = library.list_curves(CurveKind::headphone);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].name, "DT880");
  EXPECT_EQ(lines[1].part, "left");
  EXPECT_EQ(lines[1].version, 2);
  EXPECT_DOUBLE_EQ(lines[1].impedance_1khz_ohm, 310);
  EXPECT_NEAR(lines[1].impedance_1khz_u95_ohm, 6.2, 1e-12);
  EXPECT_TRUE(lines[1].calibrated);
  EXPECT_EQ(lines[1].recorded_at, "2026-03-01T12:00:00Z");
  EXPECT_EQ(lines[2].part, "right");
}

TEST_F(Listing, TakesTheImpedanceNearestToOneKilohertz) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({100.0, 900.0, 1200.0});
  curve.impedance_ohm = {1.0, Complex(3.0, 4.0), 9.0};
  curve.covariance.resize(3);
  library.add(CurveKind::headphone, "X", "left", curve, {});
  EXPECT_DOUBLE_EQ(library.list_curves(CurveKind::headphone)[0].impedance_1khz_ohm, 5.0);
}

TEST_F(Listing, MarksWhatABlockingFindingBlocks) {
  ImpedanceCurve curve = plain_curve(32);
  curve.findings = {{Severity::warning, FindingCode::drift, "much"}};
  library.add(CurveKind::headphone, "A", "left", curve, {});
  curve.findings.push_back({Severity::blocking, FindingCode::clipping, "3 samples"});
  library.add(CurveKind::headphone, "B", "left", curve, {});
  const auto lines = library.list_curves(CurveKind::headphone);
  EXPECT_FALSE(lines[0].blocked);
  EXPECT_TRUE(lines[1].blocked);
}

TEST_F(Listing, GivesTheCurrentCurvesOfOneNameOrOfAll) {
  headphone("HD600", "left", 300);
  headphone("HD600", "left", 310);
  headphone("HD600", "right", 305);
  headphone("DT880", "left", 250);
  EXPECT_EQ(library.curves(CurveKind::headphone).size(), 3U);
  const auto both = library.curves(CurveKind::headphone, "HD600");
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].curve.impedance_ohm[0], Complex(310));
  EXPECT_EQ(both[1].part, "right");
  EXPECT_TRUE(library.curves(CurveKind::amplifier).empty());
}

TEST_F(Listing, ListsEveryVersionOfACalibrationWithItsStandards) {
  library.add("desk", plain_calibration(), provenance("2026-03-01T12:00:00Z"));
  library.add("desk", plain_calibration(96000), provenance("2026-03-02T12:00:00Z"));
  const auto lines = library.list_calibrations();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].version, 2);
  EXPECT_EQ(lines[1].sample_rate, 96000);
  EXPECT_NEAR(lines[1].from_hz, 10.0, 0.2);
  EXPECT_DOUBLE_EQ(lines[1].to_hz, 20e3);
  EXPECT_THAT(lines[1].standards, ElementsAre("open", "short", "100ohm"));
  EXPECT_EQ(lines[1].recorded_at, "2026-03-02T12:00:00Z");
}

TEST_F(Listing, FindsTheNewestCalibrationOfTheSameRateAndStimulus) {
  library.add("new", plain_calibration(48000, "5a"), provenance("2026-03-05T00:00:00Z"));
  library.add("old", plain_calibration(48000, "5a"), provenance("2026-03-01T00:00:00Z"));
  library.add("rate", plain_calibration(96000, "5a"), provenance("2026-03-09T00:00:00Z"));
  library.add("stimulus", plain_calibration(48000, "5b"), provenance("2026-03-09T00:00:00Z"));
  EXPECT_EQ(library.newest_calibration(48000, "5a").value().name, "new");
  library.add("tie", plain_calibration(48000, "5a"), provenance("2026-03-05T00:00:00Z"));
  EXPECT_EQ(library.newest_calibration(48000, "5a").value().name, "tie");
  EXPECT_FALSE(library.newest_calibration(44100, "5a").has_value());
}

TEST_F(Listing, RemovesEveryVersionOfOnePartOrOfAll) {
  headphone("HD600", "left", 300);
  headphone("HD600", "left", 310);
  headphone("HD600", "right", 305);
  headphone("DT880", "left", 250);
  EXPECT_EQ(library.remove_curves(CurveKind::headphone, "HD600", "left"), 2);
  EXPECT_EQ(library.remove_curves(CurveKind::headphone, "HD600"), 1);
  EXPECT_EQ(library.list_curves(CurveKind::headphone).size(), 1U);
  EXPECT_THAT(library.check(), ElementsAre());
}

TEST_F(Listing, RemovesACalibrationWithAllThatBelongsToIt) {
  library.add("desk", plain_calibration(), provenance());
  library.add("desk", plain_calibration(), provenance());
  EXPECT_EQ(library.remove_calibration("desk"), 2);
  EXPECT_TRUE(library.list_calibrations().empty());
  EXPECT_THAT(library.check(), ElementsAre());
  EXPECT_THAT(sentence_of([&] { library.remove_calibration("desk"); }),
              HasSubstr("there is no calibration 'desk'"));
}

TEST_F(Listing, NamesWhatIsNearWhenANameIsNotHeld) {
  for (const char* name : {"HD600", "HD650", "DT880", "K702"}) headphone(name, "left", 300);
  const std::string sentence =
      sentence_of([&] { (void)library.curve(CurveKind::headphone, "HD60", "left"); });
  EXPECT_THAT(sentence, HasSubstr("there is no headphone 'HD60'; the library '" + folder.path().string()));
  EXPECT_THAT(sentence, HasSubstr("holds 'HD600', 'HD650'"));
  EXPECT_THAT(sentence, Not(HasSubstr("K702")));
  EXPECT_THAT(sentence_of([&] { (void)library.curves(CurveKind::headphone, "hd600"); }),
              HasSubstr("holds 'HD600'"));
  EXPECT_THAT(sentence_of([&] { library.remove_curves(CurveKind::headphone, "zzz"); }),
              HasSubstr("'DT880', 'HD600', 'HD650' and 1 more"));
  EXPECT_THAT(sentence_of([&] { (void)library.calibration("desk"); }), HasSubstr("no calibration yet"));
}

TEST_F(Listing, NamesThePartsAndVersionsThatThereAre) {
  headphone("HD600", "left", 300);
  headphone("HD600", "right", 300);
  library.add(CurveKind::amplifier, "O2", "front", plain_curve(0.5), {});
  EXPECT_THAT(sentence_of([&] { (void)library.curve(CurveKind::headphone, "HD600", "middle"); }),
              HasSubstr("headphone 'HD600' has no channel 'middle'"));
  EXPECT_THAT(
      sentence_of([&] { library.remove_curves(CurveKind::amplifier, "O2", "rear"); }),
      HasSubstr("has no output 'rear' in the library '" + folder.path().string() + "'; it has 'front'"));
  EXPECT_THAT(sentence_of([&] { (void)library.curve(CurveKind::headphone, "HD600", "left", 7); }),
              HasSubstr("has no version 7"));
}

TEST_F(Listing, AnErrorShowsAnOddNameOnOneLine) {
  headphone("HD600", "left", 300);
  const std::string sentence =
      sentence_of([&] { (void)library.curve(CurveKind::headphone, "a\nb\xFF", "left"); });
  EXPECT_THAT(sentence, HasSubstr("'a\\nb\\xff'"));
  EXPECT_EQ(sentence.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace ohmsweep
