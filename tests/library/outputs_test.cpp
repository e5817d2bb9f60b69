#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "library/samples.h"

namespace ohmsweep {
namespace {

namespace fs = std::filesystem;
using samples::every_bit;
using samples::Folder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

OutputTraits full_traits() {
  OutputTraits traits;
  traits.contact = {0.0021, true, 8};
  traits.drift = {-2e-5, 3e-6};
  traits.model = OutputModel{{0.1, 1e-4}, Uncertain{2e-6, 1e-8}, Uncertain{1e-4, 1e-6}};
  traits.ground = SharedGround{{0.02, 5e-4}, -64.1, 32.0};
  traits.clock_offset_ppm = Uncertain{-52.0, 0.1};
  traits.legs = BalancedLegs{samples::plain_curve(0.4), samples::plain_curve(0.6)};
  return traits;
}

OutputLevel full_level() {
  OutputLevel level;
  level.setting = "high";
  level.clean = {{"unloaded", 0.0, {{5.2, 0.05}, Bound::lower}, "the input's full scale"},
                 {"33ohm+-0.1%/0.25W", 33.0, {{2.1, 0.02}, Bound::none}, "distortion"}};
  level.noise = OutputNoise{{{3.1e-6, 0.0}, Bound::upper}, {{2.0e-6, 1e-7}, Bound::none}};
  level.imbalance = {{0.0, {0.1, 0.01}}, {50.0, {1.9, 0.02}}};
  level.gain_db = Uncertain{10.2, 0.1};
  level.findings = {{Severity::note, FindingCode::distortion, "1.2 %"}};
  return level;
}

TEST(Outputs, EveryTraitComesBackAsItWasStored) {
  const Folder folder;
  Library library(folder.path());
  const OutputTraits given = full_traits();
  library.add("O2", "front", OutputImpedance{samples::plain_curve(0.1), given}, samples::provenance());
  const OutputTraits traits = library.curve(CurveKind::amplifier, "O2", "front").traits;
  EXPECT_EQ(traits.contact, given.contact);
  EXPECT_EQ(traits.drift, given.drift);
  EXPECT_EQ(traits.model, given.model);
  EXPECT_EQ(traits.ground, given.ground);
  EXPECT_EQ(traits.clock_offset_ppm, given.clock_offset_ppm);
  ASSERT_TRUE(traits.legs.has_value());
  EXPECT_EQ(traits.legs->hot.impedance_ohm, given.legs->hot.impedance_ohm);
  EXPECT_EQ(traits.legs->cold.covariance, given.legs->cold.covariance);
}

TEST(Outputs, ATraitThatIsNoNumberIsNotStored) {
  const Folder folder;
  Library library(folder.path());
  OutputTraits given = full_traits();
  given.drift.per_take = std::nan("");
  given.clock_offset_ppm = Uncertain{1.0, std::numeric_limits<double>::infinity()};
  library.add("O2", "front", OutputImpedance{samples::plain_curve(0.1), given}, samples::provenance());
  const OutputTraits traits = library.curve(CurveKind::amplifier, "O2", "front").traits;
  EXPECT_EQ(traits.drift.per_take, 0.0);
  EXPECT_FALSE(traits.clock_offset_ppm);
  EXPECT_EQ(traits.contact, given.contact);
}

TEST(Outputs, WhatWasNotFoundIsNotThere) {
  const Folder folder;
  Library library(folder.path());
  library.add("O2", "front", OutputImpedance{samples::plain_curve(0.1), {}}, samples::provenance());
  const OutputTraits traits = library.curve(CurveKind::amplifier, "O2", "front").traits;
  EXPECT_FALSE(traits.model || traits.ground || traits.clock_offset_ppm || traits.legs);
}

TEST(Outputs, EveryLevelComesBackAsItWasStored) {
  const Folder folder;
  Library library(folder.path());
  const OutputLevel given = full_level();
  library.add("O2", "front", given, samples::provenance());
  const std::vector<StoredLevel> levels = library.levels("O2");
  ASSERT_THAT(levels, SizeIs(1));
  EXPECT_EQ(levels[0].output, "front");
  EXPECT_EQ(levels[0].level.setting, "high");
  EXPECT_EQ(levels[0].level.clean, given.clean);
  EXPECT_EQ(levels[0].level.noise, given.noise);
  EXPECT_EQ(levels[0].level.imbalance, given.imbalance);
  EXPECT_EQ(levels[0].level.gain_db, given.gain_db);
  EXPECT_EQ(levels[0].level.findings, given.findings);
  EXPECT_EQ(every_bit(levels[0].provenance), every_bit(samples::provenance()));
}

TEST(Outputs, TheNewestLevelOfEachSettingIsTheCurrentOne) {
  const Folder folder;
  Library library(folder.path());
  for (const char* setting : {"high", "low", "high"}) {
    OutputLevel level;
    level.setting = setting;
    library.add("O2", "front", level, samples::provenance());
  }
  std::vector<std::string> current;
  for (const StoredLevel& stored : library.levels()) {
    current.push_back(stored.level.setting + " " + std::to_string(stored.version));
  }
  EXPECT_THAT(current, ElementsAre("high 3", "low 2"));
}

TEST(Outputs, LevelsGoWithTheirOutput) {
  const Folder folder;
  Library library(folder.path());
  library.add("O2", "front", OutputImpedance{samples::plain_curve(0.1), {}}, samples::provenance());
  library.add("O2", "front", full_level(), samples::provenance());
  library.add("O2", "rear", full_level(), samples::provenance());
  EXPECT_EQ(library.remove_curves(CurveKind::amplifier, "O2", "front"), 1);
  ASSERT_THAT(library.levels(), SizeIs(1));
  EXPECT_EQ(library.levels()[0].output, "rear");
  EXPECT_THAT(library.check(), IsEmpty());
}

TEST(Outputs, APartThatTheNewestLevelLeftOutIsFromTheVersionBefore) {
  const Folder folder;
  Library library(folder.path());
  library.add("O2", "front", full_level(), samples::provenance());
  OutputLevel again;
  again.setting = full_level().setting;
  again.clean = {{"unloaded", 0.0, {{7.0, 0.1}, Bound::none}, "The harmonics exceed 1 % above it."}};
  library.add("O2", "front", again, samples::provenance());
  const std::vector<StoredLevel> levels = library.levels("O2");
  ASSERT_THAT(levels, SizeIs(1));
  EXPECT_EQ(levels[0].version, 2);
  EXPECT_EQ(levels[0].level.clean, again.clean);
  EXPECT_EQ(levels[0].level.noise, full_level().noise);
  EXPECT_EQ(levels[0].level.imbalance, full_level().imbalance);
  const std::string then = samples::provenance().recorded_at;
  EXPECT_THAT(levels[0].earlier, ElementsAre(EarlierPart{"noise", 1, then}, EarlierPart{"balance", 1, then},
                                             EarlierPart{"gain", 1, then}));
}

TEST(Outputs, OfWhichOnlyTheLevelIsKnownCanBeRemoved) {
  const Folder folder;
  Library library(folder.path());
  library.add("dongle", "jack", full_level(), samples::provenance());
  EXPECT_EQ(library.remove_curves(CurveKind::amplifier, "dongle"), 1);
  EXPECT_THAT(library.levels(), IsEmpty());
  EXPECT_THROW((void)library.remove_curves(CurveKind::amplifier, "dongle"), Error);
}

TEST(Outputs, AreListedWithWhetherTheirGroundIsKnown) {
  const Folder folder;
  Library library(folder.path());
  OutputImpedance output{samples::plain_curve(0.1), {}};
  library.add("dap", "known", output, samples::provenance());
  output.curve.findings.push_back({Severity::note, FindingCode::ground_unknown, "no stereo programme"});
  library.add("dap", "unknown", output, samples::provenance());
  const std::vector<CurveSummary> listed = library.list_curves(CurveKind::amplifier);
  ASSERT_THAT(listed, SizeIs(2));
  EXPECT_FALSE(listed[0].ground_unknown);
  EXPECT_TRUE(listed[1].ground_unknown);
}

TEST(OlderSchema, IsBroughtUpToDateWithNothingLost) {
  const Folder folder;
  std::mt19937_64 random(5);
  const ImpedanceCurve curve = samples::wild_curve(40, random);
  { Library(folder.path()).add(CurveKind::amplifier, "O2", "front", curve, samples::provenance()); }
  const std::string before = samples::contents(Library(folder.path()));
  samples::make_schema_1(folder.database());
  Library library(folder.path());
  EXPECT_EQ(samples::contents(library), before);
  EXPECT_EQ(every_bit(library.curve(CurveKind::amplifier, "O2", "front").curve), every_bit(curve));
  library.add("O2", "front", full_level(), samples::provenance());
  EXPECT_THAT(library.levels(), SizeIs(1));
  EXPECT_THAT(library.check(), IsEmpty());
  EXPECT_EQ(library.remove_curves(CurveKind::amplifier, "O2"),
            1);  // what belongs to a result still goes with it
  EXPECT_THAT(library.check(), IsEmpty());
}

TEST(OlderSchema, IsKeptBesideTheNewOne) {
  const Folder folder;
  { Library(folder.path()).add("desk", samples::plain_calibration(), samples::provenance()); }
  samples::make_schema_1(folder.database());
  { const Library migrated(folder.path()); }
  const Folder restored;
  fs::copy_file(folder.database().string() + ".schema1", restored.database());
  EXPECT_THAT(Library(restored.path()).list_calibrations(), SizeIs(1));
}

TEST(OlderSchema, IsReadAsItIsWhereItMayNotBeWritten) {
  const Folder folder;
  {
    Library(folder.path())
        .add("O2", "front", OutputImpedance{samples::plain_curve(2.5), {}}, samples::provenance());
  }
  samples::make_schema_1(folder.database());
  fs::permissions(folder.database(), fs::perms(0444));
  fs::permissions(folder.path(), fs::perms(0555));
  EXPECT_EQ(samples::in_unprivileged_process([&]() -> std::string {
              const Library library(folder.path());
              const StoredCurve stored = library.curve(CurveKind::amplifier, "O2", "front");
              return std::to_string(stored.curve.impedance_ohm[0].real()) + " " +
                     std::to_string(library.levels().size());
            }),
            "2.500000 0");
  EXPECT_FALSE(fs::exists(folder.database().string() + ".schema1"));
}

}  // namespace
}  // namespace ohmsweep
