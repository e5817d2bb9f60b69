#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "library/samples.h"

namespace ohmsweep {
namespace {

using samples::Folder;
using samples::sentence_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* morning = "2026-03-01T08:00:00Z";
constexpr const char* evening = "2026-03-01T20:00:00Z";

int add_left(Library& library, std::int64_t batch, const std::string& headphone) {
  return library.add(batch, headphone, "left", samples::plain_curve(300.0), samples::provenance(morning));
}

TEST(Batches, ACurveAndItsEntryAreStoredTogether) {
  const Folder folder;
  Library library(folder.path());
  const std::int64_t batch = library.begin_batch("shelf", morning);
  EXPECT_EQ(add_left(library, batch, "HD600"), 1);
  const Batch stored = library.newest_batch("shelf").value();
  EXPECT_EQ(stored.id, batch);
  EXPECT_FALSE(stored.ended_at);
  EXPECT_THAT(stored.entries,
              ElementsAre(BatchEntry{"HD600", "left", BatchOutcome::measured, 1, "", morning}));
  EXPECT_EQ(library.curve(CurveKind::headphone, "HD600", "left").version, 1);
}

TEST(Batches, NeitherCurveNorEntryIsStoredIntoABatchThatDoesNotExist) {
  const Folder folder;
  Library library(folder.path());
  EXPECT_NE(sentence_of([&] { (void)add_left(library, 7, "HD600"); }), "nothing was thrown");
  EXPECT_THAT(library.list_curves(CurveKind::headphone), IsEmpty());
}

TEST(Batches, AChannelHasOneEntryThatTheLastWordReplacesInItsPlace) {
  const Folder folder;
  Library library(folder.path());
  const std::int64_t batch = library.begin_batch("shelf", morning);
  library.note(batch, {"HD600", "left", BatchOutcome::skipped, {}, "later", morning});
  library.note(batch, {"K701", "left", BatchOutcome::rejected, {}, "open", morning});
  (void)add_left(library, batch, "HD600");
  const std::vector<BatchEntry> entries = library.newest_batch("shelf").value().entries;
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].headphone, "HD600");
  EXPECT_EQ(entries[0].outcome, BatchOutcome::measured);
  EXPECT_EQ(entries[0].remark, "");
  EXPECT_EQ(entries[1].remark, "open");
}

TEST(Batches, ANewRunEndsTheOneBefore) {
  const Folder folder;
  Library library(folder.path());
  const std::int64_t first = library.begin_batch("shelf", morning);
  (void)add_left(library, first, "HD600");
  const std::int64_t second = library.begin_batch("shelf", evening);
  EXPECT_NE(first, second);
  EXPECT_THAT(library.newest_batch("shelf").value().entries, IsEmpty());
  library.end_batch(second, evening);
  EXPECT_EQ(library.newest_batch("shelf").value().ended_at, evening);
}

TEST(Batches, OfAnotherCollectionAreNotSeen) {
  const Folder folder;
  Library library(folder.path());
  (void)library.begin_batch("shelf", morning);
  EXPECT_FALSE(library.newest_batch("drawer"));
}

TEST(Facts, ComeBackAsTheyWereStated) {
  const Folder folder;
  Library library(folder.path());
  const HeadphoneFacts full{"HD600", 300.0, Sensitivity{97.0, SensitivityPer::volt, 1000.0}, "pads of 2024"};
  const HeadphoneFacts bare{"K701"};
  library.describe(full);
  library.describe(bare);
  EXPECT_EQ(library.facts("HD600"), full);
  EXPECT_EQ(library.facts("K701"), bare);
  EXPECT_THAT(library.all_facts(), ElementsAre(full, bare));
  EXPECT_FALSE(library.facts("HD800"));
}

TEST(Facts, OfTheSameNameAreReplaced) {
  const Folder folder;
  Library library(folder.path());
  library.describe({"HD600", 300.0, {}, "old"});
  library.describe({"HD600", {}, {}, "new"});
  EXPECT_EQ(library.facts("HD600"), (HeadphoneFacts{"HD600", {}, {}, "new"}));
}

TEST(Verifications, StayInOrderWithTheVersionTheyCheckedAndGoWithIt) {
  const Folder folder;
  Library library(folder.path());
  library.add("desk", samples::plain_calibration(), samples::provenance());
  library.add("desk", samples::plain_calibration(), samples::provenance());
  const Verification good{"33ohm", morning, true, 1e-4, 50.0, 0.4, 60.0, 1.0};
  const Verification bad{"33ohm", evening, false, 2e-2, 51.0, 9.0, 61.0, 0.1};
  library.add("desk", 1, good);
  library.add("desk", 2, bad);
  const std::vector<StoredVerification> stored = library.verifications("desk");
  ASSERT_THAT(stored, SizeIs(2));
  EXPECT_EQ(stored[0].version, 1);
  EXPECT_EQ(stored[0].verification, good);
  EXPECT_EQ(stored[1].version, 2);
  EXPECT_EQ(stored[1].verification, bad);
  EXPECT_THAT(sentence_of([&] { library.add("desk", 3, good); }), HasSubstr("no version 3"));
  library.remove_calibration("desk");
  EXPECT_THAT(library.verifications("desk"), IsEmpty());
  EXPECT_THAT(library.check(), IsEmpty());
}

TEST(OlderSchema, WithoutCollectionsIsBroughtUpToDateWithNothingLost) {
  const Folder folder;
  {
    Library library(folder.path());
    library.add(CurveKind::headphone, "HD600", "left", samples::plain_curve(300.0), samples::provenance());
  }
  const std::string before = samples::contents(Library(folder.path()));
  samples::make_schema_2(folder.database());
  Library library(folder.path());
  EXPECT_EQ(samples::contents(library), before);
  EXPECT_EQ(library.curve(CurveKind::headphone, "HD600", "left").provenance.mounting, "");
  const std::int64_t batch = library.begin_batch("shelf", morning);
  EXPECT_EQ(add_left(library, batch, "HD600"), 2);
  EXPECT_THAT(library.check(), IsEmpty());
  EXPECT_TRUE(std::filesystem::exists(folder.database().string() + ".schema2"));
}

TEST(OlderSchema, WithoutCollectionsIsReadAsItIsWhereItMayNotBeWritten) {
  const Folder folder;
  {
    Library library(folder.path());
    library.add(CurveKind::headphone, "HD600", "left", samples::plain_curve(300.0), samples::provenance());
  }
  samples::make_schema_2(folder.database());
  std::filesystem::permissions(folder.database(), std::filesystem::perms(0444));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  EXPECT_EQ(samples::in_unprivileged_process([&]() -> std::string {
              const Library library(folder.path());
              return library.list_curves(CurveKind::headphone).front().name +
                     library.curves(CurveKind::headphone).front().provenance.mounting +
                     (library.facts("HD600") || library.newest_batch("shelf") ? " facts" : "");
            }),
            "HD600");
}

}  // namespace
}  // namespace ohmsweep
