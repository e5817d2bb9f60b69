#include "ohmsweep/formats/kit_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kits = std::filesystem::path(OHMSWEEP_SOURCE_DIR) / "calibration" / "kits";

std::vector<Standard> kit(const std::string& text) { return read_kit(text, "my.toml"); }

std::vector<Standard> shipped(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return read_kit(text.str(), path.filename().string());
}

std::string refusal(const std::string& text) {
  try {
    (void)kit(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

std::string load_with(const std::string& line) {
  return "[[standard]]\nname = \"a\"\nkind = \"load\"\n" + line + "\n";
}

TEST(KitFile, AnIntervalIsTwiceTheStandardUncertainty) {
  const Standard standard = kit(load_with("resistance = \"100ohm +- 0.01%\"")).at(0);
  EXPECT_EQ(standard.kind, StandardKind::load);
  EXPECT_EQ(standard.resistance_ohm.value, 100.0);
  EXPECT_DOUBLE_EQ(standard.resistance_ohm.standard_uncertainty, 0.005);
}

TEST(KitFile, WhatIsNotStatedIsAsWithoutAKit) {
  const auto standards =
      kit("[[standard]]\nname = 'o'\nkind = 'open'\n"
          "[[standard]]\nname = 's'\nkind = 'short'\nresistance = '4mohm +- 1mohm'\n");
  EXPECT_EQ(standards.at(0).capacitance_f, default_open().capacitance_f);
  EXPECT_EQ(standards.at(1).inductance_h, default_short().inductance_h);
}

TEST(KitFile, AValueWithoutItsIntervalIsKnownToWithinItselfOrAsWithoutAKit) {
  const auto kit = read_kit(
      "[[standard]]\nname = 'a'\nkind = 'short'\nresistance = '4mohm'\ninductance = '80nH'\n"
      "[[standard]]\nname = 'b'\nkind = 'short'\nresistance = '0ohm'\n",
      "my.toml");
  EXPECT_DOUBLE_EQ(kit[0].resistance_ohm.standard_uncertainty, 2e-3);
  EXPECT_DOUBLE_EQ(kit[0].inductance_h.standard_uncertainty,
                   default_short().inductance_h.standard_uncertainty);
  EXPECT_DOUBLE_EQ(kit[1].resistance_ohm.standard_uncertainty,
                   default_short().resistance_ohm.standard_uncertainty);
}

TEST(KitFile, ReadsEveryKeyOfALoad) {
  const Standard standard = kit(load_with("resistance = '33ohm+-0.1%'\ninductance = '15nH +- 10nH'\n"
                                          "capacitance = '2pF +- 1pF'\ntemperature_coefficient = '-15ppm/K'"))
                                .at(0);
  EXPECT_EQ(standard.name, "a");
  EXPECT_EQ(standard.inductance_h, from_interval95(15e-9, 10e-9));
  EXPECT_EQ(standard.capacitance_f, from_interval95(2e-12, 1e-12));
  EXPECT_EQ(standard.temperature_coefficient_per_k, -15e-6);
}

TEST(KitFile, ALoadWithoutItsIntervalIsRefused) {
  EXPECT_THAT(refusal(load_with("resistance = '100ohm'")), HasSubstr("line 4: 'resistance' of a load needs"));
  EXPECT_THAT(refusal(load_with("")), HasSubstr("line 1: the key 'resistance' is missing"));
  EXPECT_THAT(refusal(load_with("resistance = '0ohm +- 1ohm'")), HasSubstr("above zero"));
  EXPECT_THAT(refusal(load_with("resistance = '1ohm +- 100%'")), HasSubstr("larger than its interval"));
}

TEST(KitFile, AMistypedKeyIsRefusedWithTheRightOne) {
  EXPECT_EQ(refusal(load_with("resistence = '100ohm +- 0.1%'")),
            "my.toml, line 4: unknown key 'resistence' in [[standard]]; did you mean 'resistance'?");
}

TEST(KitFile, AKeyOfAnotherKindIsRefused) {
  EXPECT_THAT(
      refusal("[[standard]]\nname = 'o'\nkind = 'open'\nresistance = '1ohm'\n"),
      HasSubstr("line 4: 'resistance' does not belong to an open; its keys are name, kind, capacitance"));
  EXPECT_THAT(refusal("[[standard]]\nname = 's'\nkind = 'short'\ncapacitance = '1pF'\n"),
              HasSubstr("does not belong to a short"));
}

TEST(KitFile, AKindThatDoesNotExistIsRefused) {
  EXPECT_THAT(refusal("[[standard]]\nname = 's'\nkind = 'shrot'\n"), HasSubstr("open, short, load"));
  EXPECT_THAT(refusal("[[standard]]\nname = 's'\n"), HasSubstr("'kind' is missing"));
}

TEST(KitFile, NamesAreUniqueAndFitTheCommandLine) {
  const std::string open = "[[standard]]\nname = 'o'\nkind = 'open'\n";
  EXPECT_THAT(refusal(open + open), HasSubstr("line 5: 'name' 'o' is used twice"));
  EXPECT_THAT(refusal("[[standard]]\nname = 'a=b'\nkind = 'open'\n"), HasSubstr("STATE=FILE"));
  EXPECT_THAT(refusal("[[standard]]\nname = ''\nkind = 'open'\n"), HasSubstr("line 2: 'name'"));
  EXPECT_THAT(refusal("[[standard]]\nkind = 'open'\n"), HasSubstr("'name' is missing"));
}

TEST(KitFile, AKitWithoutStandardsIsRefused) { EXPECT_THAT(refusal("# nothing"), HasSubstr("no standards")); }

TEST(ShippedKits, EveryOneCanSolveACalibration) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kits)) {
    const auto standards = shipped(entry.path());
    EXPECT_GE(standards.size(), 3U) << entry.path();
    for (const StandardKind kind : {StandardKind::open, StandardKind::short_circuit, StandardKind::load}) {
      EXPECT_TRUE(std::any_of(standards.begin(), standards.end(), [&](const auto& s) {
        return s.kind == kind;
      })) << entry.path();
    }
    ++count;
  }
  EXPECT_GE(count, 3U);
}

TEST(ShippedKits, TheDefaultKitIsWhatAppliesWithoutOne) {
  const auto standards = shipped(kits / "default.toml");
  EXPECT_EQ(standards.at(0).capacitance_f, default_open().capacitance_f);
  EXPECT_EQ(standards.at(1).resistance_ohm, default_short().resistance_ohm);
  EXPECT_EQ(standards.at(1).inductance_h, default_short().inductance_h);
}

}  // namespace
}  // namespace ohmsweep
