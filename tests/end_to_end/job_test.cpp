#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// |Z| of dynamic300 left at 1 kHz and of interface, from the demo's bench.
constexpr double headphone_1khz_ohm = 300.5;
constexpr double output_ohm = 10.0;

class Job : public Workplace {};

TEST_F(Job, RunsFromTakesToAVerdict) {
  EXPECT_THAT(expect_done(calibrate_arguments()).err, HasSubstr("Stored calibration desk@1"));
  EXPECT_THAT(expect_done(headphone_arguments()).err,
              AllOf(HasSubstr("Stored HD left"), HasSubstr("desk@1")));
  EXPECT_THAT(expect_done(amplifier_arguments()).err, HasSubstr("Stored O2 front"));
  EXPECT_THAT(expect_done({"rate"}).out, AllOf(HasSubstr("HD"), HasSubstr("O2"), HasSubstr("pass")));
}

TEST_F(Job, FindsTheHeadphoneWithinItsOwnInterval) {
  measure_everything();
  const json shown = json::parse(expect_done({"show", "HD", "--json"}).out);
  ASSERT_THAT(shown, SizeIs(2));
  const json& left = shown[0]["result"];
  EXPECT_EQ(left["channel"], "left");
  EXPECT_EQ(left["calibration"], "desk@1");
  EXPECT_NEAR(left["nominal_impedance_ohm"].get<double>(), headphone_1khz_ohm, 2.0);
  EXPECT_LT(left["nominal_impedance_u95_ohm"].get<double>(), 2.0);
}

TEST_F(Job, FindsTheOutputsImpedance) {
  measure_everything();
  const json shown = json::parse(expect_done({"show", "O2", "--json"}).out);
  EXPECT_NEAR(shown.at(0)["result"]["nominal_impedance_ohm"].get<double>(), output_ohm, 0.03);
}

TEST_F(Job, PrintsMeasuredCurvesAsJsonWhenAsked) {
  expect_done(calibrate_arguments());
  std::vector<std::string> arguments = headphone_arguments();
  arguments.emplace_back("--json");
  const json printed = json::parse(expect_done(arguments).out);
  ASSERT_THAT(printed, SizeIs(2));
  EXPECT_EQ(printed[1]["channel"], "right");
  EXPECT_EQ(printed[1]["version"], 1);
}

TEST_F(Job, WithoutACalibrationIsStoredAndMarked) {
  const Outcome outcome = expect_done(headphone_arguments());
  EXPECT_THAT(outcome.err, HasSubstr("uncalibrated"));
  EXPECT_THAT(outcome.out, HasSubstr("(uncalibrated)"));
  EXPECT_THAT(expect_done({"list"}).out, HasSubstr("uncalibrated"));
}

TEST_F(Job, VerifiesTheCalibrationWithAResistorOfItsOwn) {
  measure_everything();
  const auto check = [](const std::string& state) {
    return with_takes({"verify", "desk"}, {take(state, "check.wav")});
  };
  EXPECT_THAT(expect_done(check("33ohm+-0.1%")).out, HasSubstr("agrees"));
  const Outcome wrong = ohmsweep(check("22ohm+-0.1%"));
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_THAT(wrong.out, HasSubstr("disagrees"));
}

TEST_F(Job, IsQuietWhenAsked) {
  std::vector<std::string> arguments = calibrate_arguments();
  arguments.insert(arguments.begin(), "--quiet");
  const Outcome outcome = expect_done(arguments);
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_THAT(outcome.out, HasSubstr("desk@1"));
}

TEST_F(Job, TakesGlobalOptionsBeforeAndAfterTheCommand) {
  measure_everything();
  EXPECT_EQ(expect_done({"--json", "list"}).out, expect_done({"list", "--json"}).out);
}

TEST_F(Job, WritesNoProgressIntoAPipe) {
  EXPECT_EQ(expect_done(calibrate_arguments()).err.find('\r'), std::string::npos);
}

TEST_F(Job, FindsTheLibraryThroughTheEnvironment) {
  measure_everything();
  RunOptions options;
  options.environment["OHMSWEEP_LIBRARY"] = library().string();
  const Outcome outcome = run({"list"}, options);
  EXPECT_THAT(outcome.out, HasSubstr("HD left"));
}

TEST_F(Job, KeepsTheContractOfRatingsJson) {
  measure_everything();
  const json rated = json::parse(expect_done({"rate", "--format", "json"}).out);
  ASSERT_THAT(rated, SizeIs(2));
  for (const char* key :
       {"headphone", "channel", "amplifier", "output", "rule", "min_impedance_ohm", "min_impedance_hz",
        "nominal_impedance_ohm", "output_impedance_ohm", "worst_ratio", "worst_ratio_u95", "worst_ratio_hz",
        "verdict", "deviation_min_db", "deviation_max_db", "deviation_peak_to_peak_db", "damping_factor_min",
        "upper_bound"}) {
    EXPECT_TRUE(rated[0].contains(key)) << key;
  }
  EXPECT_EQ(rated[0]["verdict"], "pass");
  EXPECT_NEAR(rated[0]["worst_ratio"].get<double>(), 30.0, 0.3);
}

TEST_F(Job, ChecksEveryPairingByTheRuleAskedFor) {
  measure_everything();
  EXPECT_EQ(ohmsweep({"rate", "--check"}).exit_code, 0);
  EXPECT_EQ(ohmsweep({"rate", "--check", "--rule", "40"}).exit_code, 3);
  EXPECT_EQ(ohmsweep({"rate", "--rule", "40"}).exit_code, 0);
}

TEST_F(Job, HasNothingToRateInAnEmptyLibrary) {
  expect_refused({"rate"}, 1, "no headphone");
  expect_refused({"rate", "--headphone", "HE400"}, 1, "HE400");
}

TEST_F(Job, ExportsACurveToAFileAsAWhole) {
  measure_everything();
  const std::string file = place("left.csv").string();
  expect_done({"export", "headphone", "HD", "--channel", "left", "--format", "csv", "-o", file});
  const std::string text = text_of(file);
  EXPECT_THAT(text, HasSubstr("frequency_hz,impedance_ohm,phase_deg,resistance_ohm,reactance_ohm,"
                              "impedance_u95_ohm,phase_u95_deg,snr_db\n"));
  EXPECT_GT(std::count(text.begin(), text.end(), '\n'), 480);
  EXPECT_THAT(files_left(), ElementsAre("left.csv"));
}

TEST_F(Job, ExportsJsonToStdout) {
  measure_everything();
  EXPECT_TRUE(json::accept(expect_done({"export", "amplifier", "O2", "--format", "json"}).out));
}

TEST_F(Job, AsksWhichChannelToExportWhenThereAreTwo) {
  measure_everything();
  expect_refused({"export", "headphone", "HD"}, 2, "--channel");
}

TEST_F(Job, RemovesWhatItIsToldAndNothingElse) {
  measure_everything();
  expect_done({"remove", "HD", "--channel", "left"});
  const std::string left = expect_done({"list"}).out;
  EXPECT_THAT(left, AllOf(HasSubstr("HD right"), HasSubstr("O2 front"), HasSubstr("desk@1")));
  EXPECT_EQ(left.find("HD left"), std::string::npos);
  expect_refused({"remove", "HD", "--output", "front"}, 2, "--output");
  expect_refused({"remove", "OD"}, 1, "OD");
}

TEST_F(Job, SaysWhenANameIsMoreThanOneThing) {
  measure_everything();
  std::vector<std::string> arguments = calibrate_arguments();
  arguments[1] = "HD";
  expect_done(arguments);
  expect_refused({"show", "HD"}, 1, "--kind");
  EXPECT_THAT(expect_done({"show", "HD", "--kind", "calibration"}).out, HasSubstr("calibration HD@1"));
}

TEST_F(Job, ShowsFindingsAndOrigin) {
  measure_everything();
  EXPECT_THAT(expect_done({"show", "HD"}).out, AllOf(HasSubstr("left.wav"), HasSubstr("desk@1")));
  EXPECT_THAT(expect_done({"show", "desk"}).out, AllOf(HasSubstr("open"), HasSubstr("100ohm")));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
