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

/// What a person sees and types at a balanced output and at a player.
class ResumedOutput : public Workplace {
 protected:
  [[nodiscard]] Outcome measured(const std::string& output, const std::vector<std::string>& more,
                                 const std::string& typed) const {
    const std::string bench =
        write("two.toml",
              "[converters]\noutput_full_scale = \"2Vrms\"\ninput_full_scale = \"2Vrms\"\n"
              "noise = \"-104dBFS\"\n"
              "[[amplifier]]\nname = \"duo\"\n"
              "[[amplifier.output]]\nname = \"xlr\"\nwiring = \"balanced\"\n"
              "circuit = [\"R source tip 500mohm\"]\n"
              "[[amplifier.output]]\nname = \"jack\"\nwiring = \"player\"\n"
              "circuit = [\"R source tip 1ohm\"]\n")
            .string();
    const std::string rig = write("two-rig.toml",
                                  "[inputs]\ndifferential = \"yes\"\n"
                                  "[limits]\ninput_full_scale = \"2Vrms\"\n")
                                .string();
    std::vector<std::string> command{"measure",        "amplifier", "duo",      "--output",
                                     output,           "--preview", "--guided", "--audio",
                                     "bench:" + bench, "--rig",     rig};
    command.insert(command.end(), more.begin(), more.end());
    RunOptions options;
    options.input = typed;
    return ohmsweep(std::move(command), options);
  }
  static Outcome gone_on(const Outcome& stopped, const std::string& typed) {
    RunOptions options;
    options.input = typed;
    return run(command_to_go_on(stopped.err), options);
  }
  /// From "Step N" to the question.
  static std::string step(const Outcome& outcome, int number) {
    const std::size_t from = outcome.err.find("Step " + std::to_string(number) + " of");
    if (from == std::string::npos) return {};
    return outcome.err.substr(from, outcome.err.find("Enter to record", from) - from);
  }
};

constexpr const char* differential = "[inputs]\ndifferential = \"yes\"\n";
constexpr const char* full_scale_2v = "[limits]\ninput_full_scale = \"2Vrms\"\n";
constexpr const char* full_scale_20v = "[limits]\ninput_full_scale = \"20Vrms\"\n";
const std::string enough_enters(20, '\n');
const std::string grounded_enters = "grounded\n" + enough_enters;

TEST_F(GuidedOutput, AsksWhatTheSleeveIsBeforeAnythingIsConnected) {
  const Outcome outcome = measured({}, grounded_enters);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.err.find("What is it: grounded, balanced or active?"), outcome.err.find("Step 1 of 4"));
}

TEST_F(GuidedOutput, TakesNoSilenceForAnAnswerOnTheSleeve) {
  const Outcome asked = measured({}, "\ngrounded\nq\n");
  EXPECT_EQ(asked.exit_code, 130) << asked.err;
  EXPECT_THAT(asked.err, AllOf(HasSubstr("There is no usual answer"),
                               HasSubstr("treat it as active; q stops"), HasSubstr("Step 1 of 4")));
  for (const Outcome& unanswered : {measured({"--yes"}, ""), measured({}, ""), measured({}, "\n\n")}) {
    EXPECT_EQ(unanswered.exit_code, 2) << unanswered.err;
    EXPECT_THAT(unanswered.err,
                AllOf(HasSubstr("--ground grounded|balanced|active"), Not(HasSubstr("Step 1"))));
  }
  EXPECT_EQ(measured({}, "q\n").exit_code, 130);
  EXPECT_EQ(measured({"--ground", "active"}, "q\n", differential).exit_code, 130);
}

TEST_F(GuidedOutput, AsksForDirectVoltsInTheirOwnWords) {
  const Outcome outcome = measured({"--ground", "active"}, "1\nq\n", differential);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("'1' is not a direct voltage; write for example 5mV"),
                                 Not(HasSubstr("rms voltage"))));
}

TEST_F(GuidedOutput, AGroundedOutputIsNotWiredAsABalancedOne) {
  const Outcome outcome =
      measured({"--wiring", "balanced", "--ground", "grounded"}, enough_enters, differential);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("contradict each other"), Not(HasSubstr("Step 1"))));
}

TEST_F(GuidedOutput, AsksWhatTheSleeveIsThoughTheFirstTakeIsAFile) {
  const Outcome stopped = measured({"--load", "33ohm/0.25W"}, "grounded\n\nq\n", full_scale_2v);
  RunOptions options;
  std::vector<std::string> command = command_to_go_on(stopped.err);
  command.insert(command.end(), {"--ground", "active", "--yes"});
  const Outcome resumed = run(command, options);
  EXPECT_EQ(resumed.exit_code, 2) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("must not meet the interface's ground"), Not(HasSubstr("Step"))));
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
      measured({"--load", "33ohm/1mW"}, grounded_enters, "[limits]\ninput_full_scale = \"2Vrms\"\n");
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
  EXPECT_THAT(outcome.err, HasSubstr("50ohm/15mW will take at most 24.7 mW"));
}

TEST_F(GuidedOutput, TellsThePowerOfALoadOnce) {
  const Outcome outcome = measured({"--load", "33ohm/0.25W", "--rounds", "2"}, grounded_enters,
                                   "[limits]\ninput_full_scale = \"2Vrms\"\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string sentence = "33ohm/0.25W will take at most";
  EXPECT_NE(outcome.err.find(sentence), std::string::npos);
  EXPECT_EQ(outcome.err.find(sentence), outcome.err.rfind(sentence));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("Step 8 of 8"), HasSubstr("Pull the load out and put it in again")));
}

TEST_F(GuidedOutput, FindsAVoltageThatLeavesTheInputBeforeItPlaysIt) {
  const Outcome outcome = measured({"--level", "-0.1dBFS"}, grounded_enters,
                                   "[interface]\nsource_channel = 1\ndut_channel = 2\n");
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("as a quiet probe shows"), HasSubstr("--level"), Not(HasSubstr("peaks"))));
}

TEST_F(GuidedOutput, GoesThroughEveryLoadAndBack) {
  const Outcome outcome = measured({"--load", "33ohm", "--load", "16ohm"}, grounded_enters);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("Step 6 of 6"), HasSubstr("Put 16ohm"), HasSubstr("Put 33ohm")));
}

TEST_F(GuidedOutput, RefusesASequenceThatIsSaidTwice) {
  EXPECT_EQ(measured({"--rounds", "2", "--step", "unloaded"}, enough_enters).exit_code, 2);
  EXPECT_EQ(measured({"--load", "unloaded"}, enough_enters).exit_code, 2);
  EXPECT_EQ(measured({"--rounds", "0"}, enough_enters).exit_code, 2);
  EXPECT_EQ(measured({"--ground", "virtual"}, enough_enters).exit_code, 2);
  EXPECT_EQ(measured({"--wiring", "parallel"}, enough_enters).exit_code, 2);
}

TEST_F(ResumedOutput, ABalancedOutputIsWiredAsBeforeTheBreak) {
  const std::vector<std::string> balanced{"--wiring",    "balanced", "--ground",
                                          "balanced",    "--load",   "50ohm+-0.1%/0.25W",
                                          "--sleeve-dc", "0",        "--sleeve-resistance",
                                          "open"};
  const Outcome whole = measured("xlr", balanced, enough_enters);
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const Outcome stopped = measured("xlr", balanced, "\n\n\nq\n");
  EXPECT_EQ(stopped.exit_code, 130);
  const Outcome resumed = gone_on(stopped, enough_enters);
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(step(resumed, 4), AllOf(HasSubstr("Pull the load out"), HasSubstr("between hot and cold")));
  EXPECT_EQ(step(resumed, 5), step(whole, 5));
  EXPECT_THAT(resumed.err, Not(HasSubstr("across the output")));
}

TEST_F(ResumedOutput, APlayerIsWiredAsBeforeTheBreak) {
  const std::vector<std::string> player{"--wiring", "player", "--load", "33ohm/0.25W"};
  const Outcome stopped = measured("jack", player, "grounded\n\nq\n");
  EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
  const Outcome resumed = gone_on(stopped, "grounded\nq\n");
  EXPECT_EQ(step(resumed, 2), step(stopped, 2));
  EXPECT_THAT(step(resumed, 2), HasSubstr("across the right channel"));
}

TEST_F(ResumedOutput, AsksAgainWhatTheSleeveIs) {
  const Outcome stopped =
      measured("jack", {"--wiring", "player", "--load", "33ohm/0.25W"}, "grounded\n\nq\n");
  const Outcome resumed = gone_on(stopped, "balanced\n");
  EXPECT_EQ(resumed.exit_code, 2) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("--wiring balanced"), Not(HasSubstr("Step"))));
}

TEST_F(ResumedOutput, ALoadMeetsTheVoltageOfTheTakesBeforeTheBreak) {
  const std::vector<std::string> player{"--wiring", "player", "--load", "4ohm/0.25W"};
  const Outcome stopped = measured("jack", player, "grounded\n\nq\n");
  const std::string told = "4ohm/0.25W will take at most";
  const auto sentence = [&](const Outcome& outcome) {
    const std::size_t at = outcome.err.find(told);
    return at == std::string::npos ? "" : outcome.err.substr(at, outcome.err.find('\n', at) - at);
  };
  EXPECT_NE(sentence(stopped), "") << stopped.err;
  EXPECT_EQ(sentence(gone_on(stopped, "grounded\nq\n")), sentence(stopped));
}

TEST_F(GuidedOutput, TellsThePowerBeforeTheLoadGoesOn) {
  const Outcome outcome = measured({"--load", "33ohm/0.25W"}, "grounded\n\nq\n", full_scale_2v);
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  const std::size_t power = outcome.err.find("33ohm/0.25W will take at most");
  ASSERT_NE(power, std::string::npos);
  EXPECT_LT(power, outcome.err.find("33ohm/0.25W: Enter to record"));
}

TEST_F(GuidedOutput, AsksForARatingWhereACommonResistorWouldNotDo) {
  const std::string rig = full_scale_20v;
  const std::string question = "What is it rated for";
  const Outcome unknown = measured({"--load", "33ohm"}, grounded_enters, rig);
  EXPECT_EQ(unknown.exit_code, 3) << unknown.err;
  EXPECT_THAT(unknown.err, AllOf(HasSubstr(question), HasSubstr("33ohm/1W"), HasSubstr("--level"),
                                 HasSubstr("are kept"), Not(HasSubstr("Put 33ohm"))));
  const Outcome too_little = measured({"--load", "33ohm"}, "grounded\n\n0.3W\n" + enough_enters, rig);
  EXPECT_EQ(too_little.exit_code, 3) << too_little.err;
  EXPECT_THAT(too_little.err, AllOf(HasSubstr("of its 300 mW"), Not(HasSubstr("Put 33ohm"))));
  const Outcome enough = measured({"--load", "33ohm"}, "grounded\n\nlots\n2W\n" + enough_enters, rig);
  EXPECT_EQ(enough.exit_code, 0) << enough.err;
  EXPECT_EQ(enough.err.find(question, enough.err.find("Put 33ohm")), std::string::npos);
}

TEST_F(GuidedOutput, YesIsNoRating) {
  const Outcome outcome =
      measured({"--load", "33ohm@-12dBFS", "--yes", "--ground", "grounded"}, "", full_scale_20v);
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("33ohm/1W,"), Not(HasSubstr("Put 33ohm"))));
  EXPECT_EQ(measured({"--load", "33ohm/1W", "--yes", "--ground", "grounded"}, "", full_scale_20v).exit_code,
            0);
}

TEST_F(GuidedOutput, AnUnratedResistorIsLeftToThePersonWhereVoltsAreUnknown) {
  const Outcome outcome = measured({"--load", "8ohm"}, grounded_enters);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("put it on only if it stands what it will take"));
}

TEST_F(GuidedOutput, AHeadphoneAsALoadGetsAMilliwattUnlessMoreIsStated) {
  const std::string bench = write("bench.toml", std::string(demo_bench_text())).string();
  expect_done({"measure", "headphone", "dynamic300", "--preview", "--audio", "bench:" + bench});
  const Outcome unrated = measured({"--load", "headphone:dynamic300.left"}, grounded_enters, full_scale_20v);
  EXPECT_EQ(unrated.exit_code, 3) << unrated.err;
  EXPECT_THAT(unrated.err, AllOf(HasSubstr("taken to stand 1 mW"), HasSubstr("headphone:dynamic300.left/"),
                                 Not(HasSubstr("Put headphone"))));
  const Outcome rated =
      measured({"--load", "headphone:dynamic300.left/200mW"}, grounded_enters, full_scale_20v);
  EXPECT_EQ(rated.exit_code, 0) << rated.err;
  EXPECT_THAT(rated.err, AllOf(HasSubstr("of its 200 mW"), HasSubstr("]  the headphone")));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
