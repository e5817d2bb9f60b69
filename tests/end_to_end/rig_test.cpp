#include <gmock/gmock.h>

#include <algorithm>

#include "end_to_end/workplace.h"
#include "ohmsweep/formats/rig_file.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* sound = "[converters]\nnoise = '-104dBFS'\n";
constexpr const char* mismatched = "[converters]\ngain_mismatch = '-80%'\n";

class RigNew : public Workplace {
 protected:
  [[nodiscard]] std::vector<std::string> rig_new(std::vector<std::string> more,
                                                 const std::string& bench_text = sound) const {
    std::vector<std::string> arguments{"--audio", "bench:" + write("bench.toml", bench_text).string(), "rig",
                                       "new", file()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  [[nodiscard]] Outcome answered(const std::vector<std::string>& arguments,
                                 const std::string& answers) const {
    RunOptions options;
    options.input = answers;
    return ohmsweep(arguments, options);
  }
  [[nodiscard]] std::string file() const { return place("desk.toml").string(); }
  [[nodiscard]] Rig written() const { return read_rig(text_of(file()), "desk.toml"); }
};

TEST_F(RigNew, WritesARigThatCalibrateTakes) {
  const Outcome outcome = expect_done(rig_new({"--yes", "--device", "Desk", "--rate", "44.1kHz"}));
  EXPECT_EQ(written().device, "Desk");
  EXPECT_EQ(written().sample_rate, 44100);
  EXPECT_EQ(written().input_mode, InputMode::line);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("Desk, 44.1"), HasSubstr("100 Ω ± 0.1 %")));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("ring stays open"), HasSubstr("Headphones off"), HasSubstr("Written to")));
  (void)expect_done(
      {"--audio", "bench:" + place("bench.toml").string(), "--rig", file(), "--quiet", "calibrate", "desk"});
}

TEST_F(RigNew, AsksWhatTheFlagsLeaveOpen) {
  const Outcome outcome =
      answered(rig_new({"--reference", "33ohm+-1%", "--no-listen"}), "Desk 2\n\n3\n4\n7\nhi-z\n470kohm\n\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Rig rig = written();
  EXPECT_EQ(rig.device, "Desk 2");
  EXPECT_EQ(rig.sample_rate, 48000);
  EXPECT_EQ(rig.output_channel, 3);
  EXPECT_EQ(rig.source_channel, 4);
  EXPECT_EQ(rig.dut_channel, 7);
  EXPECT_EQ(rig.reference_ohm, from_tolerance(33.0, 0.33));
  EXPECT_EQ(rig.input_mode, InputMode::hi_z);
  EXPECT_EQ(rig.source_input.resistance_ohm, 470e3);
  EXPECT_EQ(rig.dut_input.resistance_ohm, 470e3) << "usually that of the source input";
}

TEST_F(RigNew, AsksAgainForWhatItCannotUnderstand) {
  const Outcome outcome =
      answered(rig_new({"--no-listen"}),
               "Desk\n12\n48kHz\n\n\n1\n2\n100\n100ohm\nmic\nline\n-3ohm\n20kohm\nunknown\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("Channel 1 cannot be both"), HasSubstr("'mic' is not a mode")));
  EXPECT_EQ(written().source_input.resistance_ohm, 20e3);
  EXPECT_EQ(written().dut_input.resistance_ohm, 0.0);
}

TEST_F(RigNew, LosesNoAnswersWhereTheyEnd) {
  const Outcome outcome = answered(rig_new({"--device", "A's desk", "--rate", "96kHz", "--output-channel",
                                            "1", "--source-channel", "2", "--dut-channel", "1", "--reference",
                                            "33ohm", "--inputs", "line", "--source-impedance", "unknown"}),
                                   "unknown\nno\n");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("Switch them so"), HasSubstr("--device 'A'\\''s desk' --rate 96000"),
                    HasSubstr("--reference 33ohm+-0.1%")));
  EXPECT_THAT(files_left(), ElementsAre("bench.toml"));
}

TEST_F(RigNew, ExchangesSwappedChannelsWhenTold) {
  const Outcome outcome =
      expect_done(rig_new({"--yes", "--source-channel", "2", "--dut-channel", "1", "--json"}));
  EXPECT_EQ(written().source_channel, 1);
  EXPECT_EQ(written().dut_channel, 2);
  EXPECT_THAT(outcome.err, HasSubstr("channels_swapped"));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\"written\": true"), HasSubstr("\"findings\": []")));
}

TEST_F(RigNew, RefusesARigWithAFaultAndRepeatsItsSettings) {
  const Outcome outcome = ohmsweep(rig_new({"--yes", "--device", "Desk"}, mismatched));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("blocking: with nothing connected the dut channel reads 14.0 dB less"),
                    HasSubstr("--device Desk"), HasSubstr("was not written")));
  EXPECT_THAT(files_left(), ElementsAre("bench.toml"));
}

TEST_F(RigNew, WritesARigWithAFaultForWhoInsists) {
  std::vector<std::string> flags{"--device",
                                 "D",
                                 "--rate",
                                 "48kHz",
                                 "--output-channel",
                                 "1",
                                 "--source-channel",
                                 "1",
                                 "--dut-channel",
                                 "2",
                                 "--reference",
                                 "100ohm",
                                 "--inputs",
                                 "line",
                                 "--source-impedance",
                                 "unknown",
                                 "--dut-impedance",
                                 "unknown"};
  const Outcome refused = answered(rig_new(flags, mismatched), "yes\nyes\nno\n");
  EXPECT_EQ(refused.exit_code, 3) << refused.err;
  const Outcome outcome = answered(rig_new(flags, mismatched), "yes\nyes\nyes\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(written().device, "D");
}

TEST_F(RigNew, StartsFromAShippedRig) {
  (void)expect_done({"rig", "new", file(), "--like", "rme-babyface-pro-instrument", "--no-listen", "--yes"});
  EXPECT_EQ(written().source_channel, 3);
  EXPECT_EQ(written().dut_input.resistance_ohm, 470e3);
  EXPECT_THAT(written().inputs_according_to, HasSubstr("Babyface Pro"));
  (void)expect_done({"rig", "new", file(), "--force", "--like", "rme-babyface-pro-instrument",
                     "--source-impedance", "1Mohm", "--no-listen", "--yes"});
  EXPECT_THAT(written().inputs_according_to, IsEmpty()) << "the maker did not state this";
  EXPECT_THAT(expect_done({"rig", "new", "--like", "list"}).out, HasSubstr("esi-juli-unbalanced"));
  expect_refused({"rig", "new", place("x.toml").string(), "--like", "esi-july-unbalanced"}, 2,
                 "esi-juli-unbalanced");
}

TEST_F(RigNew, ReplacesNoFileUnlessForced) {
  write("desk.toml", "# mine\n");
  expect_refused(rig_new({"--yes"}), 2, "exists; choose another name, or give --force");
  EXPECT_EQ(text_of(file()), "# mine\n");
  (void)expect_done(rig_new({"--yes", "--force", "--no-listen"}));
  EXPECT_THAT(text_of(file()), Not(HasSubstr("mine")));
}

TEST_F(RigNew, RefusesBeforeItAsks) {
  expect_refused({"rig", "new"}, 2, "needs FILE");
  expect_refused({"rig", "new", ""}, 2, "FILE is empty");
  expect_refused({"rig", "new", place("none/x.toml").string()}, 1, "cannot be written");
  expect_refused({"rig", "new", place("").string()}, 1, "is a folder");
  for (const auto& [flag, value] :
       std::vector<std::pair<std::string, std::string>>{{"--rate", "fast"},
                                                        {"--inputs", "mic"},
                                                        {"--reference", "0ohm"},
                                                        {"--reference", "100ohm+-100%"},
                                                        {"--output-channel", "0"},
                                                        {"--source-channel", "1x"},
                                                        {"--dut-channel", "257"},
                                                        {"--source-impedance", "0ohm"},
                                                        {"--dut-impedance", "much"}}) {
    expect_refused({"rig", "new", file(), flag, value}, 2, flag + ": ");
  }
  EXPECT_THAT(files_left(), IsEmpty());
}

TEST_F(RigNew, ShowTellsARigInWordsAndAsJson) {
  const std::string rig =
      write("rig.toml", "[interface]\ndevice = 'Desk'\n[inputs]\ndut_impedance = '21kohm'\n").string();
  const std::string words = expect_done({"rig", "show", rig}).out;
  EXPECT_THAT(words, AllOf(HasSubstr("Desk"), HasSubstr("21 kΩ"), HasSubstr("impedance unknown")));
  EXPECT_EQ(expect_done({"--rig", rig, "rig", "show"}).out, words);
  EXPECT_THAT(expect_done({"rig", "show", rig, "--json"}).out,
              AllOf(HasSubstr("\"dut_impedance_ohm\": 21000"), HasSubstr("\"source_impedance_ohm\": null")));
  expect_refused({"rig", "show"}, 2, "No rig is given");
  expect_refused({"rig", "show", rig, "--rig", rig}, 2, "give one of them");
  expect_refused({"rig", "show", place("none.toml").string()}, 1, "cannot be read");
}

TEST_F(RigNew, ShowListsWhatIsShipped) {
  EXPECT_THAT(expect_done({"rig", "show", "--shipped"}).out, HasSubstr("focusrite-scarlett-2i2-3rd-gen"));
  EXPECT_THAT(expect_done({"rig", "show", "--shipped", "--json"}).out, HasSubstr("\"name\": \"motu-m2\""));
  EXPECT_THAT(expect_done({"rig", "show", "--shipped", "esi-juli-balanced"}).out, HasSubstr("Source read:"));
  expect_refused({"rig", "show", "--shipped", "esi"}, 2, "No rig named 'esi' is shipped");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
