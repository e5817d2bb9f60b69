#include <gtest/gtest.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

TEST(AgeText, IsReadInHoursDaysAndWeeks) {
  EXPECT_EQ(parse_age("7d").value(), 7.0 * 86400.0);
  EXPECT_EQ(parse_age(" 1.5 h ").value(), 5400.0);
  EXPECT_EQ(parse_age("2w").value(), 14.0 * 86400.0);
}

TEST(AgeText, RefusesWhatIsNone) {
  for (const char* text : {"", "7", "d", "-1d", "0d", "nand", "7 days", "1e9w"}) {
    EXPECT_THROW((void)parse_age(text), Error) << text;
  }
}

TEST(TemperatureText, IsReadInCelsiusAndAsADifferenceInKelvin) {
  EXPECT_EQ(parse_celsius("23C"), 23.0);
  EXPECT_EQ(parse_celsius("-5.5 °C"), -5.5);
  EXPECT_EQ(parse_temperature_difference("5K").value(), 5.0);
}

TEST(TemperatureText, RefusesWhatIsNone) {
  for (const char* text : {"", "23", "296K", "23F", "100C", "nanC"})
    EXPECT_THROW((void)parse_celsius(text), Error) << text;
  for (const char* text : {"", "5", "5C", "-1K", "0K", "nanK"}) {
    EXPECT_THROW((void)parse_temperature_difference(text), Error) << text;
  }
}

}  // namespace
}  // namespace ohmsweep
