#include <gmock/gmock.h>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class RigCheckCommand : public Workplace {
 protected:
  [[nodiscard]] std::vector<std::string> rig_check(std::vector<std::string> more,
                                                   const std::string& bench_text =
                                                       "[converters]\nnoise = "
                                                       "'-104dBFS'\n") const {
    std::vector<std::string> arguments{"--audio", "bench:" + write("bench.toml", bench_text).string(), "rig",
                                       "check", "--yes"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  /// The one sentence that a refused command line ends with.
  void expect_usage(const std::vector<std::string>& arguments, const std::string& sentence) const {
    const Outcome outcome = ohmsweep(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr(sentence));
  }
};

TEST_F(RigCheckCommand, PrintsEveryFigureOfAnInterface) {
  const Outcome outcome = expect_done(rig_check({"--duration", "2s"}));
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("delay"), HasSubstr("clock offset"), HasSubstr("dropouts       none in 1.8 s"),
                    HasSubstr("octave at 1.00 kHz"), HasSubstr("2nd harmonic"), HasSubstr("dut over source"),
                    HasSubstr("source into dut"), HasSubstr("Fit to measure with.\n")));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("headphones off the ears"), HasSubstr("Direct monitoring off"),
                                 HasSubstr("+------ input 2"), HasSubstr("begins at -50 dBFS")));
}

TEST_F(RigCheckCommand, PrintsItsTablesForProgramsAndForums) {
  const auto printed = [&](const char* format) {
    return expect_done(rig_check({"--duration", "2", "--quiet", "--format", format})).out;
  };
  EXPECT_THAT(printed("csv"),
              AllOf(StartsWith("quantity,channel,at_hz,level_dbfs,value,u95,bound,unit\n"),
                    HasSubstr("\nnoise_octave,source,1000,,"), HasSubstr("\ntotal_harmonics,dut,997,"),
                    HasSubstr("\ncrosstalk,dut,"), HasSubstr("\ndut_over_source_gain,dut,1000,,")));
  EXPECT_THAT(printed("markdown"),
              AllOf(HasSubstr("\n\n| noise, dBFS rms | source | dut |\n| --- | ---: | ---: |"),
                    HasSubstr("\n\nFit to measure with.\n")));
}

TEST_F(RigCheckCommand, PrintsOneObjectWithJson) {
  const Outcome outcome = expect_done(rig_check({"--duration", "2", "--json", "--quiet", "--no-crosstalk"}));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\"source_frames\": ["), HasSubstr("\"noise_bands\": ["),
                                 HasSubstr("\"crosstalk_to_dut\": null"), HasSubstr("\"gaps\": []"),
                                 HasSubstr("\"findings\": []")));
}

TEST_F(RigCheckCommand, EndsWith3WhereTheInterfaceIsNotFit) {
  const Outcome outcome =
      ohmsweep(rig_check({"--duration", "4s", "--no-crosstalk"},
                         "[[converters.dropout]]\nat = '2s'\nsamples = 512\nkind = 'lost'\ntake = 4\n"));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("512 frames lost, both inputs"), HasSubstr("Not fit to measure with")));
}

TEST_F(RigCheckCommand, EndsWith3AndNoFigureWhereAnInputIsCutOff) {
  const Outcome outcome = ohmsweep(rig_check({}, "[converters]\noutput_full_scale = '20Vrms'\n"));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("Input 1 is cut off"));
}

TEST_F(RigCheckCommand, RefusesWhatItCannotPlay) {
  expect_usage(rig_check({"--duration", "0.5s"}), "--duration 0.5s cannot be played; write 1s to 300s");
  expect_usage(rig_check({"--duration", "1h"}), "1h");
  expect_usage(rig_check({"--level", "3dBFS"}), "3dBFS");
  expect_usage(rig_check({"--rate", "12"}), "--rate");
  expect_usage(rig_check({"--source-channel", "2"}), "Channel 2 cannot be both source and dut");
  expect_usage(rig_check({"--dut-channel", "0"}), "'0' is not a channel");
  expect_usage(rig_check({"desk.toml"}), "does not know what to do with 'desk.toml'");
}

TEST_F(RigCheckCommand, PlaysNothingForSomebodyWhoSaysNo) {
  std::vector<std::string> arguments = rig_check({});
  std::erase(arguments, "--yes");
  RunOptions options;
  options.input = "no\n";
  const Outcome outcome = ohmsweep(arguments, options);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("Nothing was played"));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
