#include "ohmsweep/report/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace ohmsweep {
namespace {

Table example() { return {{"name", "|Z|, Ω"}, {{"HD 600", "300"}, {"最終", "16.0"}}, {1}}; }

TEST(Table, LinesUpForATerminal) {
  EXPECT_EQ(written(example(), TableFormat::text),
            "name    |Z|, Ω\n"
            "------  ------\n"
            "HD 600     300\n"
            "最終      16.0\n");
}

TEST(Table, HasARuleAndAlignmentInMarkdown) {
  EXPECT_EQ(written(example(), TableFormat::markdown),
            "| name | \\|Z\\|, Ω |\n"
            "| --- | ---: |\n"
            "| HD 600 | 300 |\n"
            "| 最終 | 16.0 |\n");
}

TEST(Table, HasPlainLinesInCsv) {
  EXPECT_EQ(written(example(), TableFormat::csv), "name,\"|Z|, Ω\"\nHD 600,300\n最終,16.0\n");
}

TEST(Table, KeepsAHostileNameInItsCellOfMarkdown) {
  const Table table{{"a"}, {{"x | `y` *z* _u_ <script> [l](m) &lt; ~s~ \\"}, {"two\r\nlines"}}};
  EXPECT_EQ(written(table, TableFormat::markdown),
            "| a |\n| --- |\n"
            "| x \\| \\`y\\` \\*z\\* \\_u\\_ \\<script\\> \\[l\\](m) \\&lt; \\~s\\~ \\\\ |\n"
            "| two<br>lines |\n");
}

TEST(Table, QuotesInCsvWhatWouldBreakALine) {
  const Table table{{"a", "b"}, {{"x, \"y\"", "two\nlines"}}};
  EXPECT_EQ(written(table, TableFormat::csv), "a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\n");
}

TEST(Table, OfNothingIsAHeaderInEveryFormat) {
  const Table table{{"a", "b"}, {}};
  EXPECT_EQ(written(table, TableFormat::text), "a  b\n-  -\n");
  EXPECT_EQ(written(table, TableFormat::csv), "a,b\n");
  EXPECT_EQ(written(table, TableFormat::markdown), "| a | b |\n| --- | --- |\n");
}

TEST(LinesBelowATable, AreParagraphsInMarkdownAndNothingInCsv) {
  const std::string lines = "* Zt alone\n  note: a|b\n\n";
  EXPECT_EQ(written_below(lines, TableFormat::text), lines);
  EXPECT_EQ(written_below(lines, TableFormat::markdown), "\n\\* Zt alone\n\nnote: a\\|b\n");
  EXPECT_EQ(written_below(lines, TableFormat::csv), "");
}

TEST(Cell, OfANumberThatIsNotKnownIsEmpty) {
  EXPECT_EQ(cell_of(std::numeric_limits<double>::quiet_NaN()), "");
  EXPECT_EQ(cell_of(0.1), "0.1");
  EXPECT_EQ(cell_of(1234.56789012), "1234.56789");
  EXPECT_EQ(cell_of(true), "true");
}

}  // namespace
}  // namespace ohmsweep
