#include "ohmsweep/workflow/match_sides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ohmsweep/report/side_table.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

ImpedanceCurve flat(double ohm) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({20.0, 200.0, 2e3, 20e3});
  curve.impedance_ohm.assign(4, Complex(ohm, 0.0));
  curve.common.assign(4, Covariance::from_influence(0.02 * ohm));
  curve.covariance.assign(4, curve.common.front() + Covariance::from_influence(1e-4 * ohm));
  curve.snr_db.assign(4, 60.0);
  curve.upper_bound.assign(4, false);
  curve.calibrated = true;
  return curve;
}

class MatchSides : public ::testing::Test {
 public:
  MatchSides(const MatchSides&) = delete;
  MatchSides& operator=(const MatchSides&) = delete;

 protected:
  MatchSides() { std::filesystem::remove_all(folder_); }
  ~MatchSides() override { std::filesystem::remove_all(folder_); }

  static Provenance origin(const std::string& calibration) {
    Provenance provenance;
    provenance.device = "bench";
    provenance.rig = "the rig";
    provenance.calibration = calibration;
    provenance.software = "test";
    provenance.recorded_at = "2026-01-01T00:00:00Z";
    return provenance;
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Stores both and compares them.
  SideMismatch compared(double left_ohm, const Provenance& left, const Provenance& right,
                        double right_ohm = 100.0) {
    Library library(folder_);
    (void)library.add(CurveKind::headphone, "HD", "left", flat(left_ohm), left);
    (void)library.add(CurveKind::headphone, "HD", "right", flat(right_ohm), right);
    return match_sides(library, "HD").value().mismatch;
  }

 private:
  std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) /
      ("match_sides_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(MatchSides, ThatShareACalibrationAreDecidedWhereEachAloneWouldNotBe) {
  const SideMismatch mismatch = compared(104.0, origin("desk@1"), origin("desk@1"));
  EXPECT_EQ(mismatch.verdict, SideVerdict::matched);
  EXPECT_FALSE(has(mismatch.findings, FindingCode::calibrations_differ));
}

TEST_F(MatchSides, OfTwoCalibrationsCountBothUncertaintiesAndSaySo) {
  const SideMismatch mismatch = compared(104.0, origin("desk@1"), origin("desk@2"));
  EXPECT_EQ(mismatch.verdict, SideVerdict::undecided);
  EXPECT_TRUE(has(mismatch.findings, FindingCode::calibrations_differ));
  EXPECT_THAT(side_line(mismatch), HasSubstr("desk@2"));
}

TEST_F(MatchSides, WithoutCalibrationShareTheRigTheyWereMeasuredOn) {
  EXPECT_EQ(compared(104.0, origin(""), origin("")).verdict, SideVerdict::matched);
}

TEST_F(MatchSides, WithoutCalibrationOnTwoRigsShareNothing) {
  Provenance other = origin("");
  other.rig = "another rig";
  const SideMismatch mismatch = compared(104.0, origin(""), other);
  EXPECT_EQ(mismatch.verdict, SideVerdict::undecided);
  EXPECT_TRUE(has(mismatch.findings, FindingCode::calibrations_differ));
}

TEST_F(MatchSides, OfImportedCurvesShareNothing) {
  Provenance imported = origin("");
  imported.imported_from = "a.zma";
  EXPECT_EQ(compared(104.0, imported, imported).verdict, SideVerdict::undecided);
}

TEST_F(MatchSides, ThatWereWornDifferentlyAreNotCalledMismatched) {
  Provenance worn = origin("desk@1");
  worn.mounting = "on a head";
  const SideMismatch far = compared(120.0, worn, origin("desk@1"));
  EXPECT_EQ(far.verdict, SideVerdict::undecided);
  EXPECT_GT(far.lower95, far.limit);
  EXPECT_TRUE(has(far.findings, FindingCode::other_mounting));
  EXPECT_THAT(side_line(far), HasSubstr("on a head"));
}

TEST_F(MatchSides, ThatWereWornDifferentlyMayMatchAllTheSame) {
  Provenance worn = origin("desk@1");
  worn.mounting = "on a head";
  const SideMismatch near = compared(101.0, worn, origin("desk@1"));
  EXPECT_EQ(near.verdict, SideVerdict::matched);
  EXPECT_TRUE(has(near.findings, FindingCode::other_mounting));
}

TEST_F(MatchSides, OfOneSideAloneAreNothing) {
  Library library(folder());
  (void)library.add(CurveKind::headphone, "HD", "left", flat(100.0), origin("desk@1"));
  EXPECT_FALSE(match_sides(library, "HD"));
}

}  // namespace
}  // namespace ohmsweep
