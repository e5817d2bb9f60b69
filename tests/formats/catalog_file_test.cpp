#include "ohmsweep/formats/catalog_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string good =
    "[[entry]]\nkind = \"source\"\nname = \"DAC\"\noutput = \"balanced\"\nimpedance = \"< 1ohm\"\n"
    "source = \"a leaflet\"\ndate = \"2020\"\nverified = false\n";

std::string refusal(const std::string& text) {
  try {
    (void)read_catalog(text, "mine.toml");
  } catch (const Error& error) {
    return error.what();
  }
  return "read";
}

std::string with(std::string text, const std::string& old, const std::string& replacement) {
  return text.replace(text.find(old), old.size(), replacement);
}

const PublishedFigure* entry(const std::vector<PublishedFigure>& figures, const std::string& name,
                             const std::string& output = "") {
  const auto found = std::ranges::find_if(
      figures, [&](const PublishedFigure& figure) { return figure.name == name && figure.output == output; });
  return found == figures.end() ? nullptr : &*found;
}

TEST(CatalogFile, IsReadAsTheBoundsThatItStates) {
  const std::vector<PublishedFigure> figures = read_catalog(good, "mine.toml");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0], (PublishedFigure{PublishedKind::source, "DAC", "balanced", ImpedanceRange{0.0, 1.0},
                                         "a leaflet", "2020", false, "", "< 1ohm"}));
}

TEST(ImpedanceRanges, AreReadInSignsAndInWords) {
  EXPECT_EQ(parse_impedance_range("300ohm"), (ImpedanceRange{300.0, 300.0}));
  EXPECT_EQ(parse_impedance_range("< 1 ohm"), (ImpedanceRange{0.0, 1.0}));
  EXPECT_EQ(parse_impedance_range("below 1ohm"), (ImpedanceRange{0.0, 1.0}));
  EXPECT_EQ(parse_impedance_range("> 10 Ω"), (ImpedanceRange{10.0, std::nullopt}));
  EXPECT_EQ(parse_impedance_range("1ohm to 10ohm"), (ImpedanceRange{1.0, 10.0}));
  EXPECT_EQ(parse_impedance_range("below 1ohm to over 3ohm"), (ImpedanceRange{0.0, std::nullopt}));
  for (const char* text :
       {"", "1", "10ohm to 1ohm", "0ohm", "< 0ohm", "1ohm to", "1ohm to 2ohm to 3ohm", "-1ohm"}) {
    EXPECT_THROW((void)parse_impedance_range(text), Error) << text;
  }
}

TEST(CatalogFile, NamesAMisspeltKeyWithItsLineAndTheNearestOne) {
  EXPECT_THAT(refusal(with(good, "impedance", "impedence")),
              AllOf(HasSubstr("mine.toml, line 5"), HasSubstr("impedence"), HasSubstr("'impedance'")));
  EXPECT_THAT(refusal(with(good, "\"source\"", "\"sauce\"")),
              AllOf(HasSubstr("line 2"), HasSubstr("source")));
  EXPECT_THAT(refusal(with(good, "[[entry]]", "[[entri]]")), AllOf(HasSubstr("entri"), HasSubstr("entry")));
}

TEST(CatalogFile, RefusesWhatCannotBe) {
  EXPECT_THAT(refusal(""), HasSubstr("empty"));
  EXPECT_THAT(refusal(with(good, "< 1ohm", "1V")), AllOf(HasSubstr("line 5"), HasSubstr("1V")));
  EXPECT_THAT(refusal(good + good), AllOf(HasSubstr("line 11"), HasSubstr("twice")));
  EXPECT_THAT(refusal(with(good, "output = \"balanced\"\n", "")), HasSubstr("output"));
  EXPECT_THAT(refusal(with(good, "\"balanced\"", "\"front\"")), HasSubstr("single-ended"));
  EXPECT_THAT(refusal(with(good, "date = \"2020\"\n", "")), HasSubstr("date"));
  EXPECT_THAT(refusal(with(good, "impedance = \"< 1ohm\"\n", "")), HasSubstr("note"));
  EXPECT_THAT(refusal(with(good, "\"source\"", "\"headphone\"")), HasSubstr("a source's alone"));
  EXPECT_THAT(refusal(with(good, "verified = false", "verified = \"no\"")), HasSubstr("verified"));
  const std::string buds = with(with(good, "\"source\"", "\"wireless\""), "output = \"balanced\"\n", "");
  EXPECT_THAT(refusal(buds), HasSubstr("amplifier inside"));
}

TEST(ShippedCatalog, HoldsWhatPeopleAskAboutAndVerifiesNothing) {
  const std::vector<PublishedFigure> figures = shipped_catalog();
  for (const char* name :
       {"FiiO X5 Mark III", "FiiO M11 Plus ESS", "iFi xDSD Gryphon", "HiBy R3 Pro Saber", "Topping L50"}) {
    ASSERT_NE(entry(figures, name, "single-ended"), nullptr) << name;
    EXPECT_EQ(entry(figures, name, "single-ended")->impedance, (ImpedanceRange{0.0, 1.0})) << name;
    ASSERT_NE(entry(figures, name, "balanced"), nullptr) << name;
    EXPECT_FALSE(entry(figures, name, "balanced")->impedance) << name;
  }
  EXPECT_EQ(entry(figures, "Chord Mojo 2", "single-ended")->impedance, (ImpedanceRange{0.5, 0.5}));
  for (const char* name : {"Sennheiser HD 600", "Sennheiser HD 800"}) {
    ASSERT_NE(entry(figures, name), nullptr) << name;
    EXPECT_EQ(entry(figures, name)->impedance, (ImpedanceRange{300.0, 300.0}));
  }
  EXPECT_EQ(entry(figures, "JH Audio JH13")->impedance, (ImpedanceRange{10.0, 10.0}));
  for (const char* name : {"EarFun Free Pro 3", "Sony WF-1000XM5", "AirPods Pro 2"}) {
    EXPECT_EQ(entry(figures, name)->kind, PublishedKind::wireless) << name;
  }
  EXPECT_EQ(entry(figures, "Bluetooth")->kind, PublishedKind::link);
  EXPECT_EQ(entry(figures, "phone jack")->impedance, (ImpedanceRange{1.0, 10.0}));
  for (const PublishedFigure& figure : figures) EXPECT_FALSE(figure.verified) << figure.name;
}

TEST(ExtendedCatalog, ReplacesAnEntryOfTheSameNameAndOutput) {
  std::vector<PublishedFigure> base = read_catalog(good, "base");
  const std::vector<PublishedFigure> more =
      read_catalog(with(good, "< 1ohm", "2ohm") + with(good, "DAC", "AMP"), "more");
  const std::vector<PublishedFigure> both = extended_catalog(std::move(base), more);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].impedance, (ImpedanceRange{2.0, 2.0}));
  EXPECT_EQ(both[1].name, "AMP");
}

}  // namespace
}  // namespace ohmsweep
