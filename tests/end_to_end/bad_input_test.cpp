#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <limits>

#include "end_to_end/workplace.h"
#include "ohmsweep/audio/sound_file.h"

namespace ohmsweep::end_to_end {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string bytes_of(float value) { return {reinterpret_cast<const char*>(&value), sizeof value}; }

/// Every refusal is one sentence with the right exit code, and stores nothing.
class BadInput : public Workplace {
 protected:
  /// Calibrates with `file` as the load's take.
  [[nodiscard]] static std::vector<std::string> with_load(const fs::path& file) {
    return with_takes({"calibrate", "desk"}, {take("open", "open.wav"), take("short", "short.wav"),
                                              "100ohm+-0.1%=" + file.string()});
  }
  void expect_refused_and_nothing_stored(const std::vector<std::string>& arguments, int exit_code,
                                         const std::string& says) const {
    expect_refused(arguments, exit_code, says);
    EXPECT_THAT(expect_done({"list"}).out, HasSubstr("empty"));
  }
  [[nodiscard]] static Recording load_take() { return read_take(takes_folder() / "load.wav"); }
};

TEST_F(BadInput, AMissingTakeIsNamed) {
  expect_refused_and_nothing_stored(with_load(place("missing.wav")), 1, "missing.wav");
}

TEST_F(BadInput, AFolderInPlaceOfATakeIsNamed) {
  fs::create_directory(place("folder.wav"));
  expect_refused_and_nothing_stored(with_load(place("folder.wav")), 1, "folder.wav");
}

TEST_F(BadInput, AnEmptyTakeIsNamed) {
  expect_refused_and_nothing_stored(with_load(write("empty.wav", "")), 1, "empty.wav");
}

TEST_F(BadInput, ATakeThatIsNoSoundIsNamed) {
  expect_refused_and_nothing_stored(with_load(write("letter.wav", "Dear reader, this is no sound.")), 1,
                                    "letter.wav");
}

TEST_F(BadInput, ATruncatedTakeIsNamed) {
  const std::string whole = text_of(takes_folder() / "load.wav");
  expect_refused_and_nothing_stored(with_load(write("cut.wav", whole.substr(0, whole.size() / 3))), 1,
                                    "cut.wav");
}

TEST_F(BadInput, AMonoTakeIsNamed) {
  expect_refused_and_nothing_stored(with_load(takes_folder() / "sweep.wav"), 1, "sweep.wav");
}

TEST_F(BadInput, SamplesThatAreNoNumbersAreRefused) {
  for (const double sample :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Recording recording = load_take();
    const float marker = 0.123456F;
    recording.dut[1000] = marker;
    write_take(place("poisoned.wav"), recording, SampleFormat::float32);
    std::string bytes = text_of(place("poisoned.wav"));
    const std::size_t at = bytes.find(bytes_of(marker));
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, sizeof marker, bytes_of(static_cast<float>(sample)));
    expect_refused_and_nothing_stored(with_load(write("poisoned.wav", bytes)), 1, "poisoned.wav");
  }
}

TEST_F(BadInput, AStimulusLongerThanTheTakeIsRefused) {
  expect_done({"sweep", place("long.wav").string(), "--duration", "8s"});
  std::vector<std::string> arguments = calibrate_arguments();
  *std::find(arguments.begin(), arguments.end(), (takes_folder() / "sweep.wav").string()) =
      place("long.wav").string();
  expect_refused_and_nothing_stored(arguments, 1, "open.wav");
}

TEST_F(BadInput, AStimulusThatIsNoSweepIsRefused) {
  std::vector<std::string> arguments = calibrate_arguments();
  *std::find(arguments.begin(), arguments.end(), (takes_folder() / "sweep.wav").string()) =
      write("speech.wav", "words").string();
  expect_refused_and_nothing_stored(arguments, 1, "speech.wav");
}

TEST_F(BadInput, AKitWithAWrongKeyIsNamedWithItsLine) {
  const fs::path kit =
      write("kit.toml", "[[standard]]\nname = \"a\"\nkind = \"load\"\nresistence = \"100ohm +- 0.1%\"\n");
  std::vector<std::string> arguments = calibrate_arguments();
  arguments.insert(arguments.end(), {"--kit", kit.string()});
  const Outcome outcome = ohmsweep(arguments);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("kit.toml"), HasSubstr("4"), HasSubstr("resistence")));
}

TEST_F(BadInput, AKitWithAWrongUnitIsNamedWithItsLine) {
  const fs::path kit =
      write("kit.toml", "[[standard]]\nname = \"a\"\nkind = \"load\"\nresistance = \"100nF +- 0.1%\"\n");
  std::vector<std::string> arguments = calibrate_arguments();
  arguments.insert(arguments.end(), {"--kit", kit.string()});
  const Outcome outcome = ohmsweep(arguments);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("kit.toml"), HasSubstr("4"), HasSubstr("100nF")));
}

TEST_F(BadInput, MissingKitsRigsAndBenchesAreNamed) {
  expect_refused({"calibrate", "desk", "--audio", "bench:" + place("none.toml").string()}, 1, "none.toml");
  expect_refused({"calibrate", "desk", "--kit", place("none.toml").string()}, 1, "none.toml");
  expect_refused({"calibrate", "desk", "--rig", place("none.toml").string()}, 1, "none.toml");
}

TEST_F(BadInput, AFileThatIsTooLargeForAKitIsNotRead) {
  expect_refused({"calibrate", "desk", "--kit", write("huge.toml", std::string(2 << 20, '#')).string()}, 2,
                 "1 MiB");
}

TEST_F(BadInput, NonsenseQuantitiesAreUsageErrorsThatNameThem) {
  const std::string file = place("sweep.wav").string();
  for (const auto& [option, value] :
       std::vector<std::pair<std::string, std::string>>{{"--duration", "5lightyears"},
                                                        {"--duration", "nan"},
                                                        {"--duration", "-5s"},
                                                        {"--duration", "1e99s"},
                                                        {"--from", "20ohm"},
                                                        {"--from", "0Hz"},
                                                        {"--to", "1MHz"},
                                                        {"--to", "inf"},
                                                        {"--level", "+6dBFS"},
                                                        {"--level", "loud"},
                                                        {"--rate", "47999.5"},
                                                        {"--rate", "1"}}) {
    expect_refused({"sweep", file, option, value}, 2, value == "1MHz" ? "1000000" : value);
  }
  EXPECT_THAT(files_left(), IsEmpty());
}

TEST_F(BadInput, APlayersProgrammeThatCannotBeIsAUsageErrorThatSaysWhy) {
  const std::string file = place("phone.wav").string();
  expect_refused({"sweep", file, "--player", "quad"}, 2, "'quad'");
  expect_refused({"sweep", file, "mono"}, 2, "--player");
  expect_refused({"sweep", file, "--repeats", "2"}, 2, "--player");
  expect_refused({"sweep", file, "--player", "--repeats", "many"}, 2, "'many'");
  expect_refused({"sweep", file, "--player", "--repeats", "21"}, 2, "21 repeats");
  expect_refused({"sweep", file, "--player", "--duration", "31s"}, 2, "31 s");
  expect_refused({"sweep", file, "--player", "--to", "3kHz"}, 2, "3000 Hz");
  expect_refused({"sweep", place("phone.mp3").string(), "--player"}, 1, "phone.mp3");
  EXPECT_THAT(files_left(), IsEmpty());
}

TEST_F(BadInput, NonsenseStatesAreUsageErrorsThatNameThem) {
  for (const char* state : {"hundred", "100ohm+-lots", "100", "-5ohm", "0ohm", "1e999ohm"}) {
    expect_refused(with_takes({"calibrate", "desk"}, {take(state, "load.wav")}), 2, "");
  }
  expect_refused(with_takes({"measure", "headphone", "HD"}, {take("middle", "left.wav")}), 2, "'middle'");
  expect_refused(
      with_takes({"measure", "amplifier", "O2", "--output", "front"}, {take("33ohm/5V", "loaded1.wav")}), 2,
      "5V");
}

TEST_F(BadInput, NamesWithQuotesSlashesAndEmojiAreKeptAsTheyAre) {
  expect_done(calibrate_arguments());
  for (const std::string name :
       {"Bob's \"best\"", "AC/DC ../..", "耳机 🎧", "Robert'); DROP TABLE curves;--"}) {
    std::vector<std::string> arguments =
        with_takes({"measure", "headphone", name}, {take("left", "left.wav")});
    EXPECT_THAT(expect_done(arguments).out, HasSubstr(name));
    EXPECT_THAT(expect_done({"show", name}).out, HasSubstr(name));
    EXPECT_THAT(expect_done({"list"}).out, HasSubstr(name));
    expect_done({"remove", name});
  }
}

TEST_F(BadInput, NamesThatCannotBeShownOnOneLineAreRefused) {
  for (const std::string name : {"two\nlines", "\x1b[31mred", "", "   ", "\xff\xfe"}) {
    expect_refused(with_takes({"measure", "headphone", name}, {take("left", "left.wav")}), 2, "");
  }
}

TEST_F(BadInput, ALibraryThatIsAFileIsNamed) {
  write("library", "not a folder");
  expect_refused({"list"}, 1, "library");
}

TEST_F(BadInput, ACorruptLibraryIsNamedAndLeftAlone) {
  measure_everything();
  for (const auto& entry : fs::directory_iterator(library())) {
    std::string bytes = text_of(entry.path());
    for (std::size_t i = 0; i < bytes.size(); i += 3) bytes[i] = 'x';
    write("library/" + entry.path().filename().string(), bytes);
  }
  expect_refused({"list"}, 1, library().string());
}

TEST_F(BadInput, AFullDiskIsSaidAndLeavesTheLibraryAsItWas) {
  measure_everything();
  const std::string before = expect_done({"list"}).out;
  RunOptions full;
  full.largest_file = 16384;
  const Outcome outcome = ohmsweep(headphone_arguments(), full);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(library().string()));
  EXPECT_EQ(expect_done({"list"}).out, before);
}

TEST_F(BadInput, AnExportOnAFullDiskLeavesTheOldFile) {
  measure_everything();
  const fs::path file = write("left.csv", "old\n");
  RunOptions full;
  full.largest_file = 4096;
  const Outcome outcome =
      ohmsweep({"export", "headphone", "HD", "--channel", "left", "-o", file.string()}, full);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("left.csv"));
  EXPECT_EQ(text_of(file), "old\n");
  EXPECT_THAT(files_left(), ::testing::ElementsAre("left.csv"));
}

TEST_F(BadInput, AnExportIntoAMissingFolderIsNamed) {
  measure_everything();
  expect_refused({"export", "amplifier", "O2", "-o", place("no/such/o2.csv").string()}, 1, "o2.csv");
  expect_refused({"export", "amplifier", "O2", "-o", library().string()}, 1, "folder");
}

TEST_F(BadInput, AResultThatCannotBeWrittenIsAFailure) {
  measure_everything();
  RunOptions full;
  full.stdout_file = "/dev/full";
  const Outcome outcome = ohmsweep({"list"}, full);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("standard output"));
}

TEST_F(BadInput, ACalibrationRefusedByItsOwnChecksEndsInThree) {
  expect_refused_and_nothing_stored(
      with_takes({"calibrate", "desk"},
                 {take("open", "short.wav"), take("short", "open.wav"), take("100ohm+-0.1%", "load.wav")}),
      3, "");
  expect_refused_and_nothing_stored(
      with_takes({"calibrate", "desk"}, {take("open", "open.wav"), take("short", "short.wav")}), 3, "");
}

TEST_F(BadInput, ABlockedResultIsPrintedStoredAndEndsInThree) {
  expect_done(calibrate_arguments());
  const Outcome outcome = ohmsweep(with_takes({"measure", "headphone", "HD"}, {take("left", "open.wav")}));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out, HasSubstr("device_open"));
  EXPECT_THAT(expect_done({"list"}).out, HasSubstr("blocked"));
}

TEST_F(BadInput, ACalibrationThatIsNotInTheLibraryIsNamed) {
  std::vector<std::string> arguments = headphone_arguments();
  arguments.insert(arguments.end(), {"--calibration", "dask"});
  expect_done(calibrate_arguments());
  expect_refused(arguments, 1, "dask");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
