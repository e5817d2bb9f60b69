#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>

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
  expect_refused({"describe", "HD", "--nominal", "0ohm"}, 2, "'0ohm' is no nominal");
}

TEST_F(LoudnessCommand, RefusesAWrongFigureWithTheFigureAndWhatToWrite) {
  import_headphone({"--nominal", "300ohm"});
  for (const char* text : {"100dB", "100", "nan", "nandB/mW", "-5 dB/mW", "1e9dB/mW", "", "97dB/W",
                           "97dB/10mW", "97dB/mW@", "97dB/mW@200kHz", "97dB/mW@1V", "97 db/mw"}) {
    expect_refused({"describe", "HD", "--sensitivity", text}, 2, fmt::format("'{}' ", text));
    expect_refused({"describe", "HD", "--sensitivity", text}, 2, "97dB/mW");
  }
  expect_refused({"describe", "HD", "--sensitivity", "97dB/10mW"}, 2, "per '10mW'");
  for (const char* text : {"8", "8V", "nan", "-8ohm", "0ohm", "1e12ohm"}) {
    expect_refused({"describe", "HD", "--nominal", text}, 2, fmt::format("'{}' is", text));
  }
  EXPECT_THAT(expect_done({"describe", "HD"}).out, AllOf(HasSubstr("300 Ω"), HasSubstr("not stated")));
}

TEST_F(LoudnessCommand, RefusesSettingsThatAreNone) {
  import_headphone();
  for (const auto& [option, text, says] :
       std::vector<std::array<const char*, 3>>{{"--peak", "nan", "110dB"},
                                               {"--peak", "110dB/mW", "110dB"},
                                               {"--peak", "500dB", "0 to 200 dB"},
                                               {"--hiss-threshold", "20V", "110dB"},
                                               {"--sensitivity-within", "-3dB", "0 to 200 dB"},
                                               {"--source", "2", "12.3Vrms"},
                                               {"--source", "0V", "above zero"},
                                               {"--needs", "95dB", "97dB/mW"}}) {
    expect_refused({"loudness", option, text}, 2, fmt::format("'{}' ", text));
    expect_refused({"loudness", option, text}, 2, says);
  }
  expect_refused({"loudness", "--headphone", "HB"}, 1, "'HD'");
  expect_refused({"loudness", "--amplifier", "O2"}, 1, "'O2'");
}

TEST_F(LoudnessCommand, OfAnEmptyLibrarySaysWhereToBegin) {
  expect_refused({"loudness"}, 1, "measure headphone");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
