#include "library/near_names.h"

#include <gtest/gtest.h>

namespace ohmsweep {
namespace {

TEST(NearNames, PutsTheNearestFirst) {
  EXPECT_EQ(near_names("Sundra", {"Sundaras", "Sundara"}), "'Sundara', 'Sundaras'");
}

TEST(NearNames, NamesEachOnlyOnce) { EXPECT_EQ(near_names("HD60", {"HD600", "HD60"}), "'HD60', 'HD600'"); }

TEST(NearNames, FindsANameThatContainsTheOneWanted) {
  EXPECT_EQ(near_names("HD600", {"K702", "Sennheiser HD600 (2019)"}), "'Sennheiser HD600 (2019)'");
}

TEST(NearNames, NamesTheFirstThreeWhenNoneIsNear) {
  EXPECT_EQ(near_names("qqqqq", {"a", "b", "c", "d", "e"}), "'a', 'b', 'c' and 2 more");
}

TEST(NearNames, StaysShortForNamesOfAnyLength) {
  EXPECT_LT(near_names("x", {std::string(10240, 'x')}).size(), 300U);
}

}  // namespace
}  // namespace ohmsweep
