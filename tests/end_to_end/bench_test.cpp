#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "end_to_end/workplace.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class OnABench : public Workplace {
 protected:
  /// A command played on the demo's bench, with the short sweep of the tests.
  [[nodiscard]] std::vector<std::string> played(std::vector<std::string> command) const {
    const std::string file = write("bench.toml", std::string(demo_bench_text())).string();
    command.insert(command.end(),
                   {"--audio", "bench:" + file, "--stimulus", (takes_folder() / "sweep.wav").string()});
    return command;
  }
};

TEST_F(OnABench, TheSameCommandsRunWithoutTakes) {
  expect_done(played({"calibrate", "desk"}));
  const json headphone = json::parse(expect_done(played({"measure", "headphone", "inear16", "--json"})).out);
  ASSERT_THAT(headphone, SizeIs(2));
  EXPECT_EQ(headphone[1]["channel"], "right");
  EXPECT_EQ(headphone[1]["calibration"], "desk@1");
  const json output = json::parse(
      expect_done(played({"measure", "amplifier", "interface", "--output", "phones", "--json"})).out);
  EXPECT_NEAR(output.at(0)["nominal_impedance_ohm"].get<double>(), 10.0, 0.15);
}

TEST_F(OnABench, OneChannelIsMeasuredWhenAskedFor) {
  const json headphone = json::parse(
      expect_done(played({"measure", "headphone", "inear16", "--channel", "right", "--json"})).out);
  ASSERT_THAT(headphone, SizeIs(1));
  EXPECT_EQ(headphone[0]["channel"], "right");
}

TEST_F(OnABench, SteadyTonesConfirmTheSweep) {
  expect_done(played({"calibrate", "desk"}));
  const std::vector<std::string> command{"measure", "headphone", "planar32", "--channel",
                                         "left",    "--stepped", "1/3"};
  std::vector<std::string> as_json = command;
  as_json.emplace_back("--json");
  const json stepped = json::parse(expect_done(played(as_json)).out).at(0).at("stepped");
  EXPECT_EQ(stepped["points"], 31);
  EXPECT_EQ(stepped["agrees"], true);
  EXPECT_THAT(expect_done(played(command)).out, HasSubstr("of 31 points within both intervals"));
}

TEST_F(OnABench, SteadyTonesNeedAKnownSpacingAndADeviceThatPlays) {
  expect_refused(played({"measure", "headphone", "planar32", "--stepped", "1/5"}), 2, "1/24");
  std::vector<std::string> recorded = headphone_arguments();
  recorded.insert(recorded.end(), {"--stepped", "1/6"});
  expect_refused(recorded, 2, "--stepped");
}

TEST_F(OnABench, OtherStepsAreTakenWhenStated) {
  const json calibration =
      json::parse(expect_done(played({"calibrate", "desk", "--step", "open", "--step", "short", "--step",
                                      "33ohm+-0.1%", "--take", "330ohm+-0.1%", "--json"}))
                      .out);
  EXPECT_THAT(calibration["standards"], SizeIs(4));
}

TEST_F(OnABench, AHeadphoneThatItLacksIsNamed) {
  expect_refused(played({"measure", "headphone", "HD600"}), 1, "HD600");
}

TEST_F(OnABench, CtrlCEndsItWithoutAResult) {
  RunOptions impatient;
  impatient.interrupt_after_s = 0.3;
  const Outcome outcome = ohmsweep(played({"measure", "headphone", "inear16"}), impatient);
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(expect_done({"list"}).out, HasSubstr("empty"));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
