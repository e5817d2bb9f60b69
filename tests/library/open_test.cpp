#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "library/samples.h"

namespace ohmsweep {
namespace {

namespace fs = std::filesystem;
using samples::contents;
using samples::Folder;
using samples::in_unprivileged_process;
using samples::run_sql;
using samples::sentence_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr fs::perms read_only_folder{0555};
constexpr fs::perms read_only_file{0444};

std::string opening(const fs::path& folder) {
  return sentence_of([&] { const Library library(folder); });
}

void add_headphone(Library& library) {
  library.add(CurveKind::headphone, "HD600", "left", samples::plain_curve(300), samples::provenance());
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// What a process without rights sees of a library, and what it is told when it writes.
std::string read_and_write(const fs::path& folder) {
  return in_unprivileged_process([&]() -> std::string {
    Library library(folder);
    const double ohms = library.curve(CurveKind::headphone, "HD600", "left").curve.impedance_ohm[0].real();
    return contents(library) + std::to_string(ohms) + "\n" + sentence_of([&] { add_headphone(library); });
  });
}

TEST(Opening, MakesTheFolderAndItsParents) {
  const Folder folder;
  const Library library(folder.path() / "a" / "b's \"c\" 🎧");
  EXPECT_TRUE(fs::exists(library.file()));
  EXPECT_EQ(contents(library), "");
}

TEST(Opening, LeavesOneFileAtRest) {
  const Folder folder;
  {
    Library library(folder.path());
    add_headphone(library);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(Opening, MakesTablesInAFileThatIsStillEmpty) {
  const Folder folder;
  write_file(folder.database(), "");
  Library library(folder.path());
  add_headphone(library);
  EXPECT_EQ(contents(library), "HD600.left@1 300\n");
}

TEST(Opening, SaysWhenTheFolderIsAFile) {
  const Folder folder;
  write_file(folder.path() / "file", "x");
  EXPECT_THAT(opening(folder.path() / "file"),
              AllOf(HasSubstr("/file' is not a folder"), HasSubstr("--library")));
  EXPECT_THAT(opening(folder.path() / "file" / "sub"),
              AllOf(HasSubstr("cannot be made"), HasSubstr("--library")));
}

TEST(Opening, SaysWhenNoFolderIsNamed) {
  EXPECT_THAT(opening(""), HasSubstr("name a folder with --library"));
}

TEST(Opening, SaysWhenTheFolderCannotBeMade) {
  const Folder folder;
  fs::permissions(folder.path(), read_only_folder);
  EXPECT_THAT(
      in_unprivileged_process([&] { return opening(folder.path() / "new"); }),
      AllOf(HasSubstr("cannot be made (Permission denied)"), HasSubstr("/new'"), HasSubstr("--library")));
}

TEST(Opening, SaysWhenAnEmptyFolderIsNotWritable) {
  const Folder folder;
  fs::permissions(folder.path(), read_only_folder);
  EXPECT_THAT(in_unprivileged_process([&] { return opening(folder.path()); }),
              AllOf(HasSubstr(folder.path().string()), HasSubstr("check the permissions")));
}

TEST(Opening, ReadsAReadOnlyLibraryAndRefusesToWriteIt) {
  const Folder folder;
  {
    Library library(folder.path());
    add_headphone(library);
  }
  fs::permissions(folder.database(), read_only_file);
  fs::permissions(folder.path(), read_only_folder);
  EXPECT_THAT(read_and_write(folder.path()),
              AllOf(HasSubstr("HD600.left@1 300\n300.0"), HasSubstr("is read-only; nothing was stored")));
}

TEST(Opening, ReadsAWritableFileInAReadOnlyFolder) {
  const Folder folder;
  {
    Library library(folder.path());
    add_headphone(library);
  }
  fs::permissions(folder.database(), fs::perms(0666));
  fs::permissions(folder.path(), read_only_folder);
  EXPECT_THAT(read_and_write(folder.path()),
              AllOf(HasSubstr("HD600.left@1 300\n300.0"), HasSubstr("its folder"), HasSubstr("--library")));
}

TEST(Opening, SaysWhenTheFileMayNotBeRead) {
  const Folder folder;
  { const Library library(folder.path()); }
  fs::permissions(folder.database(), fs::perms(0));
  EXPECT_THAT(in_unprivileged_process([&] { return opening(folder.path()); }),
              HasSubstr("check the permissions"));
}

TEST(Opening, SaysWhenTheFileIsNotADatabase) {
  for (const std::string& text : {std::string("hello"), std::string(5000, 'x'), std::string(100, '\0')}) {
    const Folder folder;
    write_file(folder.database(), text);
    EXPECT_THAT(opening(folder.path()),
                AllOf(HasSubstr("is not a library of ohmsweep"), HasSubstr("--library")));
  }
}

TEST(Opening, SaysWhenTheFileIsAFolder) {
  const Folder folder;
  fs::create_directory(folder.database());
  EXPECT_THAT(opening(folder.path()), HasSubstr("cannot be opened"));
}

TEST(Opening, LeavesSomebodyElsesDatabaseAlone) {
  const Folder folder;
  run_sql(folder.database(), "CREATE TABLE result (x); INSERT INTO result VALUES (1)");
  const auto size = fs::file_size(folder.database());
  EXPECT_THAT(opening(folder.path()), HasSubstr("is a database of another program"));
  EXPECT_EQ(fs::file_size(folder.database()), size);
  const Folder marked;
  run_sql(marked.database(), "PRAGMA application_id = 77");
  EXPECT_THAT(opening(marked.path()), HasSubstr("is a database of another program"));
}

TEST(Opening, SaysWhenTheLibraryIsOfANewerVersion) {
  const Folder folder;
  { const Library library(folder.path()); }
  run_sql(folder.database(), "PRAGMA user_version = 4");
  EXPECT_THAT(opening(folder.path()),
              AllOf(HasSubstr("was written by a newer ohmsweep (schema 4, this program knows 3)"),
                    HasSubstr("install a newer ohmsweep")));
}

TEST(Backup, IsACompleteLibrary) {
  const Folder folder;
  Library library(folder.path());
  add_headphone(library);
  library.add("desk", samples::plain_calibration(), samples::provenance());
  fs::create_directory(folder.path() / "copy");
  library.backup(folder.path() / "copy" / "library.sqlite3");
  const Library copy(folder.path() / "copy");
  EXPECT_EQ(contents(copy), contents(library));
  EXPECT_THAT(copy.check(), ElementsAre());
  EXPECT_EQ(samples::every_bit(copy.calibration("desk").calibration),
            samples::every_bit(library.calibration("desk").calibration));
}

TEST(Backup, DoesNotReplaceAFileNorLeaveHalfACopy) {
  const Folder folder;
  const Library library(folder.path());
  write_file(folder.path() / "precious", "text");
  EXPECT_THAT(sentence_of([&] { library.backup(folder.path() / "precious"); }), HasSubstr("exists already"));
  EXPECT_EQ(fs::file_size(folder.path() / "precious"), 4U);
  EXPECT_THAT(sentence_of([&] { library.backup(folder.path() / "none" / "copy"); }),
              AllOf(HasSubstr("/none/copy' could not be written"), HasSubstr("in a folder that exists")));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 2);
}

}  // namespace
}  // namespace ohmsweep
