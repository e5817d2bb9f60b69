#include "ohmsweep/workflow/calibration_choice.h"

#include <gtest/gtest.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

TEST(CalibrationChoice, IsANameWithAnOptionalVersion) {
  EXPECT_EQ(parse_calibration_choice("desk").name, "desk");
  EXPECT_FALSE(parse_calibration_choice("desk").version.has_value());
  EXPECT_EQ(parse_calibration_choice("desk@12").name, "desk");
  EXPECT_EQ(parse_calibration_choice("desk@12").version, 12);
}

TEST(CalibrationChoice, NoneIsNoName) {
  EXPECT_TRUE(parse_calibration_choice("none").none);
  EXPECT_FALSE(parse_calibration_choice("none@1").none);
}

TEST(CalibrationChoice, RefusesVersionsThatAreNotCounted) {
  for (const char* text :
       {"desk@", "desk@0", "desk@-1", "desk@1.5", "desk@one", "desk@99999999999", "@1", ""}) {
    EXPECT_THROW((void)parse_calibration_choice(text), Error) << text;
  }
}

}  // namespace
}  // namespace ohmsweep
