#include "ohmsweep/report/loudness_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

RatedLoudness example() {
  RatedLoudness row{"HD600", "left", "O2", "front", "high", {}};
  Loudness& l = row.loudness;
  l.sensitivity_db_mw = Bounded{{97.0}};
  l.sensitivity_db_v = Bounded{{102.23, 0.1}};
  l.needed_vrms = Bounded{{2.4495, 0.01}};
  l.needed_a = Bounded{{0.00816, 0.0001}};
  l.needed_w = Bounded{{0.01995}};
  l.highest_db = Bounded{{112.34, 0.1}};
  l.headroom_db = Bounded{{2.34, 0.1}};
  l.hiss_db = Bounded{{13.32}, Bound::upper};
  l.hiss = Audibility::silent;
  l.need = {Need::no, false, false, "It gets 2.3 dB above 110 dB."};
  l.missing = {{"the gain of O2 front", "ohmsweep measure level O2 --output front --wiring looped"}};
  return row;
}

TEST(LoudnessTable, TellsValuesWithIntervalsAndBoundsAsBounds) {
  const std::string text = loudness_table({example()}, {});
  EXPECT_THAT(text,
              AllOf(HasSubstr("110 dB need"), HasSubstr("2.45 ± 0.02 V"), HasSubstr("8.2 ± 0.2 mA"),
                    HasSubstr("112.3 ± 0.2 dB"), HasSubstr("< 13.4 dB, silent"), HasSubstr("19.95 mW")));
}

TEST(LoudnessTable, SaysWhatIsMissingOnceAndHowToGetIt) {
  const std::string text = loudness_table({example(), example()}, {});
  const std::string line =
      "missing: the gain of O2 front; ohmsweep measure level O2 --output front --wiring looped\n";
  EXPECT_THAT(text, HasSubstr(line));
  EXPECT_EQ(text.find(line), text.rfind(line));
}

TEST(LoudnessTable, OfAHeadphoneAloneHasNoTableOfOutputs) {
  RatedLoudness row = example();
  row.amplifier.clear();
  EXPECT_THAT(loudness_table({row}, {}), Not(HasSubstr("highest")));
}

TEST(LoudnessTable, ShowsHostileNamesOnOneLine) {
  RatedLoudness row = example();
  row.headphone = "a\nb\x1b[31m";
  EXPECT_THAT(loudness_table({row}, {}), AllOf(HasSubstr(R"(a\nb\x1b[31m)"), Not(HasSubstr("\x1b"))));
}

}  // namespace
}  // namespace ohmsweep
