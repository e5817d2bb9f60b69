#include "ohmsweep/core/units.h"

#include <gtest/gtest.h>

#include <numbers>
#include <type_traits>

namespace ohmsweep {
namespace {

TEST(Quantity, AddsOnlyToItsOwnUnit) {
  EXPECT_EQ((20_Hz + 2_kHz).value(), 2020.0);
  EXPECT_EQ((5_s - 2_s).value(), 3.0);
  EXPECT_EQ((-5_s).value(), -5.0);
  EXPECT_FALSE((std::is_convertible_v<Hertz, Seconds>));
  EXPECT_FALSE((std::is_convertible_v<double, Hertz>));
}

TEST(Quantity, DividedByItsOwnUnitIsANumber) {
  EXPECT_EQ(1_kHz / 20_Hz, 50.0);
  EXPECT_EQ((100_ohm / 4).value(), 25.0);
  EXPECT_EQ((2 * 100_ohm).value(), (100_ohm * 2).value());
}

TEST(Quantity, ComparesByValue) {
  EXPECT_LT(20_Hz, 1_kHz);
  EXPECT_EQ(1000_Hz, 1_kHz);
}

TEST(Angular, IsTwoPiTimesFrequency) { EXPECT_DOUBLE_EQ(angular(50_Hz), 100.0 * std::numbers::pi); }

TEST(Decibels, TwentyOfThemAreAFactorOfTen) {
  EXPECT_DOUBLE_EQ(amplitude_to_decibels(10.0).value(), 20.0);
  EXPECT_DOUBLE_EQ(decibels_to_amplitude(-20_dB), 0.1);
}

TEST(Decibels, AndAmplitudeAreInverse) {
  for (const double level : {-120.0, -12.0, -0.001, 0.0, 6.02}) {
    EXPECT_NEAR(amplitude_to_decibels(decibels_to_amplitude(Decibels(level))).value(), level, 1e-12);
  }
}

}  // namespace
}  // namespace ohmsweep
