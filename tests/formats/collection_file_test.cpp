#include "ohmsweep/formats/collection_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "refusal.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
  return refusal_of([&] { return read_collection(text, "shelf.toml"); });
}

TEST(CollectionFile, KeepsWhatIsStatedOfEachHeadphoneInOrder) {
  const Collection collection = read_collection(R"(
name = "living room"
mounting = "on a head"
[[headphone]]
name = "HD600"
nominal_impedance = "300ohm"
sensitivity = "97dB/mW at 500Hz"
notes = "pads of 2024"
mounting = "free air"
[[headphone]]
name = "ER2"
channels = ["right"]
)",
                                                "x/shelf.toml");
  EXPECT_EQ(collection.name, "living room");
  const CollectionItem full{
      {"HD600", 300.0, Sensitivity{97.0, SensitivityPer::milliwatt, 500.0}, "pads of 2024"},
      {"left", "right"},
      "free air"};
  const CollectionItem bare{{"ER2"}, {"right"}, "on a head"};
  EXPECT_THAT(collection.items, ElementsAre(full, bare));
}

TEST(CollectionFile, IsCalledByItsFileWhereItStatesNoName) {
  EXPECT_EQ(read_collection("[[headphone]]\nname = \"a\"\n", "x/my shelf.toml").name, "my shelf");
}

TEST(CollectionFile, RefusesAnUnknownKeyWithItsLine) {
  EXPECT_THAT(refusal("[[headphone]]\nname = \"a\"\nnominal = \"32ohm\"\n"),
              AllOf(HasSubstr("shelf.toml, line 3"), HasSubstr("nominal_impedance")));
}

TEST(CollectionFile, RefusesANameThatIsThereAlready) {
  EXPECT_THAT(refusal("[[headphone]]\nname = \"a\"\n[[headphone]]\nname = \"a\"\n"),
              AllOf(HasSubstr("line 4"), HasSubstr("used twice, first in line 2")));
}

TEST(CollectionFile, RefusesNamesThatDifferInCaseOnly) {
  EXPECT_THAT(refusal("[[headphone]]\nname = \"HD600\"\n[[headphone]]\nname = \"hd600\"\n"),
              AllOf(HasSubstr("line 4"), HasSubstr("'HD600' in line 2"), HasSubstr("case only")));
}

TEST(CollectionFile, RefusesWhatNoChannelIs) {
  EXPECT_THAT(refusal("[[headphone]]\nname = \"a\"\nchannels = [\"centre\"]\n"), HasSubstr("'centre'"));
  EXPECT_THAT(refusal("[[headphone]]\nname = \"a\"\nchannels = []\n"), HasSubstr("is empty"));
  EXPECT_THAT(refusal("[[headphone]]\nname = \"a\"\nchannels = [\"left\", \"left\"]\n"), HasSubstr("twice"));
}

TEST(CollectionFile, RefusesACollectionWithoutHeadphones) {
  EXPECT_THAT(refusal("name = \"empty\"\n"), HasSubstr("no headphones"));
}

TEST(CollectionFile, RefusesASensitivityThatDoesNotSayWhatItRefersTo) {
  EXPECT_THAT(refusal("[[headphone]]\nname = \"a\"\nsensitivity = \"97dB\"\n"),
              AllOf(HasSubstr("line 3"), HasSubstr("97dB/mW")));
}

TEST(SensitivityText, IsReadInEverySpelling) {
  const Sensitivity per_volt{102.0, SensitivityPer::volt, 1000.0};
  for (const char* text : {"102dB/V at 1kHz", "102 dB SPL / 1 Vrms @ 1 kHz", "102dB/V@1kHz"}) {
    EXPECT_EQ(parse_sensitivity(text), per_volt) << text;
  }
  EXPECT_EQ(parse_sensitivity("97.5dB/mW"), (Sensitivity{97.5, SensitivityPer::milliwatt, {}}));
}

TEST(SensitivityText, ComesBackFromItsOwnText) {
  for (const Sensitivity& one :
       {Sensitivity{97.5, SensitivityPer::milliwatt, {}}, Sensitivity{102.0, SensitivityPer::volt, 500.0}}) {
    EXPECT_EQ(parse_sensitivity(to_string(one)), one);
  }
}

TEST(SensitivityText, RefusesWhatIsNone) {
  for (const char* text :
       {"", "dB/mW", "97dB/W", "97/mW", "97dB/mW at", "97dB/mW loud", "9700dB/mW", "nandB/mW"}) {
    EXPECT_THROW((void)parse_sensitivity(text), Error) << text;
  }
}

}  // namespace
}  // namespace ohmsweep
