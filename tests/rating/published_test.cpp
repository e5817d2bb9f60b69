#include "ohmsweep/rating/published.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rating/analytic_curves.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

KnownSide published_headphone(double ohm) {
  return {"HD",
          "",
          {},
          PublishedFigure{PublishedKind::headphone, "HD", "", ImpedanceRange{ohm, ohm}, "a leaflet", "2020"}};
}
KnownSide measured_headphone(double ohm) { return {"HD", "left", flat(ohm, 0.01), {}}; }

KnownSide published_output(const std::optional<ImpedanceRange>& range) {
  return {"DAC",
          "balanced",
          {},
          PublishedFigure{PublishedKind::source, "DAC", "balanced", range, "a leaflet", "2020", false,
                          range ? "" : "no figure published that we know of"}};
}
KnownSide measured_output(double ohm) { return {"DAC", "balanced", flat(ohm, 0.01), {}}; }

KnownSide earphone(PublishedKind kind) {
  return {"Buds",
          "",
          {},
          PublishedFigure{kind, "Buds", "", {}, "a leaflet", "2020", false, "the amplifier is inside"}};
}

PublishedVerdict verdict(const KnownSide& headphone, const KnownSide& output) {
  return rate_published(headphone, output).verdict;
}

TEST(PublishedBound, PassesWhereEvenItsEndKeepsTheRule) {
  EXPECT_EQ(verdict(measured_headphone(16.0), published_output(ImpedanceRange{0.0, 1.0})),
            PublishedVerdict::pass);
  EXPECT_EQ(verdict(measured_headphone(7.0), published_output(ImpedanceRange{0.0, 1.0})),
            PublishedVerdict::undecided);
  // 1 % of 8.05 Ω reaches below 8 Ω.
  EXPECT_EQ(verdict(measured_headphone(8.05), published_output(ImpedanceRange{0.0, 1.0})),
            PublishedVerdict::undecided);
}

TEST(PublishedBound, NeverFailsAnythingByItself) {
  for (const double ohm : {0.1, 1.0, 10.0}) {
    const PublishedRating rating =
        rate_published(measured_headphone(ohm), published_output(ImpedanceRange{0.0, 10.0}));
    EXPECT_EQ(rating.verdict, PublishedVerdict::undecided);
    EXPECT_FALSE(rating.highest_ratio);
  }
}

TEST(PublishedBound, SaysWhatWouldDecideWhatItLeavesOpen) {
  const KnownSide bound = published_output(ImpedanceRange{0.0, 1.0});
  EXPECT_THAT(rate_published(measured_headphone(4.0), bound).deciding,
              ElementsAre(AllOf(HasSubstr("up to 0.49 Ω passes"), HasSubstr("over 0.51 Ω fails"))));
  EXPECT_THAT(rate_published(published_headphone(4.0), bound).deciding,
              ElementsAre(HasSubstr("up to 0.4 Ω passes"),
                          AllOf(HasSubstr("8 Ω and more passes"), Not(HasSubstr("fails")))));
  EXPECT_THAT(rate_published(measured_headphone(300.0), bound).deciding, IsEmpty());
  EXPECT_THAT(rate_published(measured_headphone(8.0), measured_output(1.0)).deciding,
              ElementsAre(HasSubstr("ohmsweep pair")));
}

TEST(PublishedClass, FailsWhereEvenItsLowEndBreaksTheRule) {
  const KnownSide tubes = published_output(ImpedanceRange{10.0, std::nullopt});
  EXPECT_EQ(verdict(measured_headphone(16.0), tubes), PublishedVerdict::fail);
  EXPECT_EQ(verdict(measured_headphone(600.0), tubes), PublishedVerdict::undecided);
  const KnownSide phones = published_output(ImpedanceRange{1.0, 10.0});
  EXPECT_EQ(verdict(measured_headphone(300.0), phones), PublishedVerdict::pass);
  EXPECT_EQ(verdict(measured_headphone(32.0), phones), PublishedVerdict::undecided);
  EXPECT_EQ(verdict(measured_headphone(7.0), phones), PublishedVerdict::fail);
}

TEST(PublishedNominal, MayHaveItsMinimumAtFourFifths) {
  // 10 Ω nominal may be 8 Ω: 1:8 on 1 Ω, and undecided on anything up to 1.25 Ω.
  EXPECT_EQ(verdict(published_headphone(10.0), measured_output(0.98)), PublishedVerdict::pass);
  EXPECT_EQ(verdict(published_headphone(10.0), measured_output(1.1)), PublishedVerdict::undecided);
  EXPECT_EQ(verdict(published_headphone(10.0), measured_output(1.3)), PublishedVerdict::fail);
  const PublishedRating both =
      rate_published(published_headphone(300.0), published_output(ImpedanceRange{0.0, 1.0}));
  EXPECT_EQ(both.verdict, PublishedVerdict::pass);
  EXPECT_NEAR(*both.lowest_ratio, 240.0, 1e-9);
  EXPECT_THAT(both.because, HasSubstr("published, unverified"));
}

TEST(PublishedNominal, IsRatedByTheRuleThatIsAskedFor) {
  Rule tenth;
  tenth.ratio = 10.0;
  EXPECT_EQ(rate_published(published_headphone(10.0), measured_output(0.9), tenth).verdict,
            PublishedVerdict::undecided);
}

TEST(MeasuredCurve, OutranksThePublishedFigureAndTellsTheDifference) {
  KnownSide output = published_output(ImpedanceRange{0.0, 1.0});
  output.curve = flat(10.0, 0.01);
  const PublishedRating rating = rate_published(measured_headphone(32.0), output);
  EXPECT_EQ(rating.verdict, PublishedVerdict::fail);
  EXPECT_TRUE(rating.output_measured);
  EXPECT_THAT(rating.differences, ElementsAre(HasSubstr("outside of it, and that counts")));
  output.curve = flat(0.5, 0.01);
  EXPECT_THAT(rate_published(measured_headphone(32.0), output).differences,
              ElementsAre(HasSubstr("within it")));
  KnownSide headphone = published_headphone(300.0);
  headphone.curve = flat(32.0, 0.01);
  EXPECT_EQ(verdict(headphone, published_output(ImpedanceRange{1.0, 10.0})), PublishedVerdict::undecided);
  EXPECT_THAT(rate_published(headphone, published_output(ImpedanceRange{1.0, 10.0})).differences,
              ElementsAre(HasSubstr("89.3 % below it")));
}

TEST(MeasuredCurve, OnAMeasuredOneIsRatedAsPairingsAre) {
  const KnownSide output = measured_output(10.0);
  const PublishedRating rating = rate_published(measured_headphone(300.0), output);
  EXPECT_EQ(rating.verdict, PublishedVerdict::pass);
  EXPECT_LE(*rating.lowest_ratio, 30.0);
  EXPECT_GE(*rating.highest_ratio, 30.0);
  EXPECT_THAT(rating.differences, IsEmpty());
}

TEST(MeasuredCurve, ThatIsBlockedLeavesThePublishedFigureOrNothing) {
  KnownSide blocked = measured_headphone(32.0);
  blocked.curve->findings = {{Severity::blocking, FindingCode::device_open, "nothing is connected"}};
  const PublishedRating rating = rate_published(blocked, published_output(ImpedanceRange{0.0, 1.0}));
  EXPECT_EQ(rating.verdict, PublishedVerdict::unknown);
  EXPECT_THAT(rating.because, HasSubstr("blocking"));
  blocked.figure = published_headphone(300.0).figure;
  EXPECT_EQ(verdict(blocked, published_output(ImpedanceRange{0.0, 1.0})), PublishedVerdict::pass);
}

TEST(Wireless, IsNoMatterOfTheRuleAndSaysWhy) {
  const PublishedRating buds = rate_published(earphone(PublishedKind::wireless), measured_output(10.0));
  EXPECT_EQ(buds.verdict, PublishedVerdict::does_not_apply);
  EXPECT_THAT(buds.because, HasSubstr("the amplifier is inside"));
  EXPECT_EQ(verdict(measured_headphone(32.0), earphone(PublishedKind::link)),
            PublishedVerdict::does_not_apply);
}

TEST(MissingFigure, IsUnknownAndNeverGuessed) {
  const PublishedRating rating = rate_published(measured_headphone(32.0), published_output(std::nullopt));
  EXPECT_EQ(rating.verdict, PublishedVerdict::unknown);
  EXPECT_THAT(rating.because, HasSubstr("no figure published"));
  EXPECT_FALSE(rating.lowest_ratio || rating.highest_ratio);
}

TEST(Names, AreOneThingWithoutSpacesCaseAndMaker) {
  for (const char* name : {"Sennheiser HD 600", "HD600", "hd 600", "sennheiser-hd600"}) {
    EXPECT_TRUE(same_thing(name, "Sennheiser HD 600")) << name;
  }
  for (const char* name : {"HD 60", "HD600S", "Sennheiser", "600", ""}) {
    EXPECT_FALSE(same_thing(name, "Sennheiser HD 600")) << name;
  }
  EXPECT_TRUE(same_thing("bluetooth", "Bluetooth"));
  EXPECT_TRUE(same_thing("jh13", "JH Audio JH13"));
}

TEST(PublishedFigures, AreShownAsTheyAreWrittenWithTheUnitsSign) {
  const auto shown_of = [](const std::string& stated) {
    PublishedFigure figure = *published_output(ImpedanceRange{0.0, 1.0}).figure;
    figure.stated = stated;
    return stated_impedance(figure);
  };
  EXPECT_EQ(shown_of("< 1ohm"), "< 1 Ω");
  EXPECT_EQ(shown_of("below 1ohm to over 3 kohm"), "below 1 Ω to over 3 kΩ");
  EXPECT_EQ(shown_of("500mohm"), "500 mΩ");
  EXPECT_EQ(shown_of("10 Ω"), "10 Ω");
  EXPECT_EQ(shown_of(""), "< 1.00 Ω");
  EXPECT_EQ(stated_impedance(*published_output(std::nullopt).figure), "");
}

TEST(Ranges, AreShownAsTheBoundsThatTheyAre) {
  EXPECT_EQ(to_string(ImpedanceRange{0.0, 1.0}), "< 1.00 Ω");
  EXPECT_EQ(to_string(ImpedanceRange{10.0, std::nullopt}), "> 10 Ω");
  EXPECT_EQ(to_string(ImpedanceRange{1.0, 10.0}), "1.00 Ω to 10 Ω");
  EXPECT_EQ(to_string(ImpedanceRange{300.0, 300.0}), "300 Ω");
  EXPECT_EQ(to_string(ImpedanceRange{0.0, std::nullopt}), "any");
}

}  // namespace
}  // namespace ohmsweep
