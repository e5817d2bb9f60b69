#include "ohmsweep/report/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "rating/analytic_curves.h"
#include "refusal.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::bounded;
using testing_support::flat;
using testing_support::resonant;

ReportContent example(const std::string& name = "HD 600") {
  ReportContent content;
  content.software = "ohmsweep 0.1.0";
  const ImpedanceCurve curve = resonant({300.0, 550.0, 95.0, 1.5}, 0.01);
  content.headphones = {{name, {{"left", 1, "2026-01-01T00:00:00Z", "bench", "desk@1", "", curve}}}};
  content.outputs = {{"O2", {"front", 1, "2026-01-01T00:00:00Z", "bench", "desk@1", "", flat(10.0, 0.01)}}};
  content.pairings = rate_all({curve}, {content.outputs.front().output.curve});
  return content;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

/// What the page reads its content from.
std::string content_of(const std::string& page) {
  static const std::string begin = R"(<script type="application/json" id="content">)";
  const std::size_t from = page.find(begin) + begin.size();
  return page.substr(from, page.find("</script>", from) - from);
}

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(HtmlReport, IsTheSameForTheSameContent) {
  EXPECT_EQ(html_report(example()), html_report(example()));
  EXPECT_NE(html_report(example()), html_report(example("HD 650")));
}

TEST(HtmlReport, NeedsNothingFromOutsideAndForbidsIt) {
  const std::string page = html_report(example());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* elsewhere : {" src=", "sourceMappingURL", "@import", "url(http", "url(\""}) {
    EXPECT_EQ(count(page, elsewhere), 0U) << elsewhere;
  }
  EXPECT_EQ(count(page, "<link "), 1U);  // the empty icon, without which a browser asks for one
}

TEST(HtmlReport, LetsNoNameLeaveItsString) {
  const std::string plain = html_report(example());
  for (const std::string name : {"</script><script>alert(1)</script>", "<!--<script>", "\"],alert(1),[\"",
                                 R"(\)", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "]]>"}) {
    const std::string page = html_report(example(name));
    EXPECT_EQ(count(page, "<script"), count(plain, "<script")) << name;
    EXPECT_EQ(count(page, "</script>"), count(plain, "</script>")) << name;
    EXPECT_EQ(count(page, "alert(1)"),
              name.find("alert") == std::string::npos ? 0U : count(name, "alert(1)"));
    EXPECT_THAT(content_of(page), AllOf(Not(HasSubstr("<")), Not(HasSubstr(">")), Not(HasSubstr("&"))))
        << name;
  }
  EXPECT_THAT(html_report(example("a\"b\\c")), HasSubstr(R"("name":"a\"b\\c")"));
  EXPECT_THAT(html_report(example("<b>")), HasSubstr(R"("name":"\u003cb\u003e")"));
}

TEST(HtmlReport, ShowsControlAndDirectionCharactersInsteadOfObeyingThem) {
  const std::string right_to_left_override{'\xE2', '\x80', '\xAE'};
  const std::string line_separator{'\xE2', '\x80', '\xA8'};
  const std::string page = html_report(example("a" + right_to_left_override + "b" + line_separator + "c"));
  EXPECT_EQ(count(page, right_to_left_override), 0U);
  EXPECT_EQ(count(page, line_separator), 0U);
  EXPECT_THAT(page, HasSubstr(R"(a\\u202eb\\u2028c)"));
}

TEST(HtmlReport, KeepsNamesOfAnyScript) {
  EXPECT_THAT(html_report(example("אוזניות 耳机 ヘッドホン")),
              HasSubstr("\"name\":\"אוזניות 耳机 ヘッドホン\""));
}

TEST(HtmlReport, RunsScriptsOnlyUnderANameThatItsContentGives) {
  static const std::regex nonce("script-src 'nonce-([0-9a-f]{16})'");
  std::smatch one;
  std::smatch other;
  const std::string page = html_report(example());
  const std::string another = html_report(example("HD 650"));
  ASSERT_TRUE(std::regex_search(page, one, nonce));
  ASSERT_TRUE(std::regex_search(another, other, nonce));
  EXPECT_NE(one[1], other[1]);
  EXPECT_EQ(count(page, "<script nonce=\"" + one[1].str() + "\">"), 2U);
}

TEST(HtmlReport, CarriesItsPlottingLibraryByteForByte) {
  const std::string script = file_text(OHMSWEEP_DYGRAPHS);
  ASSERT_GT(script.size(), 10000U);
  EXPECT_THAT(html_report(example()), HasSubstr(script.substr(0, script.rfind("//# sourceMappingURL="))));
}

TEST(HtmlReport, HoldsCurvesBetween20HzAnd20kHzToFiveDigits) {
  ReportContent content = example();
  const auto wide = FrequencyGrid::standard(Hertz(5.0), Hertz(22e3));
  content.headphones.front().channels.front().curve =
      testing_support::curve_from([](double) { return Complex(123.456789, 0.0); }, 0.01, wide);
  const std::string json = content_of(html_report(content));
  EXPECT_THAT(json, HasSubstr("\"ohm\":[123.46,123.46,"));
  EXPECT_THAT(json, HasSubstr("\"u95\":[1.23,1.23,"));
  EXPECT_THAT(json, AllOf(HasSubstr("\"grids\":[[20,"), HasSubstr(",20000]")));
}

TEST(HtmlReport, HoldsAFrequencyGridOnceHoweverManyCurvesHaveIt) {
  const std::string json = content_of(html_report(example()));
  EXPECT_EQ(count(json, "\"grid\":0"), 2U);
  EXPECT_EQ(count(json, "\"grid\":1"), 0U);
}

TEST(HtmlReport, SaysWhichPointsAreBoundsAndOmitsUncertaintiesThatNobodyKnows) {
  ReportContent content = example();
  content.outputs.front().output.curve = bounded(0.01, 0.02);
  content.headphones.front().channels.front().curve.findings = {
      {Severity::warning, FindingCode::uncertainty_unknown, "nothing is known"}};
  content.pairings =
      rate_all({content.headphones.front().channels.front().curve}, {content.outputs.front().output.curve});
  const std::string json = content_of(html_report(content));
  EXPECT_THAT(json, HasSubstr("\"bound\":\"111"));
  EXPECT_EQ(count(json, "\"deg95\":"), 1U);
  EXPECT_THAT(json, HasSubstr("\"signs\":\"b\""));  // both bounds, and a curve of unknown uncertainty
}

TEST(HtmlReport, TellsHowTheErrorsOfMagnitudeAndPhaseGoTogether) {
  ReportContent content = example();
  ImpedanceCurve& curve = content.headphones.front().channels.front().curve;
  // Of Z = 300 Ω, errors of the real and imaginary part are those along and across it.
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    curve.impedance_ohm[i] = 300.0;
    curve.covariance[i] = {1.0, 0.5, 1.0};
  }
  EXPECT_THAT(content_of(html_report(content)), HasSubstr("\"tie\":[50,50,"));
  for (Covariance& covariance : curve.covariance) covariance = {1.0, -1.0, 1.0};
  EXPECT_THAT(content_of(html_report(content)), HasSubstr("\"tie\":[-100,-100,"));
}

TEST(HtmlReport, DoesNotCallAnImportedCurveMeasured) {
  ReportContent content = example();
  EXPECT_EQ(count(content_of(html_report(content)), "[\"measured\","), 2U);
  content.headphones.front().channels.front().curve.findings = {
      {Severity::note, FindingCode::imported, "read from hd600.zma"}};
  const std::string json = content_of(html_report(content));
  EXPECT_EQ(count(json, "[\"measured\","), 1U);
  EXPECT_EQ(count(json, "[\"imported\","), 1U);
}

TEST(HtmlReport, RefusesPairingsThatDoNotFitItsCurves) {
  ReportContent content = example();
  content.pairings.clear();
  EXPECT_THAT(refusal_of([&] { (void)html_report(content); }), HasSubstr("make 1 pairings"));
  content = example();
  content.told.resize(2);
  EXPECT_THAT(refusal_of([&] { (void)html_report(content); }), HasSubstr("told of 2"));
}

TEST(HtmlReport, HoldsVerdictsByRuleAndBasisWithFourLettersForEachPairing) {
  ReportContent content = example();
  content.further_ratios = {40.0};
  content.told.resize(1);
  for (const RatedOn on : {RatedOn::minimum, RatedOn::at_1khz, RatedOn::nominal_80}) {
    content.told.front().verdicts.push_back({8.0, on, 300.0, 30.0, 0.1, false, Verdict::pass});
  }
  content.told.front().verdicts.push_back({40.0, RatedOn::minimum, 300.0, 30.0, 0.1, false, Verdict::fail});
  content.told.front().verdicts.push_back({40.0, RatedOn::at_1khz, 300.0, 30.0, 0.1, false, std::nullopt});
  EXPECT_THAT(content_of(html_report(content)),
              AllOf(HasSubstr(R"("bases":["PP-P","FN--"])"), HasSubstr(R"("further":[40])")));
}

TEST(HtmlReport, SaysWhatWouldDecideAnUndecidedPairing) {
  ReportContent content = example();
  content.told.resize(1);
  EXPECT_THAT(content_of(html_report(content)), HasSubstr(R"("deciding":{})"));
  content.told.front().deciding = DecidingMeasurement{Deciding::output, 1000.0, 0.25, 0.1};
  EXPECT_THAT(
      content_of(html_report(content)),
      HasSubstr("\"deciding\":{\"0\":\"It would be decided by knowing the output's |Zo| at 1.00 kHz to "
                "within 0.25 Ω (95 %)"));
}

TEST(HtmlReport, KeepsTheReasonOfAPairingThatSharesNothingBesideFindingsOfItsCurves) {
  ReportContent content = example();
  ImpedanceCurve& curve = content.headphones.front().channels.front().curve;
  content.outputs.front().output.curve = testing_support::curve_from(
      [](double) { return Complex(1.0, 0.0); }, 0.01, FrequencyGrid::standard(Hertz(20.0), Hertz(90.0)));
  curve = testing_support::curve_from([](double) { return Complex(32.0, 0.0); }, 0.01,
                                      FrequencyGrid::standard(Hertz(1000.0), Hertz(20e3)));
  curve.findings = {{Severity::note, FindingCode::imported, "read from a file"}};
  content.pairings = rate_all({curve}, {content.outputs.front().output.curve});
  EXPECT_THAT(content_of(html_report(content)),
              AllOf(HasSubstr(R"("verdict":"N")"), HasSubstr("\"notes\":{\"0\":[\"the headphone covers"),
                    HasSubstr(R"("ratio":[null])")));
}

TEST(HtmlReport, RoundsABoundOfTheDeviationToItsOwnSide) {
  ReportContent content = example();
  content.pairings.front().deviation_peak_to_peak_db = 0.0101;
  EXPECT_THAT(content_of(html_report(content)), HasSubstr(R"("span":[0.01])"));
  content.pairings.front().deviation_upper_bound = true;
  EXPECT_THAT(content_of(html_report(content)), HasSubstr(R"("span":[0.011])"));
}

TEST(HtmlReport, NamesWhatNoPairingHasForWantOfACurve) {
  ReportContent content = example();
  content.unpaired = {{"K <702>"}, {"Mojo", "left"}};
  EXPECT_THAT(content_of(html_report(content)),
              HasSubstr(R"("unpaired":[["K \u003c702\u003e",""],["Mojo","left"]])"));
}

TEST(HtmlReport, OfHeadphonesAloneHasNoPairing) {
  ReportContent content = example();
  content.outputs.clear();
  content.pairings.clear();
  EXPECT_THAT(content_of(html_report(content)),
              AllOf(HasSubstr("\"outputs\":[]"), HasSubstr("\"verdict\":\"\"")));
}

}  // namespace
}  // namespace ohmsweep
