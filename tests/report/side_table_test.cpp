#include "ohmsweep/report/side_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

SideMismatch example() {
  SideMismatch mismatch;
  mismatch.points = {{20.0, -4.0, 0.06, -0.115, 0.002}, {20e3, 3.0, 0.05, 0.1, 0.001}};
  mismatch.largest = 0.0134;
  mismatch.largest_hz = 20.0;
  mismatch.lower95 = 0.0131;
  mismatch.upper95 = 0.0137;
  mismatch.verdict = SideVerdict::matched;
  mismatch.findings = {{Severity::warning, FindingCode::low_snr, "left: it is noisy"},
                       {Severity::warning, FindingCode::other_mounting, "left was worn otherwise"}};
  mismatch.of_the_sides = 1;
  return mismatch;
}

TEST(SideLine, HasVerdictIntervalAndWhatTheComparisonFound) {
  EXPECT_EQ(side_line(example()),
            "left and right matched: they differ by 1.3 % at 20 Hz at most, 1.3 % to 1.4 % (limit 5 %)\n"
            "  warning: left was worn otherwise (other_mounting)\n");
}

TEST(SideLine, TellsAnEndOfTheIntervalFromALimitThatItIsCloseTo) {
  SideMismatch mismatch = example();
  mismatch.largest = 0.049;
  mismatch.lower95 = 0.0478;
  mismatch.upper95 = 0.04998;
  EXPECT_THAT(side_line(mismatch), HasSubstr("4.78 % to 4.998 % (limit 5 %)"));
}

TEST(SideLine, SaysWhyThereIsNoVerdict) {
  SideMismatch mismatch = example();
  mismatch.verdict.reset();
  mismatch.findings.front() = {Severity::blocking, FindingCode::device_open, "left: nothing is connected"};
  EXPECT_THAT(side_line(mismatch), HasSubstr("no verdict, left: nothing is connected"));
}

TEST(SideLine, SaysWhereTheUncertaintyIsUnknown) {
  SideMismatch mismatch = example();
  mismatch.findings.front().code = FindingCode::uncertainty_unknown;
  EXPECT_THAT(side_line(mismatch), HasSubstr("taken as exact"));
  EXPECT_THAT(side_line(mismatch), Not(HasSubstr("1.4 %")));
  EXPECT_THAT(side_csv(mismatch), HasSubstr("20,-4,,-0.115,\n"));
}

TEST(SideTable, HasASignForEachDifferenceAndTheFindingsOfTheSides) {
  const std::string table = side_table(example());
  EXPECT_THAT(table, HasSubstr("-4.00 ± 0.06"));
  EXPECT_THAT(table, HasSubstr("+0.100 ± 0.001"));
  EXPECT_THAT(table, HasSubstr("it is noisy"));
}

TEST(SideCsv, HasARowForEachPoint) {
  EXPECT_EQ(side_csv(example()),
            "frequency_hz,difference_ohm,difference_ohm_u95,difference_db,difference_db_u95\n"
            "20,-4,0.06,-0.115,0.002\n20000,3,0.05,0.1,0.001\n");
}

}  // namespace
}  // namespace ohmsweep
