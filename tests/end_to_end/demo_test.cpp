#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Demo : public Workplace {};

TEST_F(Demo, RatesEveryPairingAndStaysNearTheTruth) {
  const Outcome outcome = run({"--json", "demo", place("shown").string()});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result["pairings"].size(), 12U * 6U);
  EXPECT_LT(result["largest_headphone_error"]["relative"].get<double>(), 0.01);
  EXPECT_LT(result["largest_output_error"]["ohm"].get<double>(), 0.3);
  EXPECT_GT(result["share_within_u95"].get<double>(), 0.93);
  const Outcome list = run({"list", "--library", place("shown").string()});
  EXPECT_THAT(list.out, AllOf(HasSubstr("dynamic300 left"), HasSubstr("calibration demo@1")));
}

TEST_F(Demo, ShowsItsProgressOnATerminalAndClearsIt) {
  RunOptions options;
  options.terminal = true;
  options.interrupt_after_s = 4.0;
  options.environment["TMPDIR"] = place("").string();
  const Outcome outcome = run({"demo"}, options);
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_THAT(outcome.err, HasSubstr(" %  "));
  EXPECT_THAT(outcome.err, ::testing::EndsWith("\r\x1b[K"));
  EXPECT_THAT(files_left(), ::testing::IsEmpty()) << "the temporary library is still there";
}

}  // namespace
}  // namespace ohmsweep::end_to_end
