#include "ohmsweep/workflow/calibrate.h"

#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/verify.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Calibrating : public Sitting {};

TEST_F(Calibrating, CountsTheVersionsOfAName) {
  EXPECT_EQ(calibrate_as("desk"), 1);
  EXPECT_EQ(calibrate_as("desk"), 2);
  EXPECT_EQ(calibrate_as("shelf"), 1);
}

TEST_F(Calibrating, CombinesRepeatsOfAStandard) {
  const CalibrateResult result =
      calibrate(session_, {"desk", {"open", "short", "100ohm+-0.1%", "open", "short"}, {}});
  EXPECT_THAT(result.calibration.residuals, SizeIs(3));
  EXPECT_THAT(library_.calibration("desk").provenance.takes, SizeIs(5));
}

TEST_F(Calibrating, WithTooFewStandardsIsRefusedAndStoresNothing) {
  try {
    (void)calibrate(session_, {"desk", {"open", "short"}, {}});
    FAIL() << "two standards made a calibration";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
  }
  EXPECT_THAT(library_.list_calibrations(), IsEmpty());
}

TEST_F(Calibrating, WithAWrongStateIsRefusedBeforeAnythingIsPlayed) {
  EXPECT_THROW((void)calibrate(session_, {"desk", {"open", "short", "hundred"}, {}}), Error);
  EXPECT_THAT(bench_.played(), IsEmpty());
}

TEST_F(Calibrating, TakesStandardsFromTheKit) {
  Standard load = default_load("load100", {100.0, 0.005});
  bench_.connect("load100", 100.0);
  const CalibrateResult result = calibrate(session_, {"desk", {"open", "short", "load100"}, {load}});
  EXPECT_EQ(result.calibration.residuals.back().name, "load100");
}

TEST_F(Calibrating, SaysWhenAToleranceIsAssumed) {
  (void)calibrate(session_, {"desk", {"open", "short", "100ohm"}, {}});
  EXPECT_THAT(messages_, Contains(HasSubstr("100ohm has no stated tolerance")));
}

TEST_F(Calibrating, RefusesNamesThatChooseACalibration) {
  for (const char* name : {"none", "desk@2", "", "two\nlines"}) {
    EXPECT_THROW((void)calibrate(session_, {name, {"open", "short", "100ohm"}, {}}), Error) << name;
  }
}

TEST_F(Calibrating, VerifiesWithAnIndependentLoad) {
  calibrate_as("desk");
  const auto verified = verify(session_, {parse_calibration_choice("desk"), {"33ohm+-0.1%"}, {}});
  ASSERT_THAT(verified, SizeIs(1));
  EXPECT_TRUE(verified[0].agreement.agrees);
  EXPECT_EQ(verified[0].calibration, "desk@1");
}

TEST_F(Calibrating, DoesNotVerifyALoadThatIsNotWhatItClaims) {
  calibrate_as("desk");
  bench_.connect("33ohm", 34.0);
  const auto verified = verify(session_, {parse_calibration_choice("desk"), {"33ohm+-0.1%"}, {}});
  EXPECT_FALSE(verified[0].agreement.agrees);
}

}  // namespace
}  // namespace ohmsweep
