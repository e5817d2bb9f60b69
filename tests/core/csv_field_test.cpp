#include "ohmsweep/core/csv_field.h"

#include <gtest/gtest.h>

namespace ohmsweep {
namespace {

TEST(CsvField, QuotesOnlyWhatWouldEndAFieldOrALine) {
  EXPECT_EQ(csv_field("HD 600"), "HD 600");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("left, right"), "\"left, right\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_field("a \"good\" one"), "\"a \"\"good\"\" one\"");
}

}  // namespace
}  // namespace ohmsweep
