#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/workflow/calibrate.h"
#include "ohmsweep/workflow/calibration_history.h"
#include "ohmsweep/workflow/measure.h"
#include "ohmsweep/workflow/verify.h"
#include "workflow/rig_binding.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CalibrationLife : public Sitting {
 protected:
  /// `call` is rejected because the calibration is of the bench's first device.
  template <typename Call>
  void expect_other_device(const Call& call) {
    try {
      (void)call();
      FAIL() << "a calibration of another device was used";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::rejected);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("resistors"), HasSubstr("other interface")));
    }
  }
  Findings measured() { return measure_headphone(session_, {"HD", {"left"}, {}}).front().curve.findings; }
};

TEST_F(CalibrationLife, OfAnotherDeviceIsRefusedByNameAndPassedOverOtherwise) {
  calibrate_as("desk");
  bench_.rename("other interface");
  HeadphoneRequest by_name{"HD", {"left"}, parse_calibration_choice("desk")};
  expect_other_device([&] { return measure_headphone(session_, by_name); });
  EXPECT_TRUE(has(measured(), FindingCode::uncalibrated));
}

TEST_F(CalibrationLife, SaysWhichDeviceItWasMadeOnWhereItIsPassedOver) {
  calibrate_as("desk");
  bench_.rename("other interface");
  std::string said;
  session_.narrator.message = [&](const std::string& sentence) { said += sentence + "\n"; };
  (void)measured();
  EXPECT_THAT(said, AllOf(HasSubstr("desk@1"), HasSubstr("resistors"), HasSubstr("other interface")));
}

TEST_F(CalibrationLife, OfAnotherDeviceIsNotVerifiedOnThisOne) {
  calibrate_as("desk");
  bench_.rename("other interface");
  expect_other_device([&] {
    return verify(session_, {parse_calibration_choice("desk"), {"33ohm+-0.1%"}, {}});
  });
}

TEST_F(CalibrationLife, OfTakesFromFilesBelongsToAnyDevice) {
  bench_.rename("takes");
  calibrate_as("desk");
  bench_.rename("interface");
  EXPECT_FALSE(has(
      measure_headphone(session_, {"HD", {"left"}, parse_calibration_choice("desk")}).front().curve.findings,
      FindingCode::uncalibrated));
}

TEST_F(CalibrationLife, SaysWhatIsOtherwiseInTheRigOneFindingForEach) {
  session_.rig_text = "[interface]\nsource_channel = 1\ndut_channel = 2\n[inputs]\nmode = \"line\"\n";
  session_.rig = read_rig(session_.rig_text, "rig");
  calibrate_as("desk");
  EXPECT_FALSE(has(measured(), FindingCode::other_rig));
  session_.rig_text = "[interface]\nsource_channel = 3\ndut_channel = 2\n[inputs]\nmode = \"hi-z\"\n";
  session_.rig = read_rig(session_.rig_text, "rig");
  std::vector<std::string> details;
  for (const Finding& finding : measured()) {
    if (finding.code == FindingCode::other_rig) details.push_back(finding.detail);
  }
  EXPECT_THAT(details, ElementsAre(HasSubstr("source channel 1 then, 3 now"),
                                   HasSubstr("input mode line then, hi-z now")));
}

TEST_F(CalibrationLife, IsOldAfterAWeekOrWhatTheRigSays) {
  calibrate_as("desk", "2026-01-01T12:00:00Z");
  session_.recorded_at = "2026-01-08T11:00:00Z";
  EXPECT_FALSE(has(measured(), FindingCode::calibration_old));
  session_.recorded_at = "2026-01-08T13:00:00Z";
  EXPECT_TRUE(has(measured(), FindingCode::calibration_old));
  session_.rig.calibration_age_s = 30.0 * 86400.0;
  EXPECT_FALSE(has(measured(), FindingCode::calibration_old));
}

TEST_F(CalibrationLife, MindsTheTemperatureOnlyWhereBothAreStated) {
  session_.temperature_c = 20.0;
  calibrate_as("desk");
  session_.temperature_c = 24.9;
  EXPECT_FALSE(has(measured(), FindingCode::temperature_changed));
  session_.temperature_c = 25.1;
  EXPECT_TRUE(has(measured(), FindingCode::temperature_changed));
  session_.temperature_c.reset();
  EXPECT_FALSE(has(measured(), FindingCode::temperature_changed));
  EXPECT_EQ(library_.calibration("desk").provenance.temperature_c, 20.0);
}

TEST_F(CalibrationLife, MakesANewVersionFromFreshTakesAlone) {
  const Calibration first = calibrate(session_, {"desk", {"open", "short", "100ohm+-0.1%"}, {}}).calibration;
  const CalibrateResult second = calibrate(session_, {"desk", {"open", "short", "100ohm+-0.1%"}, {}});
  ASSERT_TRUE(second.drift.has_value());
  EXPECT_TRUE(second.drift->agrees);
  for (const StandardResidual& now : second.calibration.residuals) {
    for (const StandardResidual& before : first.residuals) EXPECT_NE(now.take_hash, before.take_hash);
  }
  library_.remove_calibration("desk");
  const Library other(folder_);
  EXPECT_THAT(other.list_calibrations(), IsEmpty());
}

TEST_F(CalibrationLife, TellsHowFarItMovedAndKeepsTheHistory) {
  const CalibrateRequest request{"desk", {"open", "short", "100ohm+-0.1%"}, {}};
  EXPECT_FALSE(calibrate(session_, request).drift);
  (void)calibrate(session_, request);
  bench_.connect("100ohm", 102.0);  // the load is another one
  const CalibrateResult third = calibrate(session_, request);
  ASSERT_TRUE(third.drift.has_value());
  EXPECT_FALSE(third.drift->agrees);
  EXPECT_NEAR(third.drift->largest_change, 0.0196, 0.002);
  const std::vector<CalibrationVersion> history = calibration_history(library_, "desk");
  ASSERT_THAT(history, SizeIs(3));
  EXPECT_FALSE(history[0].drift);
  EXPECT_TRUE(history[1].drift->agrees);
  EXPECT_FALSE(history[2].drift->agrees);
}

TEST_F(CalibrationLife, KeepsEveryCheckWithItsVersion) {
  calibrate_as("desk");
  (void)verify(session_, {parse_calibration_choice("desk"), {"33ohm+-0.1%"}, {}});
  calibrate_as("desk");
  bench_.connect("33ohm", 34.0);
  (void)verify(session_, {parse_calibration_choice("desk"), {"33ohm+-0.1%"}, {}});
  const std::vector<CalibrationVersion> history = calibration_history(library_, "desk");
  ASSERT_THAT(history[0].verifications, SizeIs(1));
  ASSERT_THAT(history[1].verifications, SizeIs(1));
  EXPECT_TRUE(history[0].verifications[0].agrees);
  EXPECT_FALSE(history[1].verifications[0].agrees);
  EXPECT_GT(history[1].verifications[0].normalised_error, 1.0);
}

TEST(SecondsBetween, CountsAcrossMonthsAndLeapDays) {
  EXPECT_EQ(seconds_between("2024-02-28T23:59:59Z", "2024-03-01T00:00:00Z"), 86401.0);
  EXPECT_EQ(seconds_between("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"), -86400.0);
  EXPECT_FALSE(seconds_between("", "2026-01-01T00:00:00Z"));
  EXPECT_FALSE(seconds_between("2026-02-30T00:00:00Z", "2026-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace ohmsweep
