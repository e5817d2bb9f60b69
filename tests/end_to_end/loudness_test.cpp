#include <fmt/format.h>
#include <gmock/gmock.h>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// A flat 300 Ω headphone and a 10 Ω output, as other programs would have exported them.
class LoudnessCommand : public Workplace {
 protected:
  static std::string flat(double ohm) {
    std::string text;
    for (const double hz : {20.0, 100.0, 500.0, 1000.0, 5000.0, 20000.0}) {
      text += fmt::format("{} {} 0\n", hz, ohm);
    }
    return text;
  }
  void import_headphone(const std::vector<std::string>& options = {}) const {
    std::vector<std::string> command{
        "import", "headphone", "HD", write("hd.zma", flat(300.0)).string(), "--uncertainty", "1%"};
    command.insert(command.end(), options.begin(), options.end());
    (void)expect_done(command);
  }
};

TEST_F(LoudnessCommand, TellsWhatAPeakNeedsAndWhatIsMissing) {
  import_headphone({"--nominal", "300ohm", "--sensitivity", "97dB/mW@1kHz"});
  const std::string text = expect_done({"loudness"}).out;
  EXPECT_THAT(text,
              AllOf(HasSubstr("2.45 ± 0.01 V"), HasSubstr("19.95 mW"), HasSubstr("missing: an output")));
  (void)expect_done({"import", "amplifier", "O2", write("o2.zma", flat(10.0)).string(), "--output", "front",
                     "--uncertainty", "1%"});
  EXPECT_THAT(expect_done({"loudness"}).out,
              HasSubstr("missing: the level of O2 front; ohmsweep measure level O2 --output front"));
  EXPECT_THAT(expect_done({"loudness", "--json"}).out,
              AllOf(HasSubstr(R"("answer": "unknown")"), HasSubstr(R"("highest_db_spl": null)")));
}

TEST_F(LoudnessCommand, NamesASensitivityThatNobodyStated) {
  import_headphone();
  EXPECT_THAT(expect_done({"loudness"}).out,
              HasSubstr("missing: the sensitivity of HD; ohmsweep describe HD --sensitivity"));
  (void)expect_done({"describe", "HD", "--sensitivity", "102.23dB/V"});
  EXPECT_THAT(expect_done({"loudness"}).out, AllOf(HasSubstr("97.0"), HasSubstr("missing: the frequency")));
}

TEST_F(LoudnessCommand, JudgesBySensitivityAloneWhereAsked) {
  import_headphone({"--sensitivity", "94dB/mW@1kHz"});
  EXPECT_THAT(expect_done({"loudness", "--needs", "95dB/mW"}).out, HasSubstr("needs an amplifier: yes."));
  EXPECT_THAT(expect_done({"loudness", "--needs", "90dB/mW"}).out, HasSubstr("needs an amplifier: no."));
  expect_refused({"loudness", "--needs", "95dB/V"}, 2, "per milliwatt");
  expect_refused({"loudness", "--needs", "loud"}, 2, "no rule");
  expect_refused({"loudness", "--peak", "110"}, 2, "110dB");
}

TEST_F(LoudnessCommand, DescribeKeepsWhatIsNotStatedAgain) {
  import_headphone({"--nominal", "300ohm"});
  (void)expect_done({"describe", "HD", "--sensitivity", "97dB/mW@500Hz"});
  EXPECT_THAT(expect_done({"describe", "HD", "--json"}).out,
              AllOf(HasSubstr(R"("nominal_ohm": 300)"), HasSubstr(R"("sensitivity_hz": 500)")));
  expect_refused({"describe", "HB"}, 1, "HD");
  expect_refused({"describe", "HD", "--sensitivity", "97dB/W"}, 2, "per mW or per V");
  expect_refused({"describe", "HD", "--nominal", "0ohm"}, 2, "above zero");
}

TEST_F(LoudnessCommand, OfAnEmptyLibrarySaysWhereToBegin) {
  expect_refused({"loudness"}, 1, "measure headphone");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
