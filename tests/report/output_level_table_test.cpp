#include "ohmsweep/report/output_level_table.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

OutputLevel example() {
  OutputLevel level;
  level.setting = "high";
  level.clean.push_back(
      {"unloaded", 0.0, {{5.214, 0.031}, Bound::none}, "The harmonics exceed 1 % above it."});
  level.clean.push_back({"32ohm/0.5W", 32.0, {{1.987, 0.0}, Bound::lower}, "More could break the load."});
  level.noise = OutputNoise{{{3.14e-6, 0.0}, Bound::upper}, {{1.52e-6, 0.04e-6}, Bound::none}};
  level.imbalance.push_back({0.0, {0.021, 0.006}});
  level.imbalance.push_back({47.3, {-1.24, 0.02}});
  level.gain_db = Uncertain{13.98, 0.05};
  return level;
}

TEST(OutputLevelTable, TellsValuesWithTheirIntervalsAndBoundsAsBounds) {
  const std::string text = output_level_table("O2", "front", example());
  EXPECT_THAT(text,
              AllOf(HasSubstr("O2 front, setting high\n"), HasSubstr("5.21 ± 0.06 V"), HasSubstr("14.3"),
                    HasSubstr("> 1.9 V"), HasSubstr("> 123 mW"), HasSubstr("< 3.2 µV"),
                    HasSubstr("1.52 ± 0.08 µV"), HasSubstr("-116.4"), HasSubstr("dB(A)")));
  EXPECT_THAT(text, AllOf(HasSubstr("0.02 ± 0.01 dB"), HasSubstr("-47.3 dB"), HasSubstr("-1.24 ± 0.04 dB"),
                          HasSubstr("gain 14.0 ± 0.1 dB"), HasSubstr("unloaded: The harmonics exceed")));
}

TEST(OutputLevelTable, PutsTheNoiseBelowTheCleanVoltage) {
  // 20 lg (5.214/1.52e-6) = 130.7 dB, and a bound where the noise is one.
  EXPECT_THAT(output_level_table("O2", "front", example()),
              AllOf(HasSubstr("130.7 dB"), HasSubstr("> 124.4 dB")));
}

TEST(OutputLevelTable, NeverWritesAnExponentNorASignedZero) {
  OutputLevel level;
  level.clean.push_back({"33ohm", 33.0, {{3.55e-5, 0.0}, Bound::lower}, "The interface gave way."});
  level.imbalance.push_back({0.0, {-0.0001, 0.01}});
  const std::string text = output_level_table("O2", "front", level);
  EXPECT_THAT(text, AllOf(HasSubstr("> 38.1 pW"), HasSubstr("0.00 ± 0.02 dB"), Not(HasSubstr("-0.0")),
                          Not(HasSubstr("e-"))));
}

TEST(OutputLevelsTable, PutsGainSettingsSideBySide) {
  OutputLevel low = example();
  low.setting = "low";
  low.noise.reset();
  const std::string text = output_levels_table({{"front", example()}, {"front", low}});
  EXPECT_THAT(text, AllOf(HasSubstr("clean, 32ohm/0.5W"), HasSubstr("high"), HasSubstr("low"),
                          HasSubstr("-1.24 ± 0.04 dB"), HasSubstr("5.21 ± 0.06 V")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

TEST(OutputLevelTable, LeavesOutWhatWasNotMeasured) {
  OutputLevel level;
  level.noise = OutputNoise{{{1e-3, 1e-5}, Bound::none}, {{1e-6, 1e-8}, Bound::none}};
  const std::string text = output_level_table("O2", "front", level);
  EXPECT_THAT(text, AllOf(HasSubstr("O2 front\n"), HasSubstr("1.00 ± 0.02 mV"),
                          Not(HasSubstr("clean voltage")), Not(HasSubstr("volume")), Not(HasSubstr("gain"))));
}

}  // namespace
}  // namespace ohmsweep
