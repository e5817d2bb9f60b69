#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>

#include "library/failing_disk.h"
#include "library/samples.h"
#include "library/storage_error.h"

namespace ohmsweep {
namespace {

using samples::contents;
using samples::FailingDisk;
using samples::Fault;
using samples::Folder;
using samples::sentence_of;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ImpedanceCurve short_curve(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  return samples::wild_curve(3, random);
}

Calibration short_calibration() {
  std::mt19937_64 random(9);
  return samples::wild_calibration(3, random);
}

struct Failure {
  Fault fault;
  int code;
  const char* sentence;
};

struct WriteFailure : testing::TestWithParam<Failure> {
  Folder folder;
  FailingDisk disk{GetParam().fault, GetParam().code};

  void fill() {
    Library library(folder.path());
    library.add(CurveKind::headphone, "HD600", "left", short_curve(300), samples::provenance());
    library.add("desk", short_calibration(), samples::provenance());
  }

  /// Lets `write` fail at every operation in turn until it succeeds, and returns how often it failed.
  int fail_everywhere(const std::function<void(Library&)>& write) {
    fill();
    for (int operation = 0; operation < 1000; ++operation) {
      Library library(folder.path());
      const std::string before = contents(library);
      disk.fail_after(operation);
      const std::string sentence = sentence_of([&] { write(library); });
      disk.mend();
      if (sentence == "nothing was thrown") return operation;
      EXPECT_THAT(sentence, HasSubstr(GetParam().sentence));
      EXPECT_THAT(sentence, HasSubstr(folder.database().string()));
      EXPECT_EQ(contents(library), before);
      const Library reopened(folder.path());
      EXPECT_EQ(contents(reopened), before);
      EXPECT_THAT(reopened.check(), ElementsAre());
    }
    return -1;
  }
};

TEST_P(WriteFailure, OfACurveLeavesEverythingAsItWas) {
  EXPECT_GT(fail_everywhere([](Library& library) {
              library.add(CurveKind::headphone, "HD600", "left", short_curve(310), samples::provenance());
            }),
            1);
}

TEST_P(WriteFailure, OfACalibrationLeavesEverythingAsItWas) {
  EXPECT_GT(fail_everywhere(
                [](Library& library) { library.add("desk", short_calibration(), samples::provenance()); }),
            1);
}

TEST_P(WriteFailure, OfARemovalLeavesEverythingAsItWas) {
  EXPECT_GT(fail_everywhere([](Library& library) { library.remove_calibration("desk"); }), 1);
}

TEST_P(WriteFailure, OfANewLibraryLeavesAFolderThatOpensLater) {
  int operation = 0;
  for (;; ++operation) {
    disk.fail_after(operation);
    const std::string sentence = sentence_of([&] { const Library library(folder.path()); });
    disk.mend();
    if (sentence == "nothing was thrown") break;
    EXPECT_THAT(sentence, HasSubstr(GetParam().sentence));
  }
  EXPECT_GT(operation, 1);
  EXPECT_THAT(Library(folder.path()).check(), ElementsAre());
}

INSTANTIATE_TEST_SUITE_P(
    Faults, WriteFailure,
    testing::Values(
        Failure{Fault::write_once, SQLITE_FULL, "is full; nothing was stored, free some space"},
        Failure{Fault::write_for_good, SQLITE_FULL, "is full; nothing was stored, free some space"},
        Failure{Fault::write_once, SQLITE_IOERR_WRITE, "check the disk's free space, quota and health"},
        Failure{Fault::write_for_good, SQLITE_IOERR_WRITE, "check the disk's free space"},
        Failure{Fault::sync_once, SQLITE_IOERR_FSYNC, "check the disk's free space"}));

TEST(FileSizeLimit, StopsAWriteWithOneSentenceAndKeepsWhatWasAcknowledged) {
  const Folder folder;
  { const Library made(folder.path()); }
  const std::string child = samples::in_process([&] {
    (void)std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{400000, 400000};
    setrlimit(RLIMIT_FSIZE, &limit);
    Library library(folder.path());
    int stored = 0;
    const std::string sentence = sentence_of([&] {
      for (; stored < 100; ++stored) {
        library.add(CurveKind::headphone, fmt::format("H{}", stored), "left", samples::plain_curve(300), {});
      }
    });
    return fmt::format("{} {}", stored, sentence);
  });
  EXPECT_THAT(child, AnyOf(HasSubstr("could not be read or written"), HasSubstr("is full")));
  const int stored = std::stoi(child);
  EXPECT_GT(stored, 0);
  EXPECT_LT(stored, 100);
  const Library library(folder.path());
  EXPECT_EQ(library.list_curves(CurveKind::headphone).size(), static_cast<std::size_t>(stored));
  EXPECT_THAT(library.check(), ElementsAre());
}

TEST(StorageError, SaysWhatToDoForEveryKindOfFailure) {
  const auto sentence = [](int code) {
    return std::string(storage_error(code, "/l/library.sqlite3", "why").what());
  };
  EXPECT_THAT(sentence(SQLITE_BUSY), HasSubstr("in use by another process; repeat"));
  EXPECT_THAT(sentence(SQLITE_READONLY_DIRECTORY),
              HasSubstr("is read-only; nothing was stored, make the file"));
  EXPECT_THAT(sentence(SQLITE_CANTOPEN),
              HasSubstr("check the permissions or choose another folder with --library"));
  EXPECT_THAT(sentence(SQLITE_NOTADB), HasSubstr("is not a library of ohmsweep (why); move it away"));
  EXPECT_THAT(sentence(SQLITE_NOMEM), HasSubstr("not enough memory"));
  EXPECT_THAT(sentence(SQLITE_CORRUPT_INDEX), HasSubstr("is damaged (why); restore a backup"));
  for (int code = 1; code < 30; ++code) EXPECT_THAT(sentence(code), HasSubstr("/l/library.sqlite3"));
}

}  // namespace
}  // namespace ohmsweep
