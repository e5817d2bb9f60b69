#include "ohmsweep/report/curve_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "ohmsweep/report/drift_table.h"
#include "rating/analytic_curves.h"
#include "report/log_axis.h"
#include "report/text_plot.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The part of a line behind its label and axis.
std::string behind_axis(const std::string& line) { return line.substr(line.find('|') + 1); }

TEST(LogAxis, EndsAtRoundNumbersAboutTheValues) {
  EXPECT_DOUBLE_EQ(axis_end_below(8.1), 7.0);
  EXPECT_DOUBLE_EQ(axis_end_above(610.0), 700.0);
  EXPECT_DOUBLE_EQ(axis_end_below(100.0), 100.0);
  EXPECT_DOUBLE_EQ(axis_end_above(100.0), 150.0);
  EXPECT_DOUBLE_EQ(axis_end_above(0.0099), 0.01);
}

TEST(LogAxis, HasTicsAtOneTwoAndFive) {
  EXPECT_THAT(axis_tics(15.0, 250.0), ElementsAre(20.0, 50.0, 100.0, 200.0));
  EXPECT_THAT(axis_tics(20.0, 50.0), ElementsAre(20.0, 50.0)) << "both ends included";
}

TEST(TextPlot, ShowsACurveBeforeABackdropAndSeveralWhereTwoMeet) {
  const std::string plot =
      text_plot({{{0.0, 1.0, backdrop}, {0.0, 0.5, 'a'}}, {{0.0, 1.0, 'a'}, {0.5, 1.0, 'b'}}},
                {2, {{1.0, "top"}}, 20.0, 20e3});
  const auto lines = lines_of(plot);
  EXPECT_EQ(lines[0], "      top|.#");
  EXPECT_EQ(lines[1], "         |a#") << "0.5 is the line between the rows and belongs to the lower";
}

TEST(TextPlot, CutsOffWhatLiesBeyondIt) {
  const auto lines = lines_of(text_plot({{{-1.0, 0.1, 'a'}, {1.2, 1.5, 'b'}}}, {3, {}, 20.0, 20e3}));
  EXPECT_EQ(lines[2], "         |a");
  EXPECT_EQ(lines[0], "         |");
}

TEST(CurvePlot, IsAsWideAsAskedFor) {
  for (const std::size_t columns : {40U, 80U, 120U}) {
    const auto lines = lines_of(curve_plot({{"left", flat(32.0)}}, columns));
    std::size_t widest = 0;
    for (const std::string& line : lines) widest = std::max(widest, display_width(line));
    EXPECT_EQ(widest, columns);
  }
}

TEST(CurvePlot, HasTheResonanceWhereItIs) {
  const auto lines = lines_of(curve_plot({{"left", resonant({8.0, 40.0, 100.0, 2.0})}}, 80, 14));
  const auto top = std::ranges::find_if(lines, [](const std::string& line) { return line.ends_with("#"); });
  ASSERT_NE(top, lines.end());
  const PlotAxes axes;
  const std::size_t column = plot_column(100.0, 80 - plot_margin, axes);
  EXPECT_NEAR(static_cast<double>(behind_axis(*top).find('#')), static_cast<double>(column), 1.0);
  EXPECT_EQ(lines[14].find("100"), plot_margin + column) << "the label stands below it";
}

TEST(CurvePlot, DrawsALineWithoutGaps) {
  const auto lines = lines_of(curve_plot({{"left", resonant({8.0, 400.0, 100.0, 20.0})}}, 80, 14));
  for (std::size_t c = 0; c < 80 - plot_margin; ++c) {
    EXPECT_TRUE(std::any_of(lines.begin(), lines.begin() + 14, [&](const std::string& line) {
      const std::string row = behind_axis(line);
      return row.size() > c && row[c] == '#';
    })) << c;
  }
}

TEST(CurvePlot, TellsLeftFromRightAndWhereTheyAreOne) {
  const std::string plot = curve_plot({{"left", flat(20.0)}, {"right", flat(60.0)}});
  EXPECT_THAT(plot, AllOf(HasSubstr("LLLL"), HasSubstr("RRRR"), HasSubstr("L left, R right, # both")));
  EXPECT_THAT(curve_plot({{"left", flat(20.0)}, {"right", flat(20.0)}}), Not(HasSubstr("LL")));
}

TEST(CurvePlot, DotsABandThatIsWiderThanTheLine) {
  EXPECT_THAT(curve_plot({{"left", flat(32.0, 0.4)}}), HasSubstr("...."));
  EXPECT_THAT(curve_plot({{"left", flat(32.0, 0.0001)}}), Not(HasSubstr(".")));
}

TEST(CurvePlot, DotsAllBelowABound) {
  const auto lines = lines_of(curve_plot({{"main", bounded(0.005, 0.015)}}, 80, 14));
  EXPECT_THAT(behind_axis(lines[13]), Each('.'));
  EXPECT_THAT(lines.back(), HasSubstr("below a bound"));
}

TEST(CurvePlot, DrawsNoOpenDeviceAndNoEmptyCurve) {
  ImpedanceCurve open = flat(1e6);
  open.findings = {{Severity::blocking, FindingCode::device_open, "nothing is connected"}};
  EXPECT_THAT(curve_plot({{"left", open}, {"right", {}}}), IsEmpty());
}

TEST(DriftPlot, FillsTheChangeAndDotsWhatIsAllowed) {
  CalibrationDrift drift;
  for (const double hz : {20.0, 200.0, 2e3, 20e3}) {
    drift.points.push_back({hz, {0.001, 0.0, 0.0, 0.0}, {0.002, 0.001, 0.001, 0.001}});
  }
  drift.largest_normalised_ohm = 10.0;
  const auto lines = lines_of(drift_plot(drift, 40, 6));
  EXPECT_EQ(lines[0].substr(0, 11), "    0.2 %|.");
  EXPECT_EQ(behind_axis(lines[3]).front(), '#') << "half of what is allowed";
  EXPECT_EQ(behind_axis(lines[5]).front(), '#');
  EXPECT_THAT(lines.back(), HasSubstr("of 10 Ω: changed (#), and allowed by both versions (.)"));
}

}  // namespace
}  // namespace ohmsweep
