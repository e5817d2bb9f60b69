/// rate with several rules, pair and advise: texts, JSON and exit codes of the built program.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

using PairCommand = Workplace;

TEST_F(PairCommand, RateHasAVerdictForEachRuleAndChecksAllOfThem) {
  measure_everything();
  EXPECT_THAT(expect_done({"rate", "--rule", "8", "--rule", "10"}).out,
              AllOf(HasSubstr("1:8"), HasSubstr("1:10"), HasSubstr("pass")));
  EXPECT_EQ(expect_done({"rate", "--rule", "8", "--rule", "10", "--check"}).exit_code, 0);
  EXPECT_EQ(ohmsweep({"rate", "--rule", "8", "--rule", "100", "--check"}).exit_code, 3);
  const json rated = json::parse(expect_done({"--json", "rate", "--rule", "8", "--rule", "100"}).out);
  ASSERT_EQ(rated.size(), 4U);
  EXPECT_EQ(rated[0]["verdict"], "pass");
  EXPECT_EQ(rated[1]["rule"], 100.0);
  EXPECT_EQ(rated[1]["verdict"], "fail");
  EXPECT_EQ(rated[0]["verdicts"][1]["on"], "at_1khz");
}

TEST_F(PairCommand, PairExplainsOnePairing) {
  measure_everything();
  EXPECT_THAT(expect_done({"pair", "HD", "O2"}).out,
              AllOf(HasSubstr("HD left on O2 front"), HasSubstr("HD right on O2 front"),
                    HasSubstr("What is heard"), HasSubstr("Qts")));
  const json pairs = json::parse(expect_done({"--json", "pair", "HD", "O2", "--series", "100ohm"}).out);
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0]["verdict"], "fail");
  EXPECT_LT(pairs[0]["adapter_level_db"], -2.0);
  EXPECT_NEAR(pairs[0]["allowed_output"][0]["output_impedance_ohm"], 37.5, 0.2);
}

TEST_F(PairCommand, AdviseNamesWhatIsAllowedAndWhatServesMost) {
  measure_everything();
  EXPECT_THAT(expect_done({"advise"}).out, HasSubstr("O2 front serves most: 2 of 2"));
  EXPECT_THAT(expect_done({"advise", "--headphone", "HD"}).out, HasSubstr("HD left allows 37."));
  const json one = json::parse(expect_done({"--json", "advise", "--amplifier", "O2"}).out);
  EXPECT_EQ(one["ranked"].size(), 2U);
}

TEST_F(PairCommand, BadInputIsNamed) {
  measure_everything();
  expect_refused({"rate", "--band", "20kHz:20Hz"}, 2, "ends before it begins");
  expect_refused({"rate", "--rule", "8", "--rule", "8"}, 2, "twice");
  expect_refused({"pair", "HD", "O2", "--series", "0ohm"}, 2, "above zero");
  expect_refused({"pair", "HD", "O2", "--threshold", "loud"}, 2, "0.5dB");
  expect_refused({"pair", "HD", "O3"}, 1, "O3");
  expect_refused({"advise", "--rule", "8", "--rule", "9"}, 2, "one rule");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
