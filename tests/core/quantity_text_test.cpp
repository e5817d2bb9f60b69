#include "ohmsweep/core/quantity_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <cmath>
#include <functional>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

std::string sentence_of(const std::function<void()>& parse) {
  try {
    parse();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(QuantityText, EveryPrefixIsItsPowerOfTenToTheLastBit) {
  EXPECT_EQ(parse_resistance("4pohm").value(), 4e-12);
  EXPECT_EQ(parse_resistance("4nohm").value(), 4e-9);
  EXPECT_EQ(parse_resistance("4uohm").value(), 4e-6);
  EXPECT_EQ(parse_resistance("4µohm").value(), 4e-6);
  EXPECT_EQ(parse_resistance("4\u03BCohm").value(), 4e-6);
  EXPECT_EQ(parse_resistance("4mohm").value(), 4e-3);
  EXPECT_EQ(parse_resistance("4ohm").value(), 4.0);
  EXPECT_EQ(parse_resistance("20kohm").value(), 20e3);
  EXPECT_EQ(parse_resistance("1Mohm").value(), 1e6);
}

TEST(QuantityText, OhmHasFourSpellings) {
  for (const char* text : {"33ohm", "33R", "33\u03A9", "33\u2126", "33 ohm", " 33ohm ", "3.3e1ohm"}) {
    EXPECT_EQ(parse_resistance(text).value(), 33.0) << text;
  }
}

TEST(QuantityText, EveryDecimalNumberComesBackAsTheNearestDouble) {
  EXPECT_TRUE(rc::check("value with unit", [] {
    const int mantissa = *rc::gen::inRange(1, 1000000);
    const int decimals = *rc::gen::inRange(0, 6);
    const double value = mantissa / std::pow(10.0, decimals);
    RC_ASSERT(parse_frequency(fmt::format("{:.{}f}Hz", value, decimals)).value() == value);
  }));
}

TEST(QuantityText, PrefixesAreCaseSensitive) {
  EXPECT_EQ(parse_frequency("5MHz").value(), 5e6);
  EXPECT_EQ(parse_frequency("5mHz").value(), 5e-3);
  EXPECT_THROW((void)parse_frequency("5KHz"), Error);
}

TEST(QuantityText, EachQuantityReadsItsOwnUnit) {
  EXPECT_EQ(parse_frequency("22 kHz").value(), 22e3);
  EXPECT_EQ(parse_duration("500ms").value(), 0.5);
  EXPECT_EQ(parse_capacitance("150pF").value(), 150e-12);
  EXPECT_EQ(parse_inductance("15nH").value(), 15e-9);
  EXPECT_EQ(parse_voltage("12.3Vrms").value(), 12.3);
  EXPECT_EQ(parse_voltage("500mV").value(), 0.5);
  EXPECT_EQ(parse_level("-12dBFS").value(), -12.0);
  EXPECT_EQ(parse_decibels("110dB").value(), 110.0);
  EXPECT_EQ(parse_decibels("110 dB SPL").value(), 110.0);
  EXPECT_EQ(parse_level("\u221212 dBFS").value(), -12.0);
  EXPECT_EQ(parse_fraction("0.1%"), 0.001);
  EXPECT_EQ(parse_fraction("50ppm"), 5e-5);
  EXPECT_EQ(parse_temperature_coefficient("15ppm/K"), 15e-6);
  EXPECT_EQ(parse_temperature_coefficient("-0.39%/K"), -0.39e-2);
}

TEST(QuantityText, APowerIsInWatts) {
  EXPECT_EQ(parse_power("1mW").value(), 1e-3);
  EXPECT_EQ(parse_power("0.25 W").value(), 0.25);
  for (const char* text : {"0W", "-1mW", "1", "1V", "mW", ""}) EXPECT_THROW((void)parse_power(text), Error);
}

TEST(QuantityText, AQuantityOfAnotherUnitIsRefused) {
  EXPECT_THROW((void)parse_frequency("5s"), Error);
  EXPECT_THROW((void)parse_duration("5"), Error);
  EXPECT_THROW((void)parse_resistance("5nH"), Error);
  EXPECT_THROW((void)parse_voltage("5Vpp"), Error);
  EXPECT_THROW((void)parse_level("-12dB"), Error);
  EXPECT_THROW((void)parse_fraction("0.1"), Error);
  EXPECT_THROW((void)parse_temperature_coefficient("15ppm"), Error);
}

TEST(QuantityText, TextThatIsNoNumberIsRefused) {
  for (const char* text : {"", " ", "ohm", "nanohm", "infohm", "-ohm", "1.2.3ohm", ".ohm", "--5ohm",
                           "1e999ohm", "1e99999ohm", "0x10ohm", "5ohmohm", "1,5ohm", "5 k ohm"}) {
    EXPECT_THROW((void)parse_resistance(text), Error) << text;
  }
}

TEST(QuantityText, RangesEndWhereTheirQuantityDoes) {
  EXPECT_THROW((void)parse_frequency("0Hz"), Error);
  EXPECT_THROW((void)parse_frequency("-5Hz"), Error);
  EXPECT_THROW((void)parse_duration("0s"), Error);
  EXPECT_EQ(parse_resistance("0ohm").value(), 0.0);
  EXPECT_THROW((void)parse_resistance("-1ohm"), Error);
  EXPECT_THROW((void)parse_voltage("0V"), Error);
  EXPECT_THROW((void)parse_current("0A"), Error);
  EXPECT_EQ(parse_current("50mA").value(), 0.05);
  EXPECT_EQ(parse_level("0dBFS").value(), 0.0);
  EXPECT_THROW((void)parse_level("0.1dBFS"), Error);
  EXPECT_EQ(parse_decibels("0dB").value(), 0.0);
  EXPECT_THROW((void)parse_decibels("-1dB"), Error);
  EXPECT_THROW((void)parse_decibels("201dB"), Error);
  EXPECT_THROW((void)parse_decibels("110"), Error);
  EXPECT_THROW((void)parse_fraction("-1%"), Error);
}

TEST(QuantityText, TheSentenceQuotesTheTextAndShowsAnExample) {
  const std::string sentence = sentence_of([] { (void)parse_frequency("5kilohertz"); });
  EXPECT_THAT(sentence, HasSubstr("'5kilohertz'"));
  EXPECT_THAT(sentence, HasSubstr("a frequency"));
  EXPECT_THAT(sentence, HasSubstr("22kHz"));
}

TEST(QuantityText, ControlCharactersDoNotReachTheSentence) {
  EXPECT_THAT(sentence_of([] { (void)parse_frequency("5\x1b[31mHz\n"); }), HasSubstr("'5\\x1b[31mHz\\n'"));
}

TEST(SampleRate, IsAWholeNumberWithOrWithoutItsUnit) {
  EXPECT_EQ(parse_sample_rate("48kHz"), 48000);
  EXPECT_EQ(parse_sample_rate("44.1kHz"), 44100);
  EXPECT_EQ(parse_sample_rate("44100"), 44100);
  EXPECT_EQ(parse_sample_rate("192k"), 192000);
  EXPECT_EQ(parse_sample_rate("44.1 k"), 44100);
  EXPECT_EQ(parse_sample_rate("384000"), 384000);
  for (const char* text : {"44100.5", "7999", "384001", "48 kilo", "-48000", "48kh", "48m"}) {
    EXPECT_THROW((void)parse_sample_rate(text), Error) << text;
  }
}

TEST(StatedQuantity, HalfWidthIsInTheUnitOfTheValue) {
  const auto percent = parse_stated_resistance("100ohm+-0.1%");
  EXPECT_EQ(percent.value, 100.0);
  EXPECT_DOUBLE_EQ(percent.half_width.value(), 0.1);
  EXPECT_DOUBLE_EQ(parse_stated_resistance("1kohm ± 50ppm").half_width.value(), 0.05);
  const auto absolute = parse_stated_resistance("4mohm +- 2mohm");
  EXPECT_EQ(absolute.value, 4e-3);
  EXPECT_EQ(absolute.half_width.value(), 2e-3);
  EXPECT_EQ(parse_stated_capacitance("3pF +- 1pF").half_width.value(), 1e-12);
  EXPECT_EQ(parse_stated_inductance("15nH+-10nH").half_width.value(), 10e-9);
}

TEST(StatedQuantity, WithoutAHalfWidthStatesNone) {
  EXPECT_FALSE(parse_stated_resistance("100ohm").half_width.has_value());
}

TEST(StatedQuantity, RefusesAHalfWidthThatSaysNothing) {
  for (const char* text : {"100ohm+-", "100ohm+-0.1", "100ohm+--1%", "100ohm+-1%+-1%", "0ohm+-1%", "+-1%",
                           "100ohm+-1pF", "-1ohm+-1ohm"}) {
    EXPECT_THROW((void)parse_stated_resistance(text), Error) << text;
  }
}

TEST(FormatOhms, ShowsThreeToFourDigitsWithAPrefix) {
  EXPECT_EQ(format_ohms(2.2), "2.20 Ω");
  EXPECT_EQ(format_ohms(0.004), "4.0 mΩ");
  EXPECT_EQ(format_ohms(0.0004), "400 µΩ");
  EXPECT_EQ(format_ohms(20e3), "20 kΩ");
  EXPECT_EQ(format_ohms(32.47), "32.5 Ω");
  EXPECT_EQ(format_ohms(549.83), "549.8 Ω");
  EXPECT_EQ(format_ohms(-1.2), "-1.20 Ω");
  EXPECT_EQ(format_ohms(0.0), "0 Ω");
  EXPECT_EQ(format_ohms(1e6), "1.00 MΩ");
}

TEST(FormatOhms, RoundingUpMovesToTheNextPrefix) {
  EXPECT_EQ(format_ohms(999.96), "1.00 kΩ");
  EXPECT_EQ(format_ohms(999.94), "999.9 Ω");
  EXPECT_EQ(format_ohms(9.996), "10 Ω");
}

TEST(FormatHz, ShowsFrequenciesAsPeopleWriteThem) {
  EXPECT_EQ(format_hz(20.0), "20 Hz");
  EXPECT_EQ(format_hz(1500.0), "1.50 kHz");
  EXPECT_EQ(format_hz(20e3), "20 kHz");
}

TEST(FormatHz, ReadsBackWithinItsRounding) {
  EXPECT_TRUE(rc::check("format then parse", [] {
    const double hz = std::exp(*rc::gen::inRange(-600, 1300) / 100.0);
    const double back = parse_frequency(format_hz(hz)).value();
    RC_ASSERT(std::abs(back / hz - 1.0) < 0.03);
  }));
}

}  // namespace
}  // namespace ohmsweep
