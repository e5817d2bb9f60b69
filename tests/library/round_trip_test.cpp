#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "library/samples.h"

namespace ohmsweep {
namespace {

using samples::every_bit;
using samples::Folder;

RC_GTEST_PROP(RoundTrip, KeepsEveryBitOfACurve, (std::uint64_t seed)) {
  static const Folder folder;
  static Library library(folder.path());
  std::mt19937_64 random(seed);
  const ImpedanceCurve curve = samples::wild_curve(1 + seed % 40, random);
  const int version = library.add(CurveKind::amplifier, "O2", "front", curve, samples::provenance());
  const StoredCurve stored = library.curve(CurveKind::amplifier, "O2", "front");
  RC_ASSERT(stored.version == version);
  RC_ASSERT(every_bit(stored.curve) == every_bit(curve));
}

RC_GTEST_PROP(RoundTrip, KeepsEveryBitOfACalibration, (std::uint64_t seed)) {
  static const Folder folder;
  static Library library(folder.path());
  std::mt19937_64 random(seed);
  const Calibration calibration = samples::wild_calibration(1 + seed % 40, random);
  const int version = library.add("desk", calibration, samples::provenance());
  const StoredCalibration stored = library.calibration("desk");
  RC_ASSERT(stored.version == version);
  RC_ASSERT(every_bit(stored.calibration) == every_bit(calibration));
}

TEST(RoundTrip, KeepsProvenanceWithTakesInTheirOrder) {
  const Folder folder;
  Library library(folder.path());
  const Provenance given = samples::provenance();
  library.add(CurveKind::headphone, "HD600", "left", samples::plain_curve(300), given);
  library.add("desk", samples::plain_calibration(), given);
  EXPECT_EQ(every_bit(library.curve(CurveKind::headphone, "HD600", "left").provenance), every_bit(given));
  EXPECT_EQ(every_bit(library.calibration("desk").provenance), every_bit(given));
}

TEST(RoundTrip, KeepsListsThatACurveDoesNotHaveEmpty) {
  const Folder folder;
  Library library(folder.path());
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({20.0, 30.0});
  curve.impedance_ohm = {Complex(1.0, 2.0), Complex(3.0, 4.0)};
  library.add(CurveKind::headphone, "HD600", "left", curve, {});
  EXPECT_EQ(every_bit(library.curve(CurveKind::headphone, "HD600", "left").curve), every_bit(curve));
}

TEST(RoundTrip, SurvivesClosingAndOpening) {
  const Folder folder;
  std::mt19937_64 random(7);
  const ImpedanceCurve curve = samples::wild_curve(480, random);
  { Library(folder.path()).add(CurveKind::headphone, "HD600", "left", curve, samples::provenance()); }
  EXPECT_EQ(every_bit(Library(folder.path()).curve(CurveKind::headphone, "HD600", "left").curve),
            every_bit(curve));
}

TEST(RoundTrip, KeepsEveryNameThatIsAName) {
  const Folder folder;
  Library library(folder.path());
  const std::vector<std::string> names{
      "Bob's \"best\"",           "a/b\\c", "..",    "🎧 two", "אוזניות", "%_?*",
      "'; DROP TABLE result; --", "hd600",  "HD600", " x ",   "é",       std::string(10240, 'x')};
  double ohms = 10.0;
  for (const std::string& name : names) {
    library.add(CurveKind::headphone, name, name, samples::plain_curve(++ohms), {});
    library.add(name, samples::plain_calibration(), {});
  }
  ohms = 10.0;
  for (const std::string& name : names) {
    EXPECT_EQ(library.curve(CurveKind::headphone, name, name).curve.impedance_ohm.front().real(), ++ohms);
    EXPECT_EQ(library.calibration(name).name, name);
  }
  EXPECT_EQ(library.list_curves(CurveKind::headphone).size(), names.size());
}

TEST(RoundTrip, RefusesANameThatIsNotOneAndStoresNothing) {
  const Folder folder;
  Library library(folder.path());
  for (const std::string name : {"", "a\nb", "caf\xE9"}) {
    EXPECT_THROW(library.add(CurveKind::headphone, name, "left", samples::plain_curve(300), {}), Error);
    EXPECT_THROW(library.add(CurveKind::headphone, "HD600", name, samples::plain_curve(300), {}), Error);
    EXPECT_THROW(library.add(name, samples::plain_calibration(), {}), Error);
  }
  EXPECT_EQ(samples::contents(library), "");
}

TEST(RoundTrip, RefusesListsOfUnequalLength) {
  const Folder folder;
  Library library(folder.path());
  ImpedanceCurve curve = samples::plain_curve(300);
  curve.common.pop_back();
  EXPECT_THAT(samples::sentence_of([&] { library.add(CurveKind::headphone, "HD600", "left", curve, {}); }),
              testing::HasSubstr("common has"));
  Calibration calibration = samples::plain_calibration();
  calibration.noise.pop_back();
  EXPECT_THAT(samples::sentence_of([&] { library.add("desk", calibration, {}); }),
              testing::HasSubstr("noise has"));
}

TEST(RoundTrip, RejectsACurveWithoutPoints) {
  const Folder folder;
  Library library(folder.path());
  EXPECT_THAT(
      samples::sentence_of([&] { library.add(CurveKind::headphone, "HD600", "left", ImpedanceCurve{}, {}); }),
      testing::HasSubstr("headphone 'HD600' ('left') has no points"));
}

}  // namespace
}  // namespace ohmsweep
