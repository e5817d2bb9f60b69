/// Replays hostile curves through the harness of tests/fuzz/curve_harness.h: seeds, seeds cut at every
/// length, and seeds with bytes replaced.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "fuzz/curve_harness.h"

namespace ohmsweep {
namespace {

using Harness = std::function<void(const std::string&)>;

/// Deterministic numbers (Knuth, TAOCP vol. 2, 3.3.4).
class Numbers {
 public:
  std::uint64_t next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return state_ >> 33U;
  }

 private:
  std::uint64_t state_ = 7;
};

std::string mutated(std::string text, Numbers& numbers) {
  static constexpr std::array<char, 18> interesting{'\0', '\xff', '\x80', '"', ',', ';', '\t', ' ', '.',
                                                    '-',  '+',    'e',    '9', '0', '#', '*',  '[', '\n'};
  for (std::uint64_t changes = 1 + numbers.next() % 4; changes > 0; --changes) {
    text[numbers.next() % text.size()] = interesting.at(numbers.next() % interesting.size());
  }
  return text;
}

void replay(const Harness& harness, const std::string& seed) {
  EXPECT_NO_THROW(harness(seed)) << seed;
  for (std::size_t size = 0; size < seed.size(); ++size) {
    ASSERT_NO_THROW(harness(seed.substr(0, size))) << "cut to " << size << " bytes";
  }
  Numbers numbers;
  for (int i = 0; i < 500; ++i) {
    const std::string text = mutated(seed, numbers);
    ASSERT_NO_THROW(harness(text)) << text;
  }
}

TEST(HostileCurves, OfTablesAreReadOrRefusedInOneLine) {
  for (const char* seed :
       {"* Freq(Hz) Z(Ohms) Phase(degrees)\n2.0 7.1 24.5\n3.0 7.2 25\n", "20,5;8,1;1\n30;9;2\n",
        "30\t8\n20\t9\n20\t9.5\n", "\"Freq (kHz)\",\"Re(Z)\",\"-Im(Z)\"\r\n0.1,5.5,1\r\n0.2,6,2\r\n",
        "\xef\xbb\xbfHz\tZ (k\xce\xa9)\tu95\r1\t2\t3\r4\t5\t6\r",
        "frequency_hz,impedance_ohm,phase_deg,impedance_u95_ohm,upper_bound\n20,8,1,,0\n30,8,1,,1\n"}) {
    replay(fuzz::foreign_curve, seed);
    replay(fuzz::curve_columns, seed);
  }
}

TEST(HostileCurves, OfTouchstoneAreReadOrRefusedInOneLine) {
  for (const char* seed : {"! c\n# kHz Z RI R 75\n1 2 3\n4 5 6\n", "# MHz Y MA R 50\n1 0.5 10\n2 .6 20\n",
                           "[Version] 2.0\n# Hz S DB\n[Number of Ports] 1\n[Number of Frequencies] "
                           "2\n[Reference]\n75\n[Network Data]\n"
                           "1 -3 10\n2 -4 20\n[End]\n"}) {
    replay(fuzz::touchstone, seed);
  }
}

CurveDocument small_document(const std::string& kind) {
  CurveDocument document;
  document.kind = kind;
  document.name = "a";
  document.part = "b";
  document.curve.grid = FrequencyGrid({20.0, 1000.0});
  document.curve.impedance_ohm = {{1.0, 2.0}, {3.0, 4.0}};
  document.curve.covariance.assign(2, Covariance::circular(1e-3));
  document.curve.findings = {{Severity::note, FindingCode::imported, "read"}};
  document.takes = {{"left", "l.wav", "ab"}};
  return document;
}

TEST(HostileCurves, OfOurOwnJsonAreReadOrRefusedInOneLine) {
  for (const char* kind : {"headphone", "amplifier"})
    replay(fuzz::curve_document, curve_json(small_document(kind)));
  for (const std::string& text :
       {std::string("{}"), std::string("[]"), std::string("{\"points\":[[[[") + std::string(5000, '['),
        std::string(R"({"headphone":"a","channel":"b","points":[1e999,2]})")}) {
    EXPECT_NO_THROW(fuzz::curve_document(text));
  }
}

TEST(HostileCurves, OfShapesThatReadersStumbleOverAreReadOrRefused) {
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("\xef\xbb\xbf"), std::string(100000, '9'),
        "20 8\n30 " + std::string(100000, '0') + "9\n", std::string(100000, ','), std::string(100000, '"'),
        std::string("1 1\n1.0000000001 1\n"), std::string("1e-320 1\n1 1\n"), std::string("\"")}) {
    EXPECT_NO_THROW(fuzz::foreign_curve(text));
    EXPECT_NO_THROW(fuzz::touchstone(text));
    EXPECT_NO_THROW(fuzz::curve_document(text));
  }
}

}  // namespace
}  // namespace ohmsweep
