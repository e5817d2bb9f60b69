#include "ohmsweep/core/voltage_text.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
  try {
    (void)parse_stated_voltage(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage) << text;
    return error.what();
  }
  return "accepted";
}

TEST(StatedVoltage, IsReadInVoltsWithAPrefix) {
  EXPECT_DOUBLE_EQ(parse_stated_voltage("1.234V").value, 1.234);
  EXPECT_DOUBLE_EQ(parse_stated_voltage("850 mV").value, 0.85);
  EXPECT_DOUBLE_EQ(parse_stated_voltage(" 12.3Vrms ").value, 12.3);
  EXPECT_DOUBLE_EQ(parse_stated_voltage("2.5V~").value, 2.5);
  EXPECT_DOUBLE_EQ(parse_stated_voltage("1.2466Vac").value, 1.2466);
  EXPECT_DOUBLE_EQ(parse_stated_voltage("1.2466 VAC+-1%").half_width.value(), 0.012466);
  EXPECT_FALSE(parse_stated_voltage("1.234V").half_width.has_value());
}

TEST(StatedVoltage, HasItsToleranceInPercentOrVolts) {
  EXPECT_NEAR(parse_stated_voltage("2V+-1%").half_width.value_or(0.0), 0.02, 1e-12);
  EXPECT_NEAR(parse_stated_voltage("2V \u00B1 30mV").half_width.value_or(0.0), 0.03, 1e-12);
  EXPECT_NEAR(parse_stated_voltage("2V+-500ppm").half_width.value_or(0.0), 0.001, 1e-12);
}

TEST(StatedVoltage, OfADecibelScaleIsItsVoltage) {
  // 0 dBu is 1 mW in 600 ohm: V² = 0.6.
  EXPECT_NEAR(std::pow(parse_stated_voltage("0dBu").value, 2), 0.6, 1e-12);
  EXPECT_NEAR(parse_stated_voltage("+24dBu").value, 12.277, 1e-3);
  EXPECT_NEAR(parse_stated_voltage("-20dBV").value, 0.1, 1e-12);
  EXPECT_NEAR(parse_stated_voltage("20dBV+-1dB").half_width.value_or(0.0), 10.0 * 0.12202, 1e-4);
}

TEST(StatedVoltage, IsRefusedWhereItIsNoRmsVoltageAboveZero) {
  EXPECT_THAT(refusal("0V"), HasSubstr("above zero"));
  EXPECT_THAT(refusal("-1.2V"), HasSubstr("above zero"));
  EXPECT_THAT(refusal("1.2"), HasSubstr("'1.2'"));
  EXPECT_THAT(refusal("1,2V"), HasSubstr("'1,2V'"));
  EXPECT_THAT(refusal("loud"), HasSubstr("'loud'"));
  EXPECT_THAT(refusal(""), HasSubstr("''"));
  EXPECT_THAT(refusal("1e9dBu"), HasSubstr("1e9dBu"));
  EXPECT_THAT(refusal("nandBu"), HasSubstr("nandBu"));
}

TEST(StatedVoltage, OfADirectVoltageOrAPeakSaysWhatToDo) {
  EXPECT_THAT(refusal("1.2VDC"), HasSubstr("AC"));
  EXPECT_THAT(refusal("1.2 Vdc"), HasSubstr("AC"));
  EXPECT_THAT(refusal("3.4Vpp"), HasSubstr("2.828"));
  EXPECT_THAT(refusal("1.7Vpk"), HasSubstr("1.414"));
}

TEST(Volts, AreShownWithAPrefix) {
  EXPECT_EQ(format_volts(2.314), "2.31 V");
  EXPECT_EQ(format_volts(0.0123), "12.3 mV");
  EXPECT_EQ(format_volts(3.14e-6), "3.14 \u00B5V");
  EXPECT_EQ(format_volts(3.14e-8), "0.0314 \u00B5V");
}

}  // namespace
}  // namespace ohmsweep
