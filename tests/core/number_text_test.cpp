#include "ohmsweep/core/number_text.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstdlib>

namespace ohmsweep {
namespace {

TEST(Numbers, ShowAsManyDecimalsAsTheirIntervalSupports) {
  EXPECT_EQ(with_interval(12.3456, 0.2), "12.3 ± 0.2");
  EXPECT_EQ(with_interval(1234.5, 30.0), "1234 ± 30");
  EXPECT_EQ(with_interval(0.1, 0.00026), "0.1000 ± 0.0003");
}

TEST(Numbers, OfNothingHaveNoSign) {
  EXPECT_EQ(with_interval(-0.0004, 0.02), "0.00 ± 0.02");
  EXPECT_EQ(with_interval(-0.2, 2.0), "0 ± 2");
  EXPECT_EQ(without_negative_zero("-0.0"), "0.0");
  EXPECT_EQ(without_negative_zero("-0.1"), "-0.1");
}

TEST(Numbers, WithAUnitTakeThePrefixOfTheLarger) {
  EXPECT_EQ(with_interval(822e-9, 102e-9, "H"), "822 ± 102 nH");
  EXPECT_EQ(with_interval(1.0023e-3, 1.3e-6, "H"), "1.002 ± 0.001 mH");
}

TEST(Numbers, NeverClaimMoreThanTheBoundDoes) {
  EXPECT_EQ(rounded_up(0.02), "0.02");
  EXPECT_EQ(rounded_up(0.0201), "0.021");
  EXPECT_EQ(rounded_up(0.0999), "0.1");
  EXPECT_EQ(rounded_up(123.0), "130");
  EXPECT_EQ(rounded_down(400.0), "400");
  EXPECT_EQ(rounded_down(409.9), "400");
  EXPECT_EQ(rounded_down(7.99), "7.9");
}

TEST(Numbers, OfFewDigitsHaveNoExponent) {
  EXPECT_EQ(significant(281.0, 2), "280");
  EXPECT_EQ(significant(999.9, 3), "1000");
  EXPECT_EQ(significant(3.82e-5, 3), "0.0000382");
  EXPECT_EQ(significant(0.0, 3), "0");
  EXPECT_EQ(significant(12.0, 3), "12");
}

TEST(BoundsInOhms, AreRoundedUpInTheUnitOfTheirResult) {
  EXPECT_EQ(bound_ohms(2.4249e-3), "2.5 mΩ");
  EXPECT_EQ(bound_ohms(0.02), "0.02 Ω");
  EXPECT_EQ(bound_ohms(2.4249e-3, ohm_unit(1.0)), "0.0025 Ω");
  EXPECT_EQ(ohms_with_interval(0.0102, 0.002, ohm_unit(0.0102)), "10 ± 2 mΩ");
}

RC_GTEST_PROP(BoundsInOhms, AreNeverBelowTheValue, ()) {
  const double ohm = std::pow(10.0, *rc::gen::inRange(-600, 300) / 100.0);
  const std::string text = bound_ohms(ohm, OhmUnit{});
  RC_ASSERT(std::strtod(text.c_str(), nullptr) >= ohm * (1.0 - 1e-9));
}

RC_GTEST_PROP(Numbers, HaveNoExponentAndNoSignedZero, ()) {
  const double value = *rc::gen::inRange(-100000, 100000) * std::pow(10.0, *rc::gen::inRange(-12, 6));
  const double u95 = std::pow(10.0, *rc::gen::inRange(-1200, 400) / 100.0);
  for (const std::string& text :
       {with_interval(value, u95, "H"), with_interval(value, u95), significant(value, 3)}) {
    RC_ASSERT(text.find('e') == std::string::npos);
    RC_ASSERT(!(text.starts_with("-") && std::strtod(text.c_str(), nullptr) == 0.0));
  }
}

}  // namespace
}  // namespace ohmsweep
