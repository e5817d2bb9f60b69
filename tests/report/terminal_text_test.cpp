#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "ohmsweep/report/curve_summary.h"
#include "ohmsweep/report/pairing_table.h"
#include "rating/analytic_curves.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using testing::HasSubstr;

RatedPairing rated(const std::string& headphone, const ImpedanceCurve& z, const ImpedanceCurve& zo) {
  return {headphone, "left", "Amp", "main", rate(z, zo)};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(DisplayWidth, CountsCellsNotBytes) {
  EXPECT_EQ(display_width("Ω ± °"), 5U);
  EXPECT_EQ(display_width("最終"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U) << "combining acute accent";
}

TEST(PairingTable, LinesUpWhateverTheScript) {
  const auto lines = lines_of(pairing_table({rated("HD 600", flat(300.0, 0.01), flat(10.0, 0.01)),
                                             rated("最終 E3000", flat(16.0, 0.01), flat(10.0, 0.01))}));
  ASSERT_EQ(lines.size(), 4U);
  const std::size_t column = display_width(lines[0].substr(0, lines[0].find("channel")));
  for (const std::size_t i : {2U, 3U}) {
    EXPECT_EQ(display_width(lines[i].substr(0, lines[i].find("left"))), column) << lines[i];
  }
}

TEST(PairingTable, ShowsTheRatioWithItsIntervalAndTheVerdict) {
  const std::string table = pairing_table({rated("HD 600", flat(300.0, 0.006), flat(10.0, 0.008))});
  EXPECT_THAT(table, HasSubstr("1:30.0 ± 0.3"));
  EXPECT_THAT(table, HasSubstr("pass"));
  EXPECT_THAT(table, HasSubstr("0.00 dB"));
}

TEST(PairingTable, ShowsABoundAsABound) {
  const std::string table = pairing_table({rated("IEM", flat(8.0), bounded(0.005, 0.015))});
  EXPECT_THAT(table, HasSubstr("< 0.02 Ω"));
  EXPECT_THAT(table, HasSubstr("> 1:400"));
}

TEST(PairingTable, ExplainsItsSignsWhereTheyOccur) {
  const std::string table = pairing_table({rated("IEM", flat(8.0), bounded(0.005, 0.015))});
  EXPECT_THAT(table, HasSubstr("< at most, > at least"));
  EXPECT_THAT(table, HasSubstr("< 0.03 dB")) << "20 lg(1 + 0.02/8) = 0.022 dB, rounded up";
  const std::string known = pairing_table({rated("IEM", flat(8.0, 0.01), flat(1.0, 0.01))});
  EXPECT_THAT(known, testing::Not(HasSubstr("at most")));
}

TEST(PairingTable, MarksAnOutputWhoseGroundIsUnknown) {
  ImpedanceCurve tip = flat(1.0, 0.01);
  tip.findings = {{Severity::note, FindingCode::ground_unknown, "no stereo programme"}};
  const std::string table = pairing_table({rated("IEM", flat(32.0, 0.01), tip)});
  EXPECT_THAT(table, HasSubstr("1.00 Ω *"));
  EXPECT_THAT(table, HasSubstr("* Zt alone"));
}

TEST(PairingTable, PrintsNoFigureOfABlockedPairing) {
  ImpedanceCurve lost = flat(32.0, 900.0);
  lost.findings = {{Severity::blocking, FindingCode::dropout, "samples are lost"}};
  const std::string line = lines_of(pairing_table({rated("IEM", lost, flat(1.0, 0.01))}))[2];
  EXPECT_THAT(line, testing::Not(testing::AnyOf(HasSubstr("1:"), HasSubstr("dB"), HasSubstr("Ω"))));
}

TEST(PairingTable, SaysWhyThereIsNoVerdict) {
  ImpedanceCurve open = flat(300.0);
  open.findings = {{Severity::blocking, FindingCode::device_open, "nothing is connected"}};
  const std::string table = pairing_table({rated("HD 600", open, flat(10.0))});
  EXPECT_THAT(table, HasSubstr("none"));
  EXPECT_THAT(table, HasSubstr("no verdict for HD 600 left on Amp main: headphone: nothing is connected"));
}

TEST(PairingTable, SaysOnceWhichPairingsWereRatedOnLessThanTheBand) {
  RatedPairing narrow = rated("HD 600", flat(300.0), flat(10.0));
  narrow.pairing.findings = {
      {Severity::warning, FindingCode::band_limited, "rated from 100 Hz to 500 Hz only"}};
  RatedPairing other = narrow;
  other.amplifier = "Other";
  const RatedPairing whole = rated("IEM", flat(32.0), flat(1.0));
  const std::string table = pairing_table({narrow, other, whole});
  EXPECT_THAT(table, HasSubstr("HD 600 left on Amp main and 1 more: rated from 100 Hz to 500 Hz only\n"));
  EXPECT_EQ(table.find("only"), table.rfind("only"));
}

TEST(PairingTable, NamesTheMountingWhereAnyIsStated) {
  const RatedPairing unstated = rated("HD 600", flat(300.0, 0.01), flat(10.0, 0.01));
  RatedPairing worn = unstated;
  worn.mounting = "on a head";
  EXPECT_THAT(lines_of(pairing_table({unstated})).front(), Not(HasSubstr("mounting")));
  const auto lines = lines_of(pairing_table({worn, unstated}));
  EXPECT_THAT(lines[0], HasSubstr("mounting"));
  EXPECT_THAT(lines[2], HasSubstr("on a head"));
  EXPECT_THAT(lines[3], HasSubstr("not stated"));
}

TEST(PairingTable, OfNothingIsAHeader) { EXPECT_EQ(lines_of(pairing_table({})).size(), 2U); }

TEST(CurveSummary, GivesTheValueAtOneKilohertzAndTheExtremes) {
  ImpedanceCurve curve = resonant({300.0, 550.0, 90.0, 1.2}, 0.001);
  curve.findings = {{Severity::note, FindingCode::mains_lines, "50 Hz removed"}};
  const std::string text = curve_summary("HD 600", "left", curve);
  EXPECT_THAT(text, HasSubstr("HD 600 left\n"));
  EXPECT_THAT(text, HasSubstr("1.00 kHz"));
  EXPECT_THAT(text, HasSubstr("± 0.3 Ω"));
  EXPECT_THAT(text, HasSubstr("largest   550.0 ± 0.5 Ω"));
  EXPECT_THAT(text, HasSubstr("note: 50 Hz removed (mains_lines)"));
}

TEST(CurveSummary, GivesABoundForAnOutputBelowItsUncertainty) {
  const std::string text = curve_summary("Amp", "main", bounded(0.005, 0.015));
  EXPECT_THAT(text, HasSubstr("< 0.02 Ω (upper bound)"));
  EXPECT_THAT(text, testing::Not(HasSubstr("phase"))) << "noise has no phase worth stating";
}

TEST(CurveSummary, TakesThePhaseFromPointsThatAreNoBounds) {
  ImpedanceCurve curve =
      curve_from([](double hz) { return hz < 1000.0 ? Complex(-1e-4, 1e-9) : Complex(0.0, 0.05); });
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.grid[i] >= 1000.0) continue;
    curve.upper_bound[i] = true;
    curve.covariance[i] = Covariance::circular(1e-6);
  }
  EXPECT_THAT(curve_summary("Amp", "main", curve), HasSubstr("phase     90.0° to 90.0°"));
}

TEST(CurveSummary, FindsTheLargestAmongBoundsToo) {
  ImpedanceCurve curve = flat(0.002, 0.1);
  curve.upper_bound[40] = true;
  curve.covariance[40] = Covariance::circular(2.0 * 25e-6);
  EXPECT_THAT(curve_summary("Amp", "main", curve), HasSubstr("largest   < 12 mΩ (upper bound)"));
}

TEST(CurveSummary, OfAnOpenDeviceGivesNoFigureThatIsOnlyNoise) {
  ImpedanceCurve curve = resonant({300.0, 550.0, 90.0, 1.2}, 0.001);
  curve.findings = {{Severity::blocking, FindingCode::device_open, "nothing is connected"}};
  const std::string text = curve_summary("HD 600", "left", curve);
  EXPECT_THAT(text, HasSubstr("nothing is connected"));
  EXPECT_THAT(text, testing::Not(HasSubstr("Ω")));
}

TEST(CurveSummary, OfAnEmptyCurveSaysSo) {
  EXPECT_THAT(curve_summary("Amp", "main", ImpedanceCurve{}), HasSubstr("no frequency"));
}

}  // namespace
}  // namespace ohmsweep
