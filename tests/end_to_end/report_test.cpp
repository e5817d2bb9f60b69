#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Report : public Workplace {
 protected:
  [[nodiscard]] std::string page() const { return place("report.html").string(); }
  /// The page of the whole library, or as the options narrow it.
  [[nodiscard]] std::string written(const std::vector<std::string>& options = {}) const {
    std::vector<std::string> command{"report", page()};
    command.insert(command.end(), options.begin(), options.end());
    (void)expect_done(command);
    return text_of(place("report.html"));
  }
  /// A curve of 32 ohm, read from a file of three lines.
  void import(const std::string& kind, const std::string& name, const std::string& ohm = "32") const {
    const auto file =
        write("curve.csv", fmt::format("frequency_hz,impedance_ohm,phase_deg\n20,{0},0\n1000,{0},0\n"
                                       "20000,{0},0\n",
                                       ohm));
    std::vector<std::string> command{"import", kind, name, file.string(), "--uncertainty", "1%"};
    if (kind == "amplifier") command.insert(command.end(), {"--output", "phones"});
    (void)expect_done(command);
  }
};

TEST_F(Report, OfALibraryIsOnePageAndTheSameEachTime) {
  measure_everything();
  const std::string first = written();
  EXPECT_THAT(first, AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("\"name\":\"HD\""),
                           HasSubstr("\"name\":\"O2\""), HasSubstr("\"name\":\"desk\"")));
  EXPECT_EQ(written(), first);
  EXPECT_EQ(files_left(), std::vector<std::string>{"report.html"});
}

TEST_F(Report, TellsHowACalibrationMovedAndWhatItsUncertaintyIsMadeOf) {
  (void)expect_done(calibrate_arguments());
  (void)expect_done(calibrate_arguments());
  import("headphone", "HD 600");
  EXPECT_THAT(written(), AllOf(HasSubstr("\"version\":2"), HasSubstr("agrees with the version before"),
                               HasSubstr("\"drift\":{\"device\""), HasSubstr("[\"noise\","),
                               HasSubstr("[\"all together\",")));
}

TEST_F(Report, OfOnePairHoldsThatPairAlone) {
  for (const char* name : {"HD 600", "K 702"}) import("headphone", name);
  for (const char* name : {"O2", "Mojo"}) import("amplifier", name, "1");
  const std::string pair = written({"--headphone", "K 702", "--amplifier", "Mojo"});
  EXPECT_THAT(pair,
              AllOf(HasSubstr("K 702"), HasSubstr("Mojo"), Not(HasSubstr("HD 600")), Not(HasSubstr("O2"))));
}

TEST_F(Report, RatesByTheRuleThatIsAsked) {
  import("headphone", "HD 600");
  import("amplifier", "O2", "3.5");
  EXPECT_THAT(written(), AllOf(HasSubstr("\"rule\":8,"), HasSubstr("\"verdict\":\"P\"")));
  EXPECT_THAT(written({"--rule", "10"}), AllOf(HasSubstr("\"rule\":10,"), HasSubstr("\"verdict\":\"F\"")));
  expect_refused({"report", page(), "--rule", "1:8"}, 2, "--rule '1:8' is not a ratio above zero");
}

TEST_F(Report, RatesBySeveralRulesOfWhichTheFirstIsTheMatrix) {
  import("headphone", "HD 600");
  import("amplifier", "O2", "3.5");
  EXPECT_THAT(written({"--rule", "10", "--rule", "8"}),
              AllOf(HasSubstr("\"rule\":10,\"further\":[8],"), HasSubstr("\"verdict\":\"F\""),
                    HasSubstr("\"bases\":[\"FF--\",\"PP--\"]")));
  expect_refused({"report", page(), "--rule", "8", "--rule", "8"}, 2, "given twice");
}

TEST_F(Report, RatesOverTheBandThatIsAskedFor) {
  import("headphone", "HD 600");
  import("amplifier", "O2", "1");
  EXPECT_THAT(written({"--band", "100Hz:10kHz"}), HasSubstr("\"from\":100,\"to\":10000,"));
  expect_refused({"report", page(), "--band", "10kHz:100Hz"}, 2, "ends before it begins");
}

TEST_F(Report, TellsHowLoudAndNamesWhatIsMissingForIt) {
  import("headphone", "HD 600");
  import("amplifier", "O2", "1");
  EXPECT_THAT(written(), AllOf(HasSubstr("the sensitivity of HD 600"), HasSubstr("the level of O2 phones"),
                               HasSubstr("\"peak\":110,\"silent\":20,")));
  (void)expect_done({"describe", "HD 600", "--sensitivity", "97dB/mW@1kHz"});
  EXPECT_THAT(written({"--peak", "100dB", "--hiss-threshold", "15dB"}),
              AllOf(Not(HasSubstr("the sensitivity of HD 600")), HasSubstr("\"peak\":100,\"silent\":15,"),
                    HasSubstr("100 dB SPL needs")));
  EXPECT_THAT(written({"--needs", "95dB/mW"}),
              AllOf(HasSubstr("\"by\":\"sensitivity\""), HasSubstr("No low sensitivity: 97.0 dB/mW")));
  expect_refused({"report", page(), "--peak", "loud"}, 2, "loud");
}

TEST_F(Report, OfHeadphonesAloneIsWrittenAndOfNothingRefused) {
  expect_refused({"report", page()}, 1, "There is nothing in the library to report");
  EXPECT_FALSE(std::filesystem::exists(page()));
  import("headphone", "HD 600");
  EXPECT_THAT(written(), HasSubstr("HD 600"));
  expect_refused({"report", page(), "--headphone", "HD 60"}, 1, "HD 600");
}

TEST_F(Report, ReplacesAnOlderOneAndSparesItWhereItFails) {
  import("headphone", "HD 600");
  (void)write("report.html", "an older one");
  EXPECT_THAT(written(), StartsWith("<!DOCTYPE html>"));
  expect_refused({"report", place("nowhere/report.html").string()}, 1, "nowhere");
  expect_refused({"report"}, 2, "'report' needs FILE.html");
}

TEST_F(Report, TellsProgramsWhatItWrote) {
  import("headphone", "HD 600");
  import("amplifier", "O2", "1");
  const Outcome outcome = expect_done({"report", page(), "--json"});
  EXPECT_THAT(outcome.out, HasSubstr(R"("headphones": 1, "outputs": 1, "pairings": 1})"));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
