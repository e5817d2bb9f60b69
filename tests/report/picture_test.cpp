#include "ohmsweep/report/picture.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "ohmsweep/core/error.h"
#include "ohmsweep/rating/response.h"
#include "rating/analytic_curves.h"
#include "report/picture/script.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// With a character that turns the direction of the text (U+202E), as UTF-8.
const std::string hostile =
    std::string(R"(''; `touch x` $(y) 'z' "w" {a}_b^c@d \ # ; !e)") + "\n\xE2\x80" + "\xAEreversed";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The rows of numbers between "$NAME << EOD" and "EOD".
std::vector<std::vector<double>> rows_of(const std::string& script, const std::string& block) {
  std::vector<std::vector<double>> rows;
  bool inside = false;
  for (const std::string& line : lines_of(script)) {
    if (line == "EOD") inside = false;
    if (inside && !line.empty()) {
      std::istringstream numbers(line);
      rows.emplace_back();
      for (double number = 0.0; numbers >> number;) rows.back().push_back(number);
    }
    if (line == "$" + block + " << EOD") inside = true;
  }
  return rows;
}

/// A script without what stands between double quotes: all that gnuplot takes as code.
std::string code_of(const std::string& script) {
  std::string code;
  bool quoted = false;
  for (const char c : script) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      code += c;
    }
  }
  EXPECT_FALSE(quoted) << "a quote is left open";
  return code;
}

PicturedCurve left_of(const std::string& name, const ImpedanceCurve& curve) {
  return {name, "left", curve, "2025-01-31T12:00:00Z"};
}

PicturedCurve output_of(const std::string& name, const ImpedanceCurve& curve) {
  return {name, "phones", curve, "2025-02-03T08:00:00Z"};
}

RatedPairing rated(const std::string& headphone, const std::string& channel, double z, double zo) {
  return {headphone, channel, "Amp", "main", rate(flat(z, 0.001), flat(zo, 0.001))};
}

CalibrationDrift small_drift() {
  CalibrationDrift drift;
  drift.points = {{20.0, {0.001, 0.0, 0.0, 0.0}, {0.002, 0.001, 0.001, 0.001}},
                  {20e3, {0.0005, 0.0, 0.0, 0.0}, {0.001, 0.001, 0.001, 0.001}}};
  drift.agrees = true;
  return drift;
}

std::vector<std::string> every_picture(const std::string& name, const PictureSheet& sheet) {
  const ImpedanceCurve z = resonant({8.0, 40.0, 100.0, 2.0}, 0.01);
  RatedPairing pairing = rated(name, name, 32.0, 1.0);
  pairing.amplifier = name;
  pairing.output = name;
  return {impedance_picture({left_of(name, z)}, name, sheet),
          overlay_picture({left_of(name, z), output_of(name, bounded(0.005, 0.015))}, name, sheet),
          deviation_picture({{left_of(name, z), output_of(name, flat(2.0))}}, sheet),
          matrix_picture({pairing}, name, sheet), drift_picture(small_drift(), {name, 1, 2, name}, sheet)};
}

TEST(Picture, NeverTakesANameForCode) {
  for (const std::string& script : every_picture(hostile, {})) {
    EXPECT_THAT(code_of(script),
                Not(AnyOf(HasSubstr("touch"), HasSubstr("`"), HasSubstr("!e"), HasSubstr("@"))));
    EXPECT_THAT(script, Not(AnyOf(HasSubstr("`"), HasSubstr("@"), HasSubstr("{"), HasSubstr("$("))))
        << "not even quoted";
    EXPECT_THAT(script, HasSubstr("noenhanced"));
  }
}

TEST(Picture, HasEverySignThatMeansAnythingAsItsCode) {
  EXPECT_EQ(picture::quoted("it's\nover"), R"("it\047s\134nover")");
  EXPECT_EQ(picture::quoted("\"`{_^@"), R"("\042\140\173\137\136\100")");
}

TEST(Picture, CutsALongNameAndSaysSo) {
  EXPECT_EQ(picture::quoted("0123456789", 6), "\"01234…\"");
  EXPECT_EQ(picture::quoted("最終最終", 5), "\"最終…\"") << "in cells, not bytes";
}

TEST(Picture, IsTheSameTextForTheSameValues) {
  EXPECT_EQ(every_picture("HD 600", {}), every_picture("HD 600", {}));
}

TEST(Picture, HasItsFormatAndSizeFromTheSheet) {
  for (const std::string& script : every_picture("A", {PictureFormat::svg, {800, 450}})) {
    EXPECT_THAT(script, HasSubstr("set terminal svg noenhanced size 800,450"));
  }
  EXPECT_THAT(every_picture("A", {}).front(), HasSubstr("set terminal pngcairo noenhanced size 1200,675"));
}

TEST(Picture, NamesTheProgramAndTheDayBelow) {
  const ImpedanceCurve z = flat(32.0);
  EXPECT_THAT(impedance_picture({left_of("A", z)}, "A", {}), HasSubstr("\"ohmsweep · measured 2025-01-31\""));
  EXPECT_THAT(deviation_picture({{left_of("A", z), output_of("B", z)}}, {}),
              HasSubstr("\"ohmsweep · measured 2025-01-31 to 2025-02-03\""));
}

TEST(Picture, LabelsTheFrequenciesThatPeopleRead) {
  const std::string script = overlay_picture({left_of("A", flat(32.0))}, "A", {});
  EXPECT_THAT(script, HasSubstr("'20' 20, '50' 50, '100' 100, '200' 200, '500' 500, '1k' 1000, '2k' 2000, "
                                "'5k' 5000, '10k' 10000, '20k' 20000"));
  EXPECT_THAT(script, AllOf(HasSubstr("set logscale x"), HasSubstr("set xrange [20:20000]")));
}

TEST(ImpedancePicture, DrawsMagnitudeAndPhaseWithTheirBands) {
  const std::string script = impedance_picture({left_of("A", flat(32.0, 0.01))}, "A", {});
  const auto magnitude = rows_of(script, "z0");
  ASSERT_GT(magnitude.size(), 400U);
  EXPECT_NEAR(magnitude[100][1], 32.0, 1e-6);
  EXPECT_NEAR(magnitude[100][2], 31.68, 1e-4);
  EXPECT_NEAR(magnitude[100][3], 32.32, 1e-4);
  const auto phase = rows_of(script, "p0");
  EXPECT_NEAR(phase[100][1], 0.0, 1e-9);
  EXPECT_NEAR(phase[100][3], 0.573, 1e-3) << "1 % of a radian";
}

TEST(ImpedancePicture, LeavesOutWhatLiesBeyondHearing) {
  const ImpedanceCurve wide = curve_from([](double) { return Complex(32.0, 0.0); }, 0.0,
                                         FrequencyGrid::standard(Hertz(5.0), Hertz(40e3)));
  const auto rows = rows_of(impedance_picture({left_of("A", wide)}, "A", {}), "z0");
  EXPECT_GE(rows.front()[0], 19.99);
  EXPECT_LE(rows.back()[0], 20.01e3);
}

TEST(ImpedancePicture, DrawsNoBandWhereNothingIsKnownOfIt) {
  ImpedanceCurve curve = flat(32.0);
  curve.findings = {{Severity::warning, FindingCode::uncertainty_unknown, "imported"}};
  const std::string script = impedance_picture({left_of("A", curve)}, "A", {});
  EXPECT_THAT(script, Not(HasSubstr("filledcurves")));
  EXPECT_THAT(script, HasSubstr("left (± unknown)"));
}

TEST(ImpedancePicture, DrawsABoundAsOneAndNoPhaseOfIt) {
  const std::string script = impedance_picture({output_of("A", bounded(0.005, 0.015))}, "A", {});
  EXPECT_THAT(script, AllOf(HasSubstr("phones, at most"), HasSubstr("|Z|, Ω"), Not(HasSubstr("phase"))));
  EXPECT_NEAR(rows_of(script, "b0")[10][1], 0.02, 1e-6) << "value and U95 together";
  EXPECT_THAT(rows_of(script, "z0"), IsEmpty());
}

TEST(ImpedancePicture, BreaksTheLineBetweenABoundAndAValue) {
  ImpedanceCurve curve = flat(0.01, 0.5);
  curve.upper_bound[100] = true;
  const std::string script = impedance_picture({output_of("A", curve)}, "A", {});
  EXPECT_EQ(rows_of(script, "b0").size(), 1U);
  const std::vector<std::string> lines = lines_of(script);
  EXPECT_THAT(std::vector(lines.begin(), std::ranges::find(lines, "EOD")), ::testing::Contains(""));
}

TEST(OverlayPicture, TellsItsLinesApartWithoutColour) {
  std::vector<PicturedCurve> curves;
  for (int i = 0; i < static_cast<int>(most_picture_lines); ++i) {
    curves.push_back(left_of(fmt::format("H{}", i), flat(10.0 + i)));
  }
  std::vector<std::string> styles;
  for (const std::string& line : lines_of(overlay_picture(curves, "many", {}))) {
    const std::size_t style = line.find("with lines ");
    if (style != std::string::npos) styles.push_back(line.substr(style, line.find(" title") - style));
  }
  ASSERT_EQ(styles.size(), most_picture_lines);
  EXPECT_NE(styles[0].substr(styles[0].find(" dt ")), styles[1].substr(styles[1].find(" dt ")));
  std::ranges::sort(styles);
  EXPECT_EQ(std::ranges::adjacent_find(styles), styles.end()) << "no two lines look alike";
}

TEST(OverlayPicture, KeepsEveryCurveWithinItsAxis) {
  const std::string script = overlay_picture({left_of("A", flat(8.1)), left_of("B", flat(610.0))}, "two", {});
  EXPECT_THAT(script,
              AllOf(HasSubstr("set yrange [7:700]"), HasSubstr("'10' 10, '20' 20, '50' 50, '100' 100")));
}

TEST(DeviationPicture, IsTheDividerRelativeToOneKilohertz) {
  const Resonance driver{8.0, 40.0, 100.0, 2.0};
  const std::string script =
      deviation_picture({{left_of("A", resonant(driver)), output_of("B", flat(10.0))}}, {});
  const auto rows = rows_of(script, "d0");
  const auto peak = std::ranges::max_element(rows, {}, [](const auto& row) { return row[1]; });
  const Complex reference = impedance_of(driver, 1000.0);
  const double expected = 20.0 * std::log10((40.0 / 50.0) / std::abs(reference / (reference + 10.0)));
  EXPECT_NEAR((*peak)[1], expected, 0.001);
}

TEST(DeviationPicture, HasTheBandThatTheRatingStates) {
  const ImpedanceCurve headphone = flat(8.0, 0.02);
  const ImpedanceCurve output = flat(10.0, 0.01);
  const std::string script = deviation_picture({{left_of("A", headphone), output_of("B", output)}}, {});
  const auto rows = rows_of(script, "d0");
  const std::vector<ResponsePoint> points = response(headphone, output).points;
  ASSERT_EQ(rows.size() + 1, points.size()) << "the reference, of which nothing is open, would cut the band";
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_NEAR(rows[i][1], points[i].deviation_db, 1e-5);
    EXPECT_NEAR(rows[i][2], points[i].lower95_db, 1e-5);
    EXPECT_NEAR(rows[i][3], points[i].upper95_db, 1e-5);
  }
  for (const auto& row : rows) EXPECT_LT(row[2], row[3]) << row[0];
  EXPECT_LT(rows[10][2], -0.05) << "two per cent of 8 Ω are seen";
  EXPECT_THAT(script, AllOf(HasSubstr("$d0 using 1:3:4 with filledcurves"), HasSubstr("shaded: 95"),
                            Not(HasSubstr("unknown"))));
}

TEST(DeviationPicture, SaysWhereNoBandIsKnown) {
  ImpedanceCurve imported = flat(8.0, 0.01);
  imported.findings = {{Severity::warning, FindingCode::uncertainty_unknown, "imported"}};
  const std::string script =
      deviation_picture({{left_of("A", imported), output_of("B", flat(1.0, 0.01))}}, {});
  EXPECT_THAT(script,
              AllOf(HasSubstr("(± unknown)"), Not(HasSubstr("filledcurves")), Not(HasSubstr("shaded"))));
}

TEST(DeviationPicture, ShadesWhatOutputsWithinABoundCanDo) {
  const std::string script =
      deviation_picture({{left_of("A", flat(8.0)), output_of("B", bounded(0.005, 0.015))}}, {});
  EXPECT_THAT(rows_of(script, "d0"), IsEmpty());
  const auto range = rows_of(script, "r0");
  const double most = 20.0 * std::log10(8.02 / 8.0);
  EXPECT_NEAR(range[50][2], most, 1e-5) << "none here, all of it at 1 kHz";
  EXPECT_NEAR(range[50][1], -most, 1e-5);
  EXPECT_THAT(script, HasSubstr("\"on B phones, within its bound\""));
}

TEST(DeviationPicture, HasItsLegendAsideWhereItWouldNotFitInARow) {
  ImpedanceCurve partly = flat(0.1, 0.01);
  for (std::size_t i = 0; i < 100; ++i) partly.upper_bound[i] = true;
  std::vector<PicturedPairing> pairings;
  for (const char* name : {"A", "B", "C"})
    pairings.push_back({left_of(name, flat(8.0)), output_of("O", partly)});
  EXPECT_THAT(deviation_picture(pairings, {}), HasSubstr("set key outside right")) << "six entries";
  pairings.pop_back();
  EXPECT_THAT(deviation_picture(pairings, {}), HasSubstr("maxrows 1"));
}

TEST(DeviationPicture, RefusesCurvesWithoutOneKilohertz) {
  const ImpedanceCurve high = curve_from([](double) { return Complex(8.0, 0.0); }, 0.0,
                                         FrequencyGrid::standard(Hertz(2e3), Hertz(20e3)));
  EXPECT_THROW((void)deviation_picture({{left_of("A", high), output_of("B", flat(1.0))}}, {}), Error);
}

TEST(DeviationPicture, ShowsASmallDeviationAsSmall) {
  EXPECT_THAT(deviation_picture({{left_of("A", flat(32.0)), output_of("B", flat(1.0))}}, {}),
              HasSubstr("set yrange [-0.6:0.6]"));
}

TEST(MatrixPicture, GivesEachCellALetterBesideItsColour) {
  const std::string script = matrix_picture(
      {rated("good", "left", 64.0, 1.0), rated("bad", "left", 4.0, 1.0), rated("near", "left", 8.0, 1.0)}, "",
      {});
  EXPECT_THAT(script, AllOf(HasSubstr("\"P 64\""), HasSubstr("\"F 4\""), HasSubstr("\"U 8\""),
                            HasSubstr("\"undecided\"")));
}

TEST(MatrixPicture, CountsTheChannelThatDoesWorst) {
  const std::string script =
      matrix_picture({rated("H", "left", 64.0, 1.0), rated("H", "right", 4.0, 1.0)}, "", {});
  EXPECT_THAT(script, AllOf(HasSubstr("\"F 4\""), Not(HasSubstr("\"P 64\""))));
}

TEST(MatrixPicture, GivesNoNumberWhereThereIsNoVerdict) {
  RatedPairing blocked = rated("H", "left", 64.0, 1.0);
  blocked.pairing.verdict.reset();
  EXPECT_THAT(matrix_picture({blocked}, "", {}), HasSubstr("\"-\" at"));
}

TEST(MatrixPicture, GrowsWithItsRowsAndColumns) {
  std::vector<RatedPairing> pairings;
  for (int h = 0; h < 40; ++h) {
    for (int o = 0; o < 20; ++o) {
      pairings.push_back(rated(fmt::format("H{}", h), "left", 32.0, 1.0));
      pairings.back().output = fmt::format("o{}", o);
    }
  }
  EXPECT_GT(matrix_size(pairings).height, 40 * 25);
  EXPECT_GT(matrix_size(pairings).width, 20 * 70);
  EXPECT_EQ(matrix_size({pairings.front()}).height, 675);
}

TEST(DriftPicture, SetsTheChangeAgainstWhatBothVersionsAllow) {
  const std::string script = drift_picture(small_drift(), {"desk", 1, 2, "2025-01-31T12:00:00Z"}, {});
  EXPECT_THAT(script, AllOf(HasSubstr("\"calibration desk: version 2 against 1\""), HasSubstr("\"of 10 Ω\""),
                            HasSubstr("\"of 300 Ω\""), HasSubstr("agrees with the version before")));
  EXPECT_THAT(rows_of(script, "c0").front(), ElementsAre(20.0, 0.1, 0.2)) << "percent";
}

TEST(DaysText, IsOneDayOrTheFirstAndTheLast) {
  EXPECT_EQ(days_text({"2025-02-03T08:00:00Z", "", "2025-01-31T12:00:00Z"}), "2025-01-31 to 2025-02-03");
  EXPECT_EQ(days_text({"2025-01-31T12:00:00Z", "2025-01-31T13:00:00Z"}), "2025-01-31");
  EXPECT_EQ(days_text({""}), "");
}

TEST(DrawableLetters, BecomeBoxesWhereNoFontHasThem) {
  const std::string fonts = "20-7e a0-17f 25a1\n20-7e 5d0-5ea\n";
  EXPECT_EQ(with_drawable_letters("É שלום 最終 😀", fonts), "É שלום □□ □");
  EXPECT_EQ(with_drawable_letters("最", "20-7e"), "?");
  EXPECT_EQ(with_drawable_letters("Ω Д 最 …", std::nullopt), "Ω Д □ …") << "where the fonts are not known";
}

}  // namespace
}  // namespace ohmsweep
