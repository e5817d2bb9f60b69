#include "formats/toml/checked_table.h"

#include <gmock/gmock.h>

#include <functional>

#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string sentence_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "nothing was thrown";
}

CheckedTable file(const std::string& text) { return CheckedTable::parse(text, "kits/my.toml"); }

std::string parse_sentence(const std::string& text) {
  return sentence_of([&] { (void)file(text); });
}

TEST(CheckedTable, AnUnknownKeyIsNamedWithItsLineAndTheLikelyOne) {
  const auto standard = file("\n[[standard]]\nname = 'a'\nresistence = '1ohm'\n").tables("standard").at(0);
  EXPECT_EQ(sentence_of([&] {
              standard.allow({"name", "resistance"});
            }),
            "kits/my.toml, line 4: unknown key 'resistence' in [[standard]]; did you mean 'resistance'?");
}

TEST(CheckedTable, AKeyUnlikeAnyIsAnsweredWithTheKnownOnes) {
  EXPECT_EQ(sentence_of([] {
              file("colour = 1").allow({"name", "kind"});
            }),
            "kits/my.toml, line 1: unknown key 'colour'; the keys here are name, kind");
}

TEST(CheckedTable, TheFirstUnknownKeyOfTheFileIsReportedFirst) {
  EXPECT_THAT(sentence_of([] { file("zzz = 1\naaa = 2\n").allow({}); }),
              HasSubstr("line 1: unknown key 'zzz'"));
}

TEST(CheckedTable, AValueOfAnotherTypeIsQuotedWithItsLine) {
  const auto table = file("[inputs]\nimpedance = 100\n").table("inputs");
  EXPECT_EQ(sentence_of([&] { (void)table.text("impedance"); }),
            "kits/my.toml, line 2: 'impedance' in [inputs] must be text in quotes, not the number 100");
}

TEST(CheckedTable, AWrongUnitIsQuotedWithItsLine) {
  const auto table = file("a = 1\nresistance = '5nH'\n");
  const auto sentence = sentence_of([&] { (void)table.quantity("resistance", parse_resistance); });
  EXPECT_THAT(sentence,
              HasSubstr("kits/my.toml, line 2: 'resistance' has a wrong value: '5nH' is not a resistance"));
}

TEST(CheckedTable, AMissingKeyIsNamedWithTheLineOfItsTable) {
  const auto table = file("\n\n[[standard]]\nkind = 'open'\n").tables("standard").at(0);
  EXPECT_EQ(sentence_of([&] { (void)table.required_text("name"); }),
            "kits/my.toml, line 3: the key 'name' is missing in [[standard]]; add it");
}

TEST(CheckedTable, AKeyStatedTwiceIsNamedWithItsLine) {
  EXPECT_EQ(parse_sentence("a = 1\nb = 2\na = 3\n"),
            "kits/my.toml, line 3: 'a' is stated twice; keep one of them");
  EXPECT_EQ(parse_sentence("[a]\n[b]\n[a]\n"), "kits/my.toml, line 3: 'a' is stated twice; keep one of them");
}

TEST(CheckedTable, BrokenSyntaxIsReportedWithItsLine) {
  EXPECT_THAT(parse_sentence("a = 1\nb = 5ohm\n"), HasSubstr("kits/my.toml, line 2: "));
  EXPECT_THAT(parse_sentence("a = \"open\n"), HasSubstr("kits/my.toml, line 1: "));
  EXPECT_THAT(parse_sentence("a = '\xff\xfe'"), HasSubstr("utf-8"));
}

TEST(CheckedTable, HostileNestingIsRefusedBeforeItIsParsed) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "a.";
  EXPECT_THAT(parse_sentence(deep + "a = 1"), HasSubstr("line 1: more than 1000 dots"));
  EXPECT_THAT(parse_sentence("a = " + std::string(100000, '[')), HasSubstr("line 1: "));
  EXPECT_THAT(parse_sentence(std::string(2U << 20U, '#')), HasSubstr("2097152 bytes"));
}

TEST(CheckedTable, AChoiceIsOneOfItsNames) {
  const std::vector<std::pair<std::string, int>> choices{{"open", 0}, {"short", 1}};
  EXPECT_EQ(file("kind = 'short'").choice("kind", choices), 1);
  EXPECT_EQ(file("").choice("kind", choices), std::nullopt);
  EXPECT_EQ(sentence_of([&] { (void)file("kind = 'shrot'").choice("kind", choices); }),
            "kits/my.toml, line 1: 'kind' cannot be 'shrot'; write one of open, short");
}

TEST(CheckedTable, WholeNumbersKeepTheirRange) {
  const auto table = file("a = 0\nb = 1.0\nc = 8\n");
  EXPECT_EQ(table.whole_number("c", 1, 8), 8);
  EXPECT_EQ(table.whole_number("absent", 1, 8), std::nullopt);
  EXPECT_EQ(sentence_of([&] { (void)table.whole_number("a", 1, 8); }),
            "kits/my.toml, line 1: 'a' must be a whole number from 1 to 8, not the number 0");
  EXPECT_THROW((void)table.whole_number("b", 1, 8), Error);
}

TEST(CheckedTable, NumbersAreFinite) {
  const auto table = file("a = 2\nb = 2.5\nc = inf\nd = nan\n");
  EXPECT_EQ(table.number("a"), 2.0);
  EXPECT_EQ(table.number("b"), 2.5);
  EXPECT_THROW((void)table.number("c"), Error);
  EXPECT_THROW((void)table.number("d"), Error);
}

TEST(CheckedTable, KeysAndArraysKeepTheOrderOfTheFile) {
  const auto table = file("z = ['b', 'a']\ny = true\nx = 1\n");
  EXPECT_THAT(table.keys(), ElementsAre("z", "y", "x"));
  EXPECT_THAT(table.texts("z"), ElementsAre("b", "a"));
  EXPECT_EQ(table.flag("y"), true);
  EXPECT_THROW((void)table.texts("x"), Error);
}

TEST(CheckedTable, AnAbsentTableIsEmptyAndAValueInItsPlaceIsRefused) {
  EXPECT_TRUE(file("").table("inputs").keys().empty());
  EXPECT_TRUE(file("").tables("standard").empty());
  EXPECT_THROW((void)file("inputs = 1").table("inputs"), Error);
  EXPECT_THROW((void)file("standard = [1]").tables("standard"), Error);
  EXPECT_THROW((void)file("[standard]").tables("standard"), Error);
}

}  // namespace
}  // namespace ohmsweep
