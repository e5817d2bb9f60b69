#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "end_to_end/process.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// One sentence that says what is wrong, and nothing on stdout.
void expect_usage_error(const std::vector<std::string>& arguments, const std::string& says) {
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, AllOf(StartsWith("ohmsweep: "), HasSubstr(says)));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

TEST(Help, ListsEveryCommandOnStdoutAndSucceeds) {
  const Outcome outcome = run({"--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
  for (const char* command : {"devices", "levels", "sweep", "calibrate", "verify", "measure headphone",
                              "measure amplifier", "rate", "list", "show", "remove", "export", "demo"}) {
    EXPECT_THAT(outcome.out, HasSubstr(std::string("\n  ") + command + " "));
  }
}

TEST(Help, OfEachCommandHasItsUsageAndAnExample) {
  const std::vector<std::vector<std::string>> commands{{"levels"},
                                                       {"sweep"},
                                                       {"calibrate"},
                                                       {"verify"},
                                                       {"measure", "headphone"},
                                                       {"measure", "amplifier"},
                                                       {"rate"},
                                                       {"list"},
                                                       {"show"},
                                                       {"remove"},
                                                       {"export"},
                                                       {"demo"}};
  for (std::vector<std::string> command : commands) {
    command.emplace_back("--help");
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.exit_code, 0) << command.front();
    EXPECT_THAT(outcome.out, AllOf(StartsWith("usage: ohmsweep " + command.front()),
                                   HasSubstr("example: ohmsweep " + command.front())));
  }
}

TEST(Version, IsOneLineWithTheName) {
  const Outcome outcome = run({"--version"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, ::testing::MatchesRegex("ohmsweep [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLine, WithoutACommandIsAUsageError) { expect_usage_error({}, "No command"); }

TEST(CommandLine, NamesTheCommandNearestToAMistypedOne) {
  expect_usage_error({"clibrate", "desk"}, "did you mean 'calibrate'");
  expect_usage_error({"measure", "hedphone", "X"}, "did you mean 'measure headphone'");
  expect_usage_error({"lst"}, "did you mean 'list'");
}

TEST(CommandLine, OffersNothingForAWordThatIsLikeNoCommand) {
  const Outcome outcome = run({"xylophone"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("'xylophone'"), ::testing::Not(HasSubstr("did you mean"))));
}

TEST(CommandLine, NamesTheOptionNearestToAMistypedOne) {
  expect_usage_error({"rate", "--rul", "8"}, "did you mean '--rule'");
}

TEST(CommandLine, RefusesAnOptionOfAnotherCommand) { expect_usage_error({"list", "--rule", "8"}, "--rule"); }

TEST(CommandLine, RefusesAnOptionWithoutItsValue) {
  expect_usage_error({"rate", "--rule"}, "'--rule' needs a value");
}

TEST(CommandLine, RefusesAValueForAFlag) { expect_usage_error({"list", "--json=yes"}, "--json"); }

TEST(CommandLine, RefusesAnOptionGivenTwice) {
  expect_usage_error({"advise", "--headphone", "A", "--headphone", "B"}, "--headphone is given twice");
}

TEST(CommandLine, NamesAnOperandTooMany) { expect_usage_error({"show", "a", "b"}, "'b'"); }

TEST(CommandLine, SaysWhichOperandIsMissing) { expect_usage_error({"show"}, "NAME"); }

TEST(CommandLine, RefusesAudioThatIsNotOffered) {
  expect_usage_error({"calibrate", "desk", "--audio", "pulse"}, "--audio 'pulse'");
}

/// Without a sound server, and with an ALSA whose only device has no card.
RunOptions without_sound() {
  const std::filesystem::path alsa = std::filesystem::temp_directory_path() / "ohmsweep_no_card.conf";
  std::ofstream(alsa) << "pcm.default { type hw card 99 }\n";
  RunOptions options;
  options.environment = {{"ALSA_CONFIG_PATH", alsa.string()},
                         {"JACK_DEFAULT_SERVER", "ohmsweep_none"},
                         {"JACK_NO_START_SERVER", "1"}};
  return options;
}

TEST(CommandLine, SaysThatThereIsNoDeviceToMeasureWith) {
  const Outcome outcome = run({"calibrate", "desk"}, without_sound());
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("no audio device"));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

TEST(Devices, OfNoneIsAnEmptyListAndOneSentence) {
  const Outcome table = run({"devices"}, without_sound());
  EXPECT_EQ(table.exit_code, 0) << table.err;
  EXPECT_THAT(table.out, IsEmpty());
  EXPECT_THAT(table.err, HasSubstr("no audio device"));
  EXPECT_EQ(run({"devices", "--json"}, without_sound()).out, "[]\n");
}

TEST(CommandLine, RefusesTakesWithoutTheirStimulus) {
  expect_usage_error({"calibrate", "desk", "--take", "open=open.wav"}, "--stimulus");
}

TEST(CommandLine, RefusesTakesMixedWithStatesToRecord) {
  expect_usage_error({"calibrate", "desk", "--stimulus", "s.wav", "--take", "open=o.wav", "--take", "short"},
                     "mixed");
}

TEST(CommandLine, RefusesATakeWithoutStateOrFile) {
  expect_usage_error({"calibrate", "desk", "--stimulus", "s.wav", "--take", "=o.wav"}, "names no state");
  expect_usage_error({"calibrate", "desk", "--stimulus", "s.wav", "--take", "open="}, "names no file");
}

TEST(CommandLine, RefusesARuleThatIsNoPositiveNumber) {
  for (const char* rule : {"0", "-8", "eight", "nan", "inf", "8x", ""}) {
    expect_usage_error({"rate", "--rule", rule}, "--rule");
  }
}

TEST(CommandLine, RefusesAFormatThatDoesNotExist) {
  expect_usage_error({"rate", "--format", "xml"}, "'xml'");
}

TEST(CommandLine, RefusesAVersionThatIsNoNumber) {
  expect_usage_error({"measure", "headphone", "HD", "--calibration", "desk@new"}, "'new'");
}

TEST(CommandLine, RefusesAnAmplifierWithoutOutput) {
  expect_usage_error({"measure", "amplifier", "O2"}, "--output");
}

TEST(CommandLine, RefusesAnEmptyLibraryFolder) { expect_usage_error({"list", "--library", ""}, "--library"); }

TEST(Names, WithANewlineAreRefusedOnOneLine) {
  expect_usage_error({"calibrate", "two\nlines"}, "two\\nlines");
  expect_usage_error({"measure", "headphone", "two\nlines"}, "two\\nlines");
}

TEST(Names, ThatChooseACalibrationAreRefusedForOne) {
  expect_usage_error({"calibrate", "none"}, "'none'");
  expect_usage_error({"calibrate", "desk@2"}, "'@'");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
