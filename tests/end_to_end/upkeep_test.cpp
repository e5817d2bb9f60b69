/// reprocess, library check and library backup: texts, JSON and exit codes of the built program.

#include <gmock/gmock.h>

#include <fstream>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Upkeep : public Workplace {
 protected:
  [[nodiscard]] fs::path takes() const { return library() / "takes"; }
  /// The kept takes of a library.
  [[nodiscard]] static std::vector<fs::path> takes_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".flac" || entry.path().extension() == ".wav") {
        files.push_back(entry.path());
      }
    }
    return files;
  }
};

TEST_F(Upkeep, ReprocessingAtOnceChangesNothingAndStoresNothing) {
  measure_everything();
  const Outcome text = expect_done({"reprocess"});
  EXPECT_THAT(text.out, AllOf(HasSubstr("headphone HD left version 1: unchanged"),
                              HasSubstr("amplifier O2 front version 1: unchanged"),
                              HasSubstr("3 unchanged, 0 changed, 0 that cannot be computed again")));
  const Outcome json = expect_done({"--json", "reprocess", "--calibrations"});
  EXPECT_THAT(json.out,
              AllOf(HasSubstr(R"("kind": "calibration", "name": "desk", "part": null, "version": 1)"),
                    HasSubstr(R"("outcome": "unchanged")"), HasSubstr(R"("new_version": null)"),
                    Not(HasSubstr(R"("outcome": "changed")"))));
  EXPECT_THAT(expect_done({"list"}).out, Not(HasSubstr("version 2")));
}

TEST_F(Upkeep, ReprocessingWithAnotherCalibrationTellsTheDifferenceAndKeepsTheOldVersion) {
  measure_everything();
  const Outcome dry = expect_done({"reprocess", "--headphone", "HD", "--calibration", "none", "--dry-run"});
  EXPECT_THAT(dry.out, AllOf(HasSubstr("headphone HD left version 1: "), HasSubstr("% at "),
                             HasSubstr("not stored"), HasSubstr("2 changed")));
  const Outcome real = expect_done({"reprocess", "--headphone", "HD", "--calibration", "none"});
  EXPECT_THAT(real.out, HasSubstr("stored as version 2"));
  EXPECT_THAT(expect_done({"--json", "show", "HD"}).out, HasSubstr("uncalibrated"));
}

TEST_F(Upkeep, ReprocessingWithoutATakeEndsWithFourAndNamesIt) {
  measure_everything();
  fs::remove_all(takes());
  const Outcome outcome = ohmsweep({"reprocess", "--headphone", "HD"});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("left as it is"), HasSubstr("2 that cannot be computed again")));
}

TEST_F(Upkeep, ReprocessingRefusesACalibrationThatIsNotThere) {
  measure_everything();
  expect_refused({"reprocess", "--calibration", "dask"}, 1, "dask");
  expect_refused({"reprocess", "--headphone", "HE"}, 1, "HE");
}

TEST_F(Upkeep, ACheckOfASoundLibraryCountsItsTakes) {
  measure_everything();
  EXPECT_THAT(expect_done({"library", "check"}).out,
              AllOf(HasSubstr("Takes that are kept and sound: 9"), HasSubstr("The library is sound.")));
  EXPECT_THAT(expect_done({"--json", "library", "check"}).out,
              AllOf(HasSubstr(R"("sound": true)"), HasSubstr(R"("takes": 9)"), HasSubstr(R"("faults": [])")));
}

TEST_F(Upkeep, ACheckFailsOverAMissingAndAnAlteredTake) {
  measure_everything();
  const std::vector<fs::path> files = takes_in(takes());
  ASSERT_GE(files.size(), 3U);
  fs::remove(files[0]);
  fs::copy_file(files[1], files[2], fs::copy_options::overwrite_existing);
  const Outcome outcome = ohmsweep({"library", "check"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("is missing"), HasSubstr("has been altered"),
                                 HasSubstr("What is wrong with the library: 2, above.")));
}

TEST_F(Upkeep, RemovingUnusedTakesLeavesAPersonsOwnFiles) {
  measure_everything();
  (void)expect_done({"remove", "HD"});
  std::ofstream(takes() / "my song.flac") << "not a take";
  EXPECT_THAT(expect_done({"library", "check"}).out, HasSubstr("--remove-unused removes them."));
  EXPECT_THAT(expect_done({"library", "check", "--remove-unused"}).out,
              AllOf(HasSubstr("Takes that no result refers to: 2"), HasSubstr("removed")));
  EXPECT_TRUE(fs::exists(takes() / "my song.flac"));
  EXPECT_THAT(expect_done({"library", "check"}).out, Not(HasSubstr("no result refers to")));
}

TEST_F(Upkeep, ABackupIsALibraryThatReprocessesToTheSame) {
  measure_everything();
  const fs::path copy = place("copy.sqlite3");
  EXPECT_THAT(expect_done({"library", "backup", copy.string()}).err, HasSubstr("its 9 takes"));
  const fs::path restored = place("restored");
  fs::create_directories(restored);
  fs::copy_file(copy, restored / "library.sqlite3");
  fs::rename(place("copy.sqlite3.takes"), restored / "takes");
  EXPECT_THAT(takes_in(restored / "takes"), SizeIs(9));
  EXPECT_THAT(run({"--library", restored.string(), "reprocess"}).out, HasSubstr("3 unchanged"));
}

TEST_F(Upkeep, ABackupIsNotWrittenOverAnythingNorWhereItCannotBe) {
  measure_everything();
  const fs::path copy = write("notes.txt", "mine");
  expect_refused({"library", "backup", copy.string()}, 1, "notes.txt");
  EXPECT_EQ(text_of(copy), "mine");
  expect_refused({"library", "backup", (place("notes.txt") / "copy").string()}, 1, "copy");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
