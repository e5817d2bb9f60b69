#include "library/near_names.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ohmsweep {
namespace {

RC_GTEST_PROP(EditDistance, IsSymmetricAndZeroForTheSameText, (const std::string& a, const std::string& b)) {
  RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
  RC_ASSERT(edit_distance(a, a) == 0U);
}

RC_GTEST_PROP(EditDistance, IsBetweenTheDifferenceAndTheLargerOfTheLengths,
              (const std::string& a, const std::string& b)) {
  const std::size_t longer = std::max(a.size(), b.size());
  RC_ASSERT(edit_distance(a, b) <= longer);
  RC_ASSERT(edit_distance(a, b) >= longer - std::min(a.size(), b.size()));
}

TEST(EditDistance, CountsEditsAndForgetsLetterCase) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("HD600", "hd600"), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(NearNames, PutsTheNearestFirst) {
  EXPECT_EQ(near_names("Sundra", {"Sundaras", "Sundara"}), "'Sundara', 'Sundaras'");
}

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
