#include "report/html/levels_on_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep::page {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Bounded known(double value, double u95 = 0.0) { return {{value, u95 / coverage_factor}}; }

/// One headphone on one output without a measured level.
ReportContent told(Loudness loudness) {
  ReportContent content;
  content.headphones = {{"HD 600", {ReportedCurve{}}}};
  content.outputs = {{"O2", ReportedCurve{}}};
  content.pairings.resize(1);
  content.told = {{{}, {}, {std::move(loudness)}}};
  return content;
}

TEST(LevelsOnPage, HoldAValueWithItsIntervalAndWhatEndsIt) {
  Loudness loud;
  loud.highest_db = known(112.345, 0.2);
  loud.hiss_db = known(5.0, 0.1);
  loud.hiss = Audibility::silent;
  loud.ended_by = LevelEnd::voltage;
  loud.need = {Need::no, false, false, "It gets 2.3 dB above 110 dB."};
  EXPECT_THAT(
      levels_json(told(loud)),
      AllOf(HasSubstr(R"("peak":110,"silent":20)"), HasSubstr(R"("highest":[112.35],"highest95":[0.2])"),
            HasSubstr(R"("hiss":[5],"hiss95":[0.1])"), HasSubstr(R"("signs":"0")"),
            HasSubstr(R"("ends":"V","need":"N","heard":"S","because":[0])"),
            HasSubstr(R"("sentences":["It gets 2.3 dB above 110 dB."])")));
}

TEST(LevelsOnPage, TellOnWhichSideABoundLies) {
  Loudness loud;
  loud.highest_db = Bounded{{100.0}, Bound::lower};
  loud.hiss_db = Bounded{{9.0}, Bound::upper};
  EXPECT_THAT(levels_json(told(loud)), HasSubstr(R"("signs":"6")"));
  loud.highest_db->bound = Bound::upper;
  loud.hiss_db->bound = Bound::lower;
  EXPECT_THAT(levels_json(told(loud)), HasSubstr(R"("signs":"9")"));
}

TEST(LevelsOnPage, NameWhatIsMissingAndLeaveItsListsOut) {
  Loudness unknown;
  unknown.missing = {{"the sensitivity of HD 600", "ohmsweep describe 'HD 600' --sensitivity 97dB/mW"}};
  unknown.need.because = "It is not known how loud this gets.";
  const std::string json = levels_json(told(unknown));
  EXPECT_THAT(json, AllOf(HasSubstr(R"("need":"-","heard":"-")"), HasSubstr(R"("missing":[[1]])"),
                          HasSubstr(R"(["the sensitivity of HD 600","ohmsweep describe 'HD 600')")));
  EXPECT_THAT(json,
              AllOf(Not(HasSubstr("\"highest\"")), Not(HasSubstr("\"hiss\"")), Not(HasSubstr("\"spare\""))));
}

TEST(LevelsOnPage, HoldASentenceOnceHoweverManyPairingsShareIt) {
  Loudness loud;
  loud.need.because = "It is not known how loud this gets.";
  ReportContent content = told(loud);
  content.told.push_back(content.told.front());
  EXPECT_THAT(levels_json(content),
              AllOf(HasSubstr(R"("because":[0,0])"),
                    HasSubstr(R"("sentences":["It is not known how loud this gets."])")));
}

TEST(LevelsOnPage, NameEachGainSettingAndWhyItsLevelIsNotUsed) {
  ReportContent content = told({});
  EXPECT_THAT(levels_json(content), HasSubstr(R"("settings":[[[""]]])"));
  OutputLevel high;
  high.setting = "high";
  OutputLevel low;
  low.setting = "<low>";
  low.findings = {{Severity::blocking, FindingCode::clipping, "it clips"},
                  {Severity::note, FindingCode::imported, "read"}};
  content.outputs.front().levels = {high, low};
  EXPECT_THAT(levels_json(content), HasSubstr(R"("settings":[[["high"],["\u003clow\u003e","it clips"]]])"));
}

TEST(LevelsOnPage, SayWhatThePeakLevelNeedsWhereAllOfItIsKnown) {
  Loudness alone;
  EXPECT_EQ(needs_json(alone), "");
  alone.needed_vrms = known(2.45);
  alone.needed_a = known(0.0082);
  alone.needed_w = known(0.02);
  EXPECT_EQ(needs_json(alone), R"(["2.45 V","8.2 mA","20 mW"])");
}

}  // namespace
}  // namespace ohmsweep::page
