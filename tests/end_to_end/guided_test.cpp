/// Measuring with a person, who here is a pipe, on a virtual bench.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "end_to_end/workplace.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Guided : public Workplace {
 protected:
  /// A guided command on the demo's bench with what is added to it, and what the person types.
  [[nodiscard]] Outcome guided(std::vector<std::string> command, const std::string& typed,
                               const std::string& faults = "", RunOptions options = {}) const {
    const std::string file = write("bench.toml", std::string(demo_bench_text()) + "\n" + faults).string();
    command.insert(command.end(), {"--guided", "--audio", "bench:" + file});
    options.input = typed;
    return ohmsweep(std::move(command), options);
  }

  /// The command that it ended with, as it stands.
  static Outcome gone_on(const Outcome& stopped, const std::string& typed) {
    RunOptions options;
    options.input = typed;
    return run(command_to_go_on(stopped.err), options);
  }

  [[nodiscard]] std::vector<std::filesystem::path> takes_kept() const {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists(library() / "takes")) return files;
    for (const auto& entry : std::filesystem::directory_iterator(library() / "takes")) files.push_back(entry);
    return files;
  }
};

const std::vector<std::string> calibrate{"calibrate", "desk", "--preview"};

/// Loses 90 samples in the middle of these takes.
std::string dropouts(const std::vector<int>& takes) {
  std::string text;
  for (const int take : takes) {
    text += fmt::format("[[converters.dropout]]\nat = \"1.6s\"\nsamples = 90\nkind = \"lost\"\ntake = {}\n",
                        take);
  }
  return text;
}

TEST_F(Guided, ShowsWhatToConnectBeforeEachTakeAndJudgesItAfterwards) {
  const Outcome outcome = guided(calibrate, "\n\n\n\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("off your ears"), HasSubstr("Step 1 of 3: Leave the socket empty"),
                                 HasSubstr("Step 2 of 3: Bridge the socket"), HasSubstr("Put 100ohm into"),
                                 HasSubstr("100ohm: peaks"), HasSubstr("SNR bass"), HasSubstr("Good.")));
  EXPECT_TRUE(std::regex_search(
      outcome.err,
      std::regex(R"(open: peaks -[0-9]+\.[0-9] dBFS \(source\) and -[0-9]+\.[0-9] dBFS \(dut\); SNR)")))
      << outcome.err;
  EXPECT_LT(outcome.err.find("off your ears"), outcome.err.find("Enter to record"));
  EXPECT_THAT(outcome.out, HasSubstr("desk@1"));
  EXPECT_THAT(takes_kept(), SizeIs(3));
}

TEST_F(Guided, DrawsWithinSixtyColumnsAndEightLines) {
  std::string err = guided(calibrate, "\n\n\n\n").err;
  err += guided({"measure", "headphone", "inear16", "--preview"}, "\n\n\n").err;
  err +=
      guided({"measure", "amplifier", "interface", "--output", "phones", "--preview"}, "grounded\n\n\n\n\n\n")
          .err;
  std::istringstream lines(err);
  int drawn = 0;
  for (std::string line; std::getline(lines, line);) {
    const bool begins = line.starts_with("  out --") || line.starts_with("  player left");
    drawn = begins || (drawn > 0 && line.starts_with("  ")) ? drawn + 1 : 0;
    EXPECT_LE(drawn, 8) << line;
    EXPECT_LE(drawn > 0 ? line.size() : 0, 60U) << line;
  }
}

TEST_F(Guided, NeedsNoAnswersWithYes) {
  std::vector<std::string> command = calibrate;
  command.emplace_back("--yes");
  EXPECT_EQ(guided(command, "").exit_code, 0);
  EXPECT_THAT(takes_kept(), SizeIs(3));
}

TEST_F(Guided, GoesOnFromKeptTonesAsFromSweeps) {
  std::vector<std::string> command{"measure", "headphone", "inear16", "--preview", "--stepped", "1/3"};
  const Outcome stopped = guided(command, "\nq\n");
  EXPECT_EQ(stopped.exit_code, 130);
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("Step 1 of 2"), HasSubstr("the last of steady tones"),
                                 HasSubstr("left, steady tones: peaks"), HasSubstr("Step 2 of 2")));
  EXPECT_THAT(takes_kept(), SizeIs(2));
  const Outcome continued = gone_on(stopped, "\n\n");
  EXPECT_THAT(stopped.err, HasSubstr(" --tones left="));
  EXPECT_EQ(continued.exit_code, 0) << continued.err;
  EXPECT_THAT(continued.err, AllOf(HasSubstr("Step 2 of 2"), Not(HasSubstr("Step 1 of 2"))));
  const std::string line = "points within both intervals";
  EXPECT_NE(continued.out.find(line), continued.out.rfind(line)) << continued.out;
}

TEST_F(Guided, RefusesTonesThatGoWithNothing) {
  const auto refused = [&](const std::vector<std::string>& more, const std::string& says) {
    std::vector<std::string> command{"measure", "headphone", "inear16"};
    command.insert(command.end(), more.begin(), more.end());
    expect_refused(command, 2, says);
  };
  refused({"--tones", "left=a.wav"}, "--stepped");
  refused({"--tones", "left=a.wav", "--stepped", "1/3"}, "--take left=FILE too");
  refused({"--take", "left=a.wav", "--tones", "left", "--stepped", "1/3", "--stimulus", "s.wav"},
          "has no file");
  refused({"--take", "left=a.wav", "--take", "right=b.wav", "--tones", "right=c.wav", "--stepped", "1/3",
           "--stimulus", "s.wav"},
          "lacks the tones of left");
  refused({"--take", "left=a.wav", "--stepped", "1/3", "--stimulus", "s.wav"}, "hold none");
}

TEST_F(Guided, FailsClearlyWhereStdinHasEndedAndKeepsTheTakes) {
  const Outcome outcome = guided(calibrate, "\n\n");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("has no answer"), HasSubstr("--yes"), HasSubstr("are kept")));
  EXPECT_THAT(takes_kept(), SizeIs(2));
}

TEST_F(Guided, GoesOnFromKeptTakesToTheSameResult) {
  const Outcome stopped = guided(calibrate, "\n\nq\n");
  EXPECT_EQ(stopped.exit_code, 130);
  EXPECT_THAT(stopped.out, IsEmpty());
  EXPECT_THAT(expect_done({"list"}).out, HasSubstr("empty"));
  const Outcome continued = gone_on(stopped, "\n\n");
  EXPECT_EQ(continued.exit_code, 0) << continued.err;
  EXPECT_THAT(continued.err, AllOf(HasSubstr("Step 3 of 3"), Not(HasSubstr("Step 1 of 3"))));
  const Outcome in_one_go = guided(calibrate, "\n\n\n\n");
  // The second version goes on with what it changed from the first.
  EXPECT_THAT(std::regex_replace(in_one_go.out, std::regex("desk@2"), "desk@1"), StartsWith(continued.out));
  // The same samples have the same name: nothing was recorded that was not kept already.
  EXPECT_THAT(takes_kept(), SizeIs(3));
}

TEST_F(Guided, RepeatsABrokenTakeByItselfAndSaysSo) {
  const Outcome outcome = guided(calibrate, "\n\n\n\n", dropouts({1, 2}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("short is not used"), HasSubstr("1 of 3"), HasSubstr("2 of 3")));
}

TEST_F(Guided, RejectsATakeThatStaysBrokenAndKeepsTheOthers) {
  const Outcome outcome = guided(calibrate, "\n\n\n\n", dropouts({1, 2, 3, 4}));
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("broken 4 times"), HasSubstr("--take open=")));
  EXPECT_THAT(takes_kept(), SizeIs(1));
}

TEST_F(Guided, CtrlCAtAPromptKeepsTheTakesAndEndsWith130) {
  RunOptions pressed;
  pressed.interrupt_at = "Step 2 of 3";
  const Outcome outcome = guided(calibrate, "\n", "", pressed);
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_THAT(expect_done({"list"}).out, HasSubstr("empty"));
  EXPECT_THAT(outcome.err, HasSubstr("--take open="));
  EXPECT_THAT(takes_kept(), SizeIs(1));
}

TEST_F(Guided, QuietlyAsksButTellsNothingOfGoodTakes) {
  std::vector<std::string> command = calibrate;
  command.emplace_back("--quiet");
  const Outcome outcome = guided(command, "\n\n\n\n");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("open: Enter to record"), Not(HasSubstr("peaks"))));
}

TEST_F(Guided, AsksOncePerConnectionOfAnAverage) {
  const Outcome outcome = guided(
      {"measure", "amplifier", "interface", "--output", "phones", "--preview", "--average", "2", "--json"},
      "grounded\n\n\n\n\n\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(takes_kept(), SizeIs(8));
  EXPECT_NEAR(json::parse(outcome.out).at(0)["nominal_impedance_ohm"].get<double>(), 10.0, 0.15);
}

TEST_F(Guided, RefusesOptionsThatContradictEachOther) {
  const std::string sweep = (takes_folder() / "sweep.wav").string();
  const std::vector<std::vector<std::string>> contradictions{
      {"--precision", "--preview"},       {"--stimulus", sweep, "--precision"},
      {"--stimulus", sweep, "--preview"}, {"--stimulus", sweep, "--level", "-20dBFS"},
      {"--precision", "--average", "8"},  {"--preview", "--duration", "3s"}};
  for (const std::vector<std::string>& options : contradictions) {
    std::vector<std::string> command{"calibrate", "desk"};
    command.insert(command.end(), options.begin(), options.end());
    const Outcome outcome = guided(command, "");
    EXPECT_EQ(outcome.exit_code, 2) << options.front();
    EXPECT_THAT(outcome.err, HasSubstr("contradict each other"));
  }
  for (const char* average : {"0", "65", "-1", "2.5", "many", ""}) {
    EXPECT_EQ(guided({"calibrate", "desk", "--average", average}, "").exit_code, 2) << average;
  }
}

TEST_F(Guided, RefusesATakeWithAFileAfterAStateToBeRecorded) {
  const Outcome outcome = guided({"calibrate", "desk", "--take", "open", "--take", "short=short.wav"}, "");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("give those with a file first"));
}

TEST_F(Guided, HasNobodyToAskWhereEveryTakeHasAFile) {
  std::vector<std::string> command = calibrate_arguments();
  command.emplace_back("--guided");
  expect_refused(command, 2, "--guided");
}

TEST_F(Guided, PlaysAtTheLevelAskedFor) {
  std::vector<std::string> command = calibrate;
  command.insert(command.end(), {"--level", "-20dBFS"});
  EXPECT_THAT(guided(command, "\n\n\n\n").err, HasSubstr("sweep at -20 dBFS"));
  const Outcome outcome = guided({"measure", "headphone", "inear16", "--channel", "left"}, "\n\n");
  EXPECT_THAT(outcome.err, HasSubstr("desk@1, made with another sweep"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

}  // namespace
}  // namespace ohmsweep::end_to_end
