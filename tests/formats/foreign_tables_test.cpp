/// Tables as other programs and people write them: names, units, separators, and what must not be guessed.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "ohmsweep/formats/curve_csv.h"
#include "ohmsweep/formats/impedance_file.h"
#include "refusal.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ReadImpedance read(const std::string& text, const std::string& file = "a.csv") {
  return read_impedance(text, file);
}

std::string refusal(const std::string& text, const std::string& file = "a.csv") {
  return refusal_of([&] { return read(text, file); });
}

double first_ohm(const std::string& text) { return std::abs(read(text).impedance_ohm.front()); }

TEST(ForeignTable, TellsMilliFromMegaByTheLetterAndRefusesToGuess) {
  EXPECT_DOUBLE_EQ(first_ohm("Hz,Z (mOhm)\n20,80\n30,81\n"), 0.08);
  EXPECT_DOUBLE_EQ(first_ohm("Hz,Z (Mohm)\n20,80\n30,81\n"), 80e6);
  EXPECT_DOUBLE_EQ(first_ohm("Hz,impedance_kohm\n20,80\n30,81\n"), 80e3);
  EXPECT_DOUBLE_EQ(read("f (mHz),Z\n20,80\n30,81\n").frequency_hz.front(), 0.02);
  EXPECT_DOUBLE_EQ(read("f (MHz),Z\n20,80\n30,81\n").frequency_hz.front(), 20e6);
  EXPECT_THAT(refusal("f (mhz),Z\n20,80\n30,81\n"), AllOf(HasSubstr("line 1"), HasSubstr("milli or mega")));
  EXPECT_THAT(refusal("F (HZ),Z (MOHM)\n20,80\n30,81\n"), HasSubstr("milli or mega"));
}

TEST(ForeignTable, KnowsOhmsByTheirSignAndDegreesToo) {
  EXPECT_DOUBLE_EQ(first_ohm("f (Hz);|Z| (k\xce\xa9);phase (\xc2\xb0)\n20;8;1\n30;9;2\n"), 8000.0);
  EXPECT_DOUBLE_EQ(first_ohm("f (Hz);|Z| (m\xe2\x84\xa6)\n20;8\n30;9\n"), 0.008);
}

TEST(ForeignTable, TurnsAReactanceThatIsPlottedUpsideDown) {
  EXPECT_THAT(read("Freq (Hz),Re(Z),-Im(Z)\n20,80,5\n30,81,6\n").impedance_ohm,
              ElementsAre(Complex(80.0, -5.0), Complex(81.0, -6.0)));
  EXPECT_THAT(read("Hz\tZ'\tZ''\n20\t80\t5\n30\t81\t6\n").impedance_ohm,
              ElementsAre(Complex(80.0, 5.0), Complex(81.0, 6.0)));
}

TEST(ForeignTable, RefusesLevelsInDecibelsAndResponses) {
  EXPECT_THAT(refusal("Freq (Hz),Magnitude (dB)\n20,80\n30,81\n"),
              AllOf(HasSubstr("line 1"), HasSubstr("decibels")));
  EXPECT_THAT(refusal("* Freq(Hz) SPL(dB) Phase(degrees)\n20 80 1\n30 81 1\n", "a.txt"),
              HasSubstr("decibels"));
  EXPECT_THAT(refusal("20 80 1\n30 81 1\n", "a.FRD"), HasSubstr("frequency response"));
}

TEST(ForeignTable, RefusesWhatItWouldHaveToChooseFrom) {
  EXPECT_THAT(refusal("Hz,left ohm,Z left,Z right\n20,8,8,8\n30,8,8,8\n"), HasSubstr("of one kind"));
  EXPECT_THAT(refusal("20,8,1,5\n30,8,1,5\n"), AllOf(HasSubstr("line 1"), HasSubstr("4 columns")));
  EXPECT_THAT(refusal("a,b\n20,8\n30,8\n"), AllOf(HasSubstr("line 1"), HasSubstr("frequency_hz")));
}

TEST(ForeignTable, NamesTheColumnsThatItLeavesBehind) {
  EXPECT_THAT(read("Hz,ohm,temperature,note\n20,8,25,1\n30,9,25,2\n").unused_columns,
              ElementsAre("temperature", "note"));
  EXPECT_THAT(read("Hz,ohm\n20,8\n30,9\n").unused_columns, IsEmpty());
}

TEST(ForeignTable, TakesNoProseForNames) {
  for (const char* prose :
       {"* measured at 20 Hz and above", "* f = 3, level -20 dB", "* HD 600", "HD600 left side"}) {
    EXPECT_DOUBLE_EQ(std::abs(read(std::string(prose) + "\n20 8 1\n30 9 2\n", "a.zma").impedance_ohm[0]), 8.0)
        << prose;
  }
}

TEST(ForeignTable, NeverDropsALineThatIsNoRow) {
  EXPECT_THAT(refusal("20 8 1\nx30 9 1\n40 9 1\n", "a.zma"),
              AllOf(HasSubstr("line 2"), HasSubstr("'x30 9 1'")));
  EXPECT_THAT(refusal("20 8 1\n3O 9 1\n40 9 1\n", "a.zma"), AllOf(HasSubstr("line 2"), HasSubstr("'3O'")));
  EXPECT_THAT(refusal("20 8 1\n30 nan 1\n", "a.zma"), HasSubstr("line 2"));
  EXPECT_THAT(read("20 8 1\n* half way\n\"a remark\"\n30 9 1\n", "a.zma").frequency_hz,
              ElementsAre(20.0, 30.0));
}

TEST(ForeignTable, RefusesSignsBetweenThousands) {
  EXPECT_THAT(refusal("900\t30.5\n1,000\t32.5\n", "a.txt"),
              AllOf(HasSubstr("line 2"), HasSubstr("thousands")));
  EXPECT_THAT(refusal("900,5;30,5\n1.000,5;32,5\n"), HasSubstr("line 2"));
}

TEST(ForeignTable, ReadsQuotedCellsAndEveryLineEnd) {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const std::string text =
        fmt::format("\xef\xbb\xbf\"Freq\",\"Z\",\"Phase\"{0}\"20\",\"8.5\",\"1\"{0}\"30\",\"9\",\"2\"", end);
    EXPECT_THAT(read(text).frequency_hz, ElementsAre(20.0, 30.0));
  }
}

TEST(ForeignTable, RefusesBytesThatAreNoText) {
  EXPECT_THAT(refusal(std::string("\xff\xfe") + "2", "a.zma"), HasSubstr("UTF-16"));
  EXPECT_THAT(refusal("PK\x03\x04zip", "a.xlsx"), HasSubstr("no text"));
  EXPECT_THAT(refusal("\x7f"
                      "ELF",
                      "a.zma"),
              HasSubstr("no text"));
}

TEST(ForeignTable, RefusesImpossibleValues) {
  EXPECT_THAT(refusal("20 8 400\n30 8 1\n", "a.zma"), AllOf(HasSubstr("line 1"), HasSubstr("400 degrees")));
  EXPECT_THAT(refusal("1e300 8 1\n30 8 1\n", "a.zma"), HasSubstr("line 1"));
  EXPECT_THAT(refusal("20 1e300 1\n30 8 1\n", "a.zma"), HasSubstr("line 1"));
  EXPECT_THAT(refusal("Hz,ohm,ohm_u95\n20,8,-1\n30,8,1\n"), HasSubstr("below zero"));
  EXPECT_THAT(refusal("Hz,ohm,ohm_u95\n20,8,1\n30,8,\n"), AllOf(HasSubstr("line 3"), HasSubstr("missing")));
}

ImpedanceCurve curve_of_unknown_uncertainty() {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({20.0, 1000.0, 20000.0});
  curve.impedance_ohm = {{30.0, 1.0}, {31.0, 2.0}, {32.0, 3.0}};
  curve.findings = {{Severity::warning, FindingCode::uncertainty_unknown, "nothing is known"}};
  return curve;
}

TEST(ForeignTable, OurOwnCsvComesBackWhereNothingIsKnownOfTheUncertainty) {
  const ImpedanceCurve curve = curve_of_unknown_uncertainty();
  for (const std::string& text : {curve_csv(curve), output_csv(curve)}) {
    const ReadImpedance back = read(text);
    EXPECT_EQ(back.impedance_ohm, curve.impedance_ohm);
    EXPECT_THAT(back.magnitude_u95, IsEmpty());
    EXPECT_THAT(back.phase_u95_deg, IsEmpty());
  }
}

TEST(ForeignTouchstone, IsWrittenAsTheParameterThatEveryReaderKnows) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({20.0, 1000.0 / 3.0});
  curve.impedance_ohm = {{0.002, 0.001}, {600.0, -30.0}};
  const std::string text = touchstone_text(curve, "a\nb");
  EXPECT_THAT(text, HasSubstr("\n# Hz S RI R 50\n"));
  const ReadImpedance back = read(text, "a.s1p");
  EXPECT_EQ(back.frequency_hz, curve.grid.hz());
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_LT(std::abs(back.impedance_ohm[i] - curve.impedance_ohm[i]),
              1e-10 * std::abs(curve.impedance_ohm[i]));
  }
  curve.impedance_ohm[1] = {-50.0, 0.0};
  EXPECT_THROW((void)touchstone_text(curve, "a"), Error);
}

TEST(ForeignTouchstone, IsKnownByItsOptionLineWhateverItsName) {
  EXPECT_EQ(read("! c\n# kHz Z RI R 1\n1 2 3\n4 5 6\n", "a.txt").format, ImpedanceFormat::touchstone);
  EXPECT_EQ(read("# freq z\n1 2\n4 5\n", "a.txt").format, ImpedanceFormat::zma);
}

TEST(ForeignTouchstone, OfSeveralPortsIsRefusedWhateverItsName) {
  EXPECT_THAT(refusal("# GHz S MA R 50\n1 0.5 0 0.1 0 0.1 0 0.5 0\n", "a.s2p"), HasSubstr("9 numbers"));
  EXPECT_THAT(refusal("# GHz H MA R 50\n1 0.5 0\n", "a.s1p"), HasSubstr("hybrid"));
}

TEST(ForeignTouchstone, OfVersionTwoIsHeldAgainstWhatItAnnounces) {
  const auto file = [](const char* count, const char* reference) {
    return fmt::format(
        "[Version] 2.0\n# Hz S RI\n[Number of Ports] 1\n[Number of Frequencies] {}\n{}\n[Network Data]\n"
        "1 0 0\n2 0 0\n[End]\n",
        count, reference);
  };
  EXPECT_EQ(read(file("2", "[Reference] 75"), "a.ts").impedance_ohm.front(), Complex(75.0, 0.0));
  EXPECT_EQ(read(file("2", "[Reference]\n75"), "a.ts").impedance_ohm.front(), Complex(75.0, 0.0));
  EXPECT_THAT(refusal(file("3", "[Reference] 75"), "a.ts"), HasSubstr("cut short"));
  EXPECT_THAT(refusal(file("2", "[Reference] 75 75"), "a.ts"), HasSubstr("several ports"));
}

}  // namespace
}  // namespace ohmsweep
