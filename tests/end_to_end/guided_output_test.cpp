/// Measuring an output with a person, who here is a pipe, on a virtual bench.

#include <gmock/gmock.h>

#include "end_to_end/workplace.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class GuidedOutput : public Workplace {
 protected:
  [[nodiscard]] Outcome measured(const std::vector<std::string>& more, const std::string& typed,
                                 const std::string& rig = "") const {
    const std::string bench = write("bench.toml", std::string(demo_bench_text())).string();
    std::vector<std::string> command{"measure", "amplifier", "interface", "--output", "phones", "--preview"};
    command.insert(command.end(), {"--guided", "--audio", "bench:" + bench});
    if (!rig.empty()) command.insert(command.end(), {"--rig", write("rig.toml", rig).string()});
    command.insert(command.end(), more.begin(), more.end());
    RunOptions options;
    options.input = typed;
    return ohmsweep(std::move(command), options);
  }
};

constexpr const char* differential = "[inputs]\ndifferential = \"yes\"\n";
const std::string enough_enters(20, '\n');

TEST_F(GuidedOutput, AsksWhatTheSleeveIsBeforeAnythingIsConnected) {
  const Outcome outcome = measured({}, enough_enters);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.err.find("What is it: grounded, balanced or active?"), outcome.err.find("Step 1 of 4"));
}

TEST_F(GuidedOutput, NeverJoinsADrivenSleeveToGround) {
  const Outcome refused = measured({}, "active\n" + enough_enters);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("differential"), Not(HasSubstr("Step 1"))));
  const Outcome wired = measured({}, "active\n3mV\n1Mohm\n" + enough_enters, differential);
  EXPECT_EQ(wired.exit_code, 0) << wired.err;
  EXPECT_THAT(wired.err, AllOf(HasSubstr("cold on sleeve"), HasSubstr("the sleeve never meets gnd")));
}

TEST_F(GuidedOutput, EndsWhereTheMultimeterShowsThatItMustNotBeConnected) {
  const std::vector<std::string> active{"--ground", "active"};
  const Outcome dc = measured(active, "-45mV\nopen\n" + enough_enters, differential);
  EXPECT_EQ(dc.exit_code, 3);
  EXPECT_THAT(dc.err, AllOf(HasSubstr("45 mV of DC"), Not(HasSubstr("Step 1"))));
  const Outcome joined = measured(active, "0\n0.4ohm\n" + enough_enters, differential);
  EXPECT_EQ(joined.exit_code, 3);
  EXPECT_THAT(joined.err, HasSubstr("0.4 ohm"));
}

TEST_F(GuidedOutput, DoesNotLetYesStandForAMultimeter) {
  const Outcome outcome = measured({"--ground", "active", "--yes"}, "", differential);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--sleeve-dc 2mV --sleeve-resistance 1Mohm"));
  EXPECT_EQ(measured({"--ground", "active", "--yes", "--sleeve-dc", "2mV", "--sleeve-resistance", "open"}, "",
                     differential)
                .exit_code,
            0);
}

TEST_F(GuidedOutput, RefusesALoadThatWouldSeeMoreThanItsRating) {
  const Outcome outcome =
      measured({"--load", "33ohm/1mW"}, enough_enters, "[limits]\ninput_full_scale = \"2Vrms\"\n");
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("of its 1 mW"), HasSubstr("--level"), HasSubstr("are kept"),
                                 Not(HasSubstr("33ohm/1mW: peaks"))));
}

TEST_F(GuidedOutput, ReckonsWithBothSidesOfABalancedOutput) {
  // 2 V rms of full scale at -12 dBFS and no resistance to speak of: 0.5 V on each side, 1 V between them.
  const std::string bench = write("balanced.toml",
                                  "[converters]\noutput_full_scale = \"2Vrms\"\ninput_full_scale = "
                                  "\"2Vrms\"\n[[amplifier]]\nname = \"duo\"\n"
                                  "[[amplifier.output]]\nname = \"xlr\"\nwiring = \"balanced\"\ncircuit = "
                                  "[\"R source tip 10mohm\"]\n")
                                .string();
  const std::string rig =
      write("balanced-rig.toml", std::string(differential) + "[limits]\ninput_full_scale = \"2Vrms\"\n")
          .string();
  RunOptions options;
  options.input = enough_enters;
  const Outcome outcome =
      ohmsweep({"measure", "amplifier", "duo", "--output", "xlr", "--wiring", "balanced", "--preview",
                "--guided", "--audio", "bench:" + bench, "--rig", rig, "--sleeve-dc", "0",
                "--sleeve-resistance", "open", "--load", "50ohm/15mW"},
               options);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("50ohm/15mW will take at most 20.2 mW"));
}

TEST_F(GuidedOutput, TellsThePowerOfALoadOnce) {
  const Outcome outcome = measured({"--load", "33ohm/0.25W", "--rounds", "2"}, enough_enters,
                                   "[limits]\ninput_full_scale = \"2Vrms\"\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string sentence = "33ohm/0.25W will take at most";
  EXPECT_NE(outcome.err.find(sentence), std::string::npos);
  EXPECT_EQ(outcome.err.find(sentence), outcome.err.rfind(sentence));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("Step 8 of 8"), HasSubstr("Pull the load out and put it in again")));
}

TEST_F(GuidedOutput, FindsAVoltageThatLeavesTheInputBeforeItPlaysIt) {
  const Outcome outcome =
      measured({"--level", "-0.1dBFS"}, enough_enters, "[interface]\nsource_channel = 1\ndut_channel = 2\n");
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("as a quiet probe shows"), HasSubstr("--level"), Not(HasSubstr("peaks"))));
}

TEST_F(GuidedOutput, GoesThroughEveryLoadAndBack) {
  const Outcome outcome = measured({"--load", "33ohm", "--load", "16ohm"}, enough_enters);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("Step 6 of 6"), HasSubstr("Put 16ohm"), HasSubstr("Put 33ohm")));
}

TEST_F(GuidedOutput, RefusesASequenceThatIsSaidTwice) {
  EXPECT_EQ(measured({"--rounds", "2", "--step", "unloaded"}, enough_enters).exit_code, 2);
  EXPECT_EQ(measured({"--rounds", "0"}, enough_enters).exit_code, 2);
  EXPECT_EQ(measured({"--ground", "virtual"}, enough_enters).exit_code, 2);
  EXPECT_EQ(measured({"--wiring", "parallel"}, enough_enters).exit_code, 2);
}

}  // namespace
}  // namespace ohmsweep::end_to_end
