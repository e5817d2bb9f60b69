#include <fmt/format.h>
#include <gmock/gmock.h>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// dynamic300 of the demo's bench: 299.6 and 303.6 Ω, so that the sides differ by some 2 %.
class Match : public Workplace {
 protected:
  static std::string bench() {
    return fmt::format("bench:{}/calibration/benches/demo.toml", OHMSWEEP_SOURCE_DIR);
  }
  void measure(const std::vector<std::string>& options = {}) const {
    std::vector<std::string> command{"measure", "headphone", "dynamic300", "--audio", bench()};
    command.insert(command.end(), options.begin(), options.end());
    (void)expect_done(command);
  }
};

TEST_F(Match, IsAStatementAboutAnIntervalAndALimit) {
  (void)expect_done({"calibrate", "desk", "--audio", bench()});
  measure();
  EXPECT_THAT(expect_done({"match", "dynamic300", "--check"}).out, HasSubstr("left and right matched"));
  const Outcome tight = ohmsweep({"match", "dynamic300", "--limit", "1%", "--check"});
  EXPECT_EQ(tight.exit_code, 3);
  EXPECT_THAT(tight.out, HasSubstr("left and right mismatched"));
  EXPECT_EQ(ohmsweep({"match", "dynamic300", "--limit", "1%"}).exit_code, 0);
  EXPECT_THAT(expect_done({"match", "dynamic300", "--format", "csv"}).out,
              StartsWith("frequency_hz,difference_ohm,"));
  EXPECT_THAT(expect_done({"match", "dynamic300", "--json"}).out,
              AllOf(HasSubstr(R"("verdict": "matched")"), HasSubstr(R"("calibration": "desk@1")")));
  EXPECT_THAT(expect_done({"show", "dynamic300"}).out, HasSubstr("left and right matched"));
  // A flag here, and an option with a value of 'batch': wherever it stands.
  EXPECT_THAT(expect_done({"--check", "match", "dynamic300"}).out, HasSubstr("left and right matched"));
  expect_refused({"--check-with", "open", "batch", "nowhere.toml"}, 1, "nowhere.toml");
}

TEST_F(Match, OfSidesOfTwoCalibrationsCountsBothInFull) {
  (void)expect_done({"calibrate", "desk", "--audio", bench()});
  measure({"--channel", "left"});
  (void)expect_done({"calibrate", "desk", "--audio", bench()});
  measure({"--channel", "right"});
  const Outcome outcome = expect_done({"match", "dynamic300"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("calibrations_differ"), HasSubstr("desk@1"), HasSubstr("desk@2")));
}

TEST_F(Match, OfSidesWornDifferentlyIsNotCalledAMismatch) {
  (void)expect_done({"calibrate", "desk", "--audio", bench()});
  measure({"--channel", "left", "--mounting", "free air"});
  measure({"--channel", "right", "--mounting", "on a head"});
  const Outcome outcome = expect_done({"match", "dynamic300", "--limit", "1%"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("left and right undecided"), HasSubstr("on a head"),
                                 HasSubstr("other_mounting"), Not(HasSubstr("mismatched"))));
}

TEST_F(Match, OfOneSideIsRefusedAndOfAStrangeLimitToo) {
  (void)expect_done({"calibrate", "desk", "--audio", bench()});
  measure({"--channel", "left"});
  expect_refused({"match", "dynamic300"}, 1, "only one side");
  expect_refused({"match", "dynamic300", "--limit", "0%"}, 2, "0%");
  expect_refused({"match", "dynamic300", "--format", "xml"}, 2, "xml");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
