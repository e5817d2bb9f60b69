#include "ohmsweep/workflow/takes_upkeep.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/library/takes_lock.h"
#include "ohmsweep/workflow/reprocess.h"
#include "workflow/keeping_sitting.h"

namespace ohmsweep {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TakesUpkeep : public KeepingSitting {};

TEST_F(TakesUpkeep, FindsNothingWrongWithWhatWasJustMeasured) {
  calibrate_as("desk");
  measure();
  const TakesCheck check = check_takes(library_, 2, {});
  EXPECT_EQ(check.kept, 5U);
  EXPECT_THAT(check.faults, IsEmpty());
  EXPECT_THAT(check.unused, IsEmpty());
}

TEST_F(TakesUpkeep, NamesWhatIsMissingAlteredAndCut) {
  calibrate_as("desk");
  measure();
  fs::copy_file(take_file("right"), take_file("left"), fs::copy_options::overwrite_existing);
  fs::resize_file(take_file("right"), 100);
  const auto open = library_.calibration("desk").provenance.takes.front();
  fs::remove(kept_take(folder_ / "takes", open.hash).value());
  const TakesCheck check = check_takes(library_, 1, {});
  ASSERT_THAT(check.faults, SizeIs(3));
  EXPECT_THAT(check.faults[0],
              testing::AllOf(HasSubstr("open"), HasSubstr("missing"), HasSubstr("'desk' version 1")));
  EXPECT_THAT(check.faults[1], testing::AllOf(HasSubstr("altered"), HasSubstr("'HD' left")));
  EXPECT_THAT(check.faults[2], HasSubstr("cannot be read"));
}

TEST_F(TakesUpkeep, FindsAndRemovesWhatNothingRefersTo) {
  calibrate_as("desk");
  measure();
  library_.remove_curves(CurveKind::headphone, "HD");
  const TakesCheck check = check_takes(library_, 1, {});
  EXPECT_THAT(check.unused, SizeIs(2));
  EXPECT_GT(check.unused.front().bytes, 1000U);
  EXPECT_THAT(remove_unused(library_), SizeIs(2));
  EXPECT_THAT(check_takes(library_, 1, {}).unused, IsEmpty());
  EXPECT_EQ(check_takes(library_, 1, {}).kept, 3U);
}

TEST_F(TakesUpkeep, NamesEveryTakeOfAResultThatLostThemAll) {
  session_.takes_folder.clear();
  calibrate_as("desk");
  const TakesCheck kept = check_takes(library_, 1, {});
  EXPECT_THAT(kept.faults, SizeIs(3));
}

/// Takes the copy as a library in a folder of its own.
fs::path restore(const fs::path& copy, const fs::path& folder) {
  fs::create_directories(folder);
  fs::copy_file(copy, folder / "library.sqlite3");
  fs::copy(takes_of_backup(copy), folder / "takes");
  return folder;
}

TEST_F(TakesUpkeep, RemovesNothingThatWasNotKeptThere) {
  calibrate_as("desk");
  std::ofstream(folder_ / "takes" / "HD-left.wav") << "a recording of somebody's own";
  std::ofstream(folder_ / "takes" / ".ohmsweep-partial-0") << "being written";
  const std::string hash(64, 'a');
  fs::create_symlink(folder_ / "library.sqlite3", folder_ / "takes" / (hash + ".wav"));
  EXPECT_THAT(check_takes(library_, 1, {}).unused, IsEmpty());
  EXPECT_THAT(remove_unused(library_), IsEmpty());
  EXPECT_TRUE(fs::exists(folder_ / "takes" / "HD-left.wav"));
}

TEST_F(TakesUpkeep, RemovesNothingWhileSomebodyMeasures) {
  calibrate_as("desk");
  library_.remove_calibration("desk");
  {
    const TakesLock first(folder_, TakesUse::keeping);
    const TakesLock second(folder_, TakesUse::keeping);
    EXPECT_THROW((void)remove_unused(library_), Error);
  }
  EXPECT_THAT(remove_unused(library_), SizeIs(3));
}

TEST_F(TakesUpkeep, ADamagedTakeIsPutRightByTheSameTake) {
  Recording take =
      bench_.play_and_record(estimator_.stimulus(), audio_format({}, 48000), {"open", "", ""}, [](double) {});
  const fs::path file = keep_take(folder_ / "takes", take);
  fs::resize_file(file, fs::file_size(file) / 2);
  EXPECT_EQ(keep_take(folder_ / "takes", take), file);
  EXPECT_EQ(read_take(file).hash, take.hash);
}

TEST_F(TakesUpkeep, ATakeThatIsNotWhatItIsNamedIsNotKept) {
  Recording take =
      bench_.play_and_record(estimator_.stimulus(), audio_format({}, 48000), {"open", "", ""}, [](double) {});
  take.hash = std::string(64, '0');
  EXPECT_THROW((void)keep_take(folder_ / "takes", take), Error);
}

TEST_F(TakesUpkeep, ABackupIsAWholeLibraryAgain) {
  calibrate_as("desk");
  measure();
  const fs::path copy = folder_ / "copy.sqlite3";
  const TakesCopied copied = back_up(library_, copy);
  EXPECT_EQ(copied.copied, 5U);
  EXPECT_THAT(copied.missing, IsEmpty());
  fs::remove_all(folder_ / "takes");
  Library restored(restore(copy, folder_ / "restored"));
  EXPECT_THAT(check_takes(restored, 1, {}).faults, IsEmpty());
  for (const Reprocessed& one : reprocess(restored, {}, {})) {
    EXPECT_EQ(one.outcome, ReprocessOutcome::unchanged) << one.reason;
  }
}

TEST_F(TakesUpkeep, ABackupWhoseTakesCannotBeWrittenIsNone) {
  calibrate_as("desk");
  std::ofstream(folder_ / "copy.sqlite3.takes") << "in the way";
  EXPECT_THROW((void)back_up(library_, folder_ / "copy.sqlite3"), Error);
  EXPECT_FALSE(fs::exists(folder_ / "copy.sqlite3"));
}

TEST_F(TakesUpkeep, ABackupIsWholeWhileAnotherProcessMeasures) {
  calibrate_as("desk");
  const pid_t writer = fork();
  if (writer == 0) {
    try {
      Library own(folder_);
      Session session{bench_, own, estimator_, {}, "", "2026-01-01T00:00:00Z", "ohmsweep test", {}};
      session.takes_folder = folder_ / "takes";
      for (;; ++session.takes_so_far) (void)measure_headphone(session, {"HD", {"left"}, {}});
    } catch (...) {
      _exit(1);
    }
  }
  while (library_.list_curves(CurveKind::headphone).empty()) usleep(1000);
  std::vector<fs::path> copies;
  for (int i = 0; i < 3; ++i) {
    copies.push_back(folder_ / fmt::format("copy{}.sqlite3", i));
    EXPECT_THAT(back_up(library_, copies.back()).missing, IsEmpty());
  }
  kill(writer, SIGKILL);
  waitpid(writer, nullptr, 0);
  for (const fs::path& copy : copies) {
    const Library restored(restore(copy, copy.string() + ".restored"));
    EXPECT_THAT(restored.check(), IsEmpty());
    EXPECT_THAT(check_takes(restored, 1, {}).faults, IsEmpty());
  }
}

TEST_F(TakesUpkeep, ProcessesThatKeepTheSameTakesDoNotDisturbOneAnother) {
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    try {
      Library own(folder_);
      Session session{bench_, own, estimator_, {}, "", "2026-01-01T00:00:00Z", "ohmsweep test", {}};
      session.takes_folder = folder_ / "takes";
      for (int take = 0; take < 3; ++take) (void)measure_headphone(session, {"HD", {"left"}, {}});
      _exit(0);
    } catch (...) {
      _exit(1);
    }
  }
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  EXPECT_EQ(library_.curve(CurveKind::headphone, "HD", "left").version, 9);
  EXPECT_THAT(check_takes(library_, 1, {}).faults, IsEmpty());
}

}  // namespace
}  // namespace ohmsweep
