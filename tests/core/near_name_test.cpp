#include "ohmsweep/core/near_name.h"

#include <gtest/gtest.h>

namespace ohmsweep {
namespace {

const std::vector<std::string> keys{"name", "kind", "resistance", "inductance", "capacitance"};

TEST(NearName, OneTypingErrorFindsItsKey) {
  EXPECT_EQ(near_name("resistence", keys), "resistance");
  EXPECT_EQ(near_name("resistnce", keys), "resistance");
  EXPECT_EQ(near_name("nmae", keys), "name");
  EXPECT_EQ(near_name("Kind", keys), "kind");
  EXPECT_EQ(near_name("kindd", keys), "kind");
}

TEST(NearName, PrefersTheFewestEdits) { EXPECT_EQ(near_name("inductnce", keys), "inductance"); }

TEST(NearName, NothingIsNearToAnotherWord) {
  EXPECT_EQ(near_name("impedance", keys), "");
  EXPECT_EQ(near_name("x", keys), "");
  EXPECT_EQ(near_name("", keys), "");
  EXPECT_EQ(near_name("name", {}), "");
  EXPECT_EQ(near_name(std::string(100000, 'a'), {std::string(100000, 'a')}), "");
}

}  // namespace
}  // namespace ohmsweep
