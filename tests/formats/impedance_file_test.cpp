#include "ohmsweep/formats/impedance_file.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "refusal.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string refusal(const std::string& text, const std::string& file = "a.zma") {
  return refusal_of([&] { return read_impedance(text, file); });
}

ImpedanceCurve random_curve(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> decades(-2.0, 3.0);
  std::uniform_real_distribution<double> angle(-1.5, 1.5);
  std::vector<double> hz;
  for (double f = 10.0; f < 22e3; f *= 1.3) hz.push_back(f * (1.0 + 0.01 * angle(random)));
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid(hz);
  for (std::size_t i = 0; i < hz.size(); ++i) {
    curve.impedance_ohm.push_back(std::polar(std::pow(10.0, decades(random)), angle(random)));
    curve.covariance.push_back(Covariance::circular(1e-4 * std::norm(curve.impedance_ohm.back())));
    curve.common.push_back(0.3 * curve.covariance.back());
    curve.snr_db.push_back(80.0 + angle(random));
  }
  curve.calibrated = true;
  curve.findings = {{Severity::note, FindingCode::mains_lines, "5 lines \"removed\""}};
  return curve;
}

void expect_same(const ReadImpedance& read, const ImpedanceCurve& curve) {
  ASSERT_EQ(read.frequency_hz.size(), curve.grid.size());
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    EXPECT_NEAR(read.frequency_hz[i], curve.grid[i], 1e-8 * curve.grid[i]);
    const Complex z = curve.impedance_ohm[i];
    EXPECT_LT(std::abs(read.impedance_ohm[i] - z), 2e-8 * std::abs(z));
  }
  EXPECT_TRUE(read.has_phase);
  EXPECT_THAT(read.findings, IsEmpty());
}

TEST(ImpedanceFile, ComesBackFromEveryFormatThatIsWritten) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const ImpedanceCurve curve = random_curve(seed);
    expect_same(read_impedance(zma_text(curve, "HD600 * \n left"), "a.zma"), curve);
    expect_same(read_impedance(rew_text(curve, "REW V5"), "a.txt"), curve);
    expect_same(read_impedance(touchstone_text(curve, "x"), "a.s1p"), curve);
  }
}

TEST(ImpedanceFile, OfOurOwnComesBackBitForBit) {
  CurveDocument document;
  document.kind = "headphone";
  document.name = "HD \"600\"";
  document.part = "left";
  document.curve = random_curve(3);
  document.recorded_at = "2026-03-01T12:00:00Z";
  document.takes = {{"left", "left.wav", "ab"}};
  const CurveDocument back = parse_curve_json(curve_json(document), "a.json");
  EXPECT_EQ(back.name, document.name);
  EXPECT_EQ(back.curve.grid.hz(), document.curve.grid.hz());
  EXPECT_EQ(back.curve.impedance_ohm, document.curve.impedance_ohm);
  EXPECT_EQ(back.curve.covariance, document.curve.covariance);
  EXPECT_EQ(back.curve.common, document.curve.common);
  EXPECT_EQ(back.curve.snr_db, document.curve.snr_db);
  EXPECT_EQ(back.curve.findings, document.curve.findings);
  EXPECT_EQ(back.recorded_at, document.recorded_at);
  EXPECT_EQ(curve_json(back), curve_json(document));
}

TEST(ImpedanceFile, HasNoPhaseWhereTheColumnIsMissingOrZero) {
  EXPECT_FALSE(read_impedance("20 8.1\n30 8.2\n", "a.zma").has_phase);
  EXPECT_FALSE(read_impedance("20 8.1 0\n30 8.2 0.0\n", "a.zma").has_phase);
  EXPECT_TRUE(read_impedance("20 8.1 0\n30 8.2 -1\n", "a.zma").has_phase);
}

TEST(ImpedanceFile, IsReadWithEveryKindOfCommentAndLineEnd) {
  const auto hz = [](const std::string& text) { return read_impedance(text, "a.zma").frequency_hz; };
  EXPECT_THAT(hz("* one\r\n# two\r\n; three\r\n\r\n20\t8\t1\r\n30\t9\t2"), ElementsAre(20.0, 30.0));
  EXPECT_THAT(hz("\xef\xbb\xbf\"Title\"\r20 8 1\r30 9 2\r"), ElementsAre(20.0, 30.0));
  EXPECT_THAT(hz("Freq Z P\n  20   8 1  \n30 9 2 # the last\n"), ElementsAre(20.0, 30.0));
}

TEST(ImpedanceFile, IsReadWithDecimalCommas) {
  for (const char* text :
       {"Frequenz;Impedanz;Phase\n20,5;8,25;-1,5\n30;9;2\n", "20,5\t8,25\t-1,5\n30\t9\t2\n",
        "20,5 8,25 -1,5\n30 9 2\n", "20.5,8.25,-1.5\n30,9,2\n", "20.5, 8.25, -1.5\n30, 9, 2\n"}) {
    const ReadImpedance read = read_impedance(text, "a.csv");
    EXPECT_THAT(read.frequency_hz, ElementsAre(20.5, 30.0)) << text;
    EXPECT_NEAR(std::abs(read.impedance_ohm[0]), 8.25, 1e-12) << text;
    EXPECT_NEAR(phase_deg(read.impedance_ohm[0]), -1.5, 1e-9) << text;
  }
}

TEST(ImpedanceFile, IsReadByTheNamesOfItsColumns) {
  const ReadImpedance rect =
      read_impedance("Resistance (ohm),Freq [kHz],Reactance (ohm)\n3,1,4\n6,2,8\n", "a.csv");
  EXPECT_THAT(rect.frequency_hz, ElementsAre(1000.0, 2000.0));
  EXPECT_THAT(rect.impedance_ohm, ElementsAre(Complex(3.0, 4.0), Complex(6.0, 8.0)));
  const ReadImpedance small =
      read_impedance("f (Hz),|Z| (mohm),phase (rad)\n100,250,0.5\n200,260,0.5\n", "a.csv");
  EXPECT_NEAR(std::abs(small.impedance_ohm[0]), 0.25, 1e-12);
  EXPECT_NEAR(std::arg(small.impedance_ohm[0]), 0.5, 1e-12);
  const ReadImpedance ours = read_impedance(
      "frequency_hz,impedance_ohm,phase_deg,resistance_ohm,reactance_ohm,impedance_u95_ohm,phase_u95_deg,snr_"
      "db\n"
      "20,5,53.130102,3,4,0.1,0.2,90\n30,5,53.130102,3,4,0.1,0.2,\n",
      "a.csv");
  EXPECT_THAT(ours.magnitude_u95, ElementsAre(0.1, 0.1));
  EXPECT_THAT(ours.phase_u95_deg, ElementsAre(0.2, 0.2));
  EXPECT_EQ(ours.impedance_ohm[0], Complex(3.0, 4.0));
  EXPECT_THAT(refusal("Hz,SPL (dB)\n20,80\n30,81\n", "a.csv"), HasSubstr("level in decibels"));
}

TEST(ImpedanceFile, SortsWhatIsOutOfOrderAndSaysSo) {
  const ReadImpedance read = read_impedance("30 9 1\n20 8 1\n40 7 1\n", "a.zma");
  EXPECT_THAT(read.frequency_hz, ElementsAre(20.0, 30.0, 40.0));
  ASSERT_THAT(read.findings, SizeIs(1));
  EXPECT_EQ(read.findings[0].code, FindingCode::frequencies_reordered);
  EXPECT_THAT(read.findings[0].detail, AllOf(HasSubstr("1 of 3 rows"), HasSubstr("line 2")));
}

TEST(ImpedanceFile, AveragesRepeatedFrequenciesAndSaysSo) {
  const ReadImpedance read = read_impedance("20 8 0\n20 10 0\n30 9 0\n", "a.zma");
  EXPECT_THAT(read.impedance_ohm, ElementsAre(Complex(9.0, 0.0), Complex(9.0, 0.0)));
  ASSERT_THAT(read.findings, SizeIs(1));
  EXPECT_THAT(read.findings[0].detail, HasSubstr("averaged"));
}

TEST(ImpedanceFile, IsRefusedInOneSentenceWithItsLine) {
  EXPECT_THAT(refusal("20 8 1\n0 8 1\n"), AllOf(HasSubstr("a.zma, line 2"), HasSubstr("above zero")));
  EXPECT_THAT(refusal("20 8 1\n30 -8 1\n"), AllOf(HasSubstr("line 2"), HasSubstr("-8 ohm")));
  EXPECT_THAT(refusal("20 8 1\n30 nan 1\n"), AllOf(HasSubstr("line 2"), HasSubstr("'nan'")));
  EXPECT_THAT(refusal("20 8 1\n30 1e999 1\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusal("20 8 1\n30\n"), AllOf(HasSubstr("line 2"), HasSubstr("one number")));
  EXPECT_THAT(refusal("20 8 1\n30 8\n"), AllOf(HasSubstr("line 2"), HasSubstr("2 numbers")));
  EXPECT_THAT(refusal("20 8 1\n"), HasSubstr("1 frequencies"));
  EXPECT_THAT(refusal("hello\nworld\n"), HasSubstr("no rows of numbers"));
  EXPECT_THAT(refusal(std::string("RIFF\0\0\0WAVE", 11)), HasSubstr("is no text"));
  EXPECT_THAT(refusal("{\"headphone\": 1}", "a.json"), HasSubstr("export --format json"));
  std::string long_text;
  for (std::size_t i = 0; i <= most_impedance_rows; ++i) long_text += fmt::format("{} 8 1\n", i + 1);
  EXPECT_THAT(refusal(long_text), HasSubstr("more than 200000 rows"));
}

TEST(Touchstone, ReadsEveryParameterFormAndUnit) {
  const auto first = [](const std::string& text) {
    return read_impedance(text, "a.s1p").impedance_ohm.front();
  };
  const auto near = [](Complex a, Complex b) { return std::abs(a - b) < 1e-9 * std::abs(b); };
  const Complex z(30.0, 40.0);
  const Complex s = (z - 50.0) / (z + 50.0);
  const std::string tail = "\n2 0 0\n";
  EXPECT_TRUE(near(first(fmt::format("# Hz S RI R 50\n1 {} {}", s.real(), s.imag()) + tail), z));
  EXPECT_TRUE(near(first(fmt::format("# S MA\n1 {} {}", std::abs(s), phase_deg(s)) + tail), z));
  EXPECT_TRUE(near(
      first(fmt::format("# kHz DB S\n1 {} {}", 20.0 * std::log10(std::abs(s)), phase_deg(s)) + "\n2 -20 0\n"),
      z));
  EXPECT_TRUE(
      near(first(fmt::format("! c\n#MHz Z RI R 75 ! c\n1 {} {} ! c", 30.0 / 75.0, 40.0 / 75.0) + tail), z));
  const Complex y = 10.0 / z;
  EXPECT_TRUE(near(first(fmt::format("# Hz Y RI R 10\n1 {} {}\n2 1 0\n", y.real(), y.imag())), z));
  EXPECT_TRUE(
      near(first("[Version] 2.0\n# Hz Z RI R 75\n[Number of Ports] 1\n[Network Data]\n1 30 40" + tail), z));
  EXPECT_THAT(read_impedance("# kHz Z RI R 1\n1 2 3\n4 5 6\n", "a.s1p").frequency_hz, ElementsAre(1e3, 4e3));
  EXPECT_THAT(read_impedance("1 0 0\n2 0 0\n", "a.s1p").frequency_hz, ElementsAre(1e9, 2e9));
}

TEST(Touchstone, RefusesWhatIsNotOnePort) {
  EXPECT_THAT(refusal("# Hz S RI\n1 2 3 4 5 6 7 8 9\n", "a.s1p"),
              AllOf(HasSubstr("line 2"), HasSubstr("9 numbers")));
  EXPECT_THAT(refusal("# Hz Q RI\n", "a.s1p"), AllOf(HasSubstr("line 1"), HasSubstr("'Q'")));
  EXPECT_THAT(refusal("# Hz S RI R 0\n", "a.s1p"), HasSubstr("reference resistance"));
  EXPECT_THAT(refusal("# Hz S RI\n1 1 0\n2 0 0\n", "a.s1p"), HasSubstr("open circuit"));
  EXPECT_THAT(refusal("[Version] 2.0\n[Number of Ports] 2\n", "a.s1p"), HasSubstr("more than one port"));
}

}  // namespace
}  // namespace ohmsweep
