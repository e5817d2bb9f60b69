#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Its inputs reach full scale with -6 dBFS.
constexpr const char* hot_inputs = R"([converters]
noise = "-100dBFS"
hum = "-80dBFS"
latency = "20ms"
output_full_scale = "2Vrms"
input_full_scale = "1Vrms"
)";

class Levels : public Workplace {
 protected:
  [[nodiscard]] std::vector<std::string> levels(std::vector<std::string> options) const {
    options.insert(options.begin(),
                   {"levels", "--audio", "bench:" + write("bench.toml", hot_inputs).string(), "--yes"});
    return options;
  }
  [[nodiscard]] std::string rig_of_two_volts() const {
    return write("rig.toml", "[limits]\noutput_full_scale = \"2Vrms\"\n").string();
  }
};

TEST_F(Levels, AreFoundBelowTheLevelThatClips) {
  const Outcome outcome = expect_done(levels({"--find", "--max-level", "0dBFS", "--json"}));
  const json found = json::parse(outcome.out);
  EXPECT_EQ(found.at("stopped_by"), "clipping");
  EXPECT_LE(found.at("level_dbfs").get<double>(), -9.0);
  EXPECT_GE(found.at("level_dbfs").get<double>(), -10.3);
  EXPECT_THAT(found.at("reason").get<std::string>(), HasSubstr("cut off"));
  EXPECT_EQ(found.at("steps").front().at("level_dbfs"), -50.0);
  EXPECT_TRUE(found.at("open_voltage_vrms").is_null());
}

TEST_F(Levels, EndAtTheUsualLevelWhileVoltsAreUnknown) {
  const Outcome outcome = expect_done(levels({"--find"}));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("Level: -12dBFS"), HasSubstr("volts are unknown"),
                                 HasSubstr("sweep.wav --level -12dBFS")));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("output_full_scale"), HasSubstr("-50.0 dBFS: source peak")));
}

TEST_F(Levels, WarnOfTheEarsBeforeTheFirstSound) {
  const std::string err = expect_done(levels({"--find"})).err;
  EXPECT_LT(err.find("off the ears"), err.find("source peak"));
  const std::string tone = expect_done(levels({"--level", "-30dBFS", "--seconds", "1"})).err;
  EXPECT_THAT(tone, HasSubstr("off the ears"));
  EXPECT_THAT(expect_done(levels({"--seconds", "1"})).err, Not(HasSubstr("off the ears")));
}

TEST_F(Levels, KeepThePowerIntoADeviceBelowAMilliwatt) {
  const json found = json::parse(expect_done(levels({"--find", "--rig", rig_of_two_volts(), "--json"})).out);
  EXPECT_EQ(found.at("stopped_by"), "bound");
  EXPECT_LE(found.at("highest_power_w").get<double>(), 1e-3);
  EXPECT_GE(found.at("highest_power_w").get<double>(), 0.95e-3);
  const json less = json::parse(
      expect_done(levels({"--find", "--rig", rig_of_two_volts(), "--max-voltage", "100mV", "--json"})).out);
  EXPECT_LE(less.at("open_voltage_vrms").get<double>(), 0.1);
  EXPECT_GE(less.at("open_voltage_vrms").get<double>(), 0.098);
}

TEST_F(Levels, OfALibraryCountItsLowestHeadphone) {
  measure_everything();
  const Outcome outcome = expect_done(levels({"--find", "--rig", rig_of_two_volts()}));
  EXPECT_THAT(outcome.out, HasSubstr("the lowest impedance seen so far"));
}

TEST_F(Levels, MakeNoLibrary) {
  (void)expect_done(levels({"--find", "--max-level", "-45dBFS"}));
  EXPECT_FALSE(std::filesystem::exists(library()));
}

TEST_F(Levels, AreMeteredOnALineForEachSecond) {
  const Outcome outcome = expect_done(levels({"--level", "-20dBFS", "--seconds", "3"}));
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 3);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("1 s: source peak -14.0 dBFS"), HasSubstr("SNR"),
                                 HasSubstr("hum -80"), HasSubstr("ratio 1")));
}

TEST_F(Levels, AreMeteredAsOneObject) {
  const json metered =
      json::parse(expect_done(levels({"--level", "-20dBFS", "--seconds", "2", "--json"})).out);
  EXPECT_NEAR(metered.at("source").at("peak_dbfs").get<double>(), -14.0, 0.1);
  EXPECT_NEAR(metered.at("source").at("rms_dbfs").get<double>(), -17.0, 0.1);
  EXPECT_NEAR(metered.at("dut").at("hum_dbfs").get<double>(), -80.0, 0.3);
  EXPECT_NEAR(metered.at("source").at("snr_db").get<double>(), 63.0, 1.0);
  EXPECT_EQ(metered.at("mains_hz"), 50.0);
  EXPECT_NEAR(metered.at("ratio").get<double>(), 1.0, 1e-3);
  EXPECT_NEAR(metered.at("elapsed_s").get<double>(), 2.0, 1e-9);
}

TEST_F(Levels, CountWhatIsClipped) {
  const json metered = json::parse(
      expect_done(levels({"--level", "-3dBFS", "--max-level", "-3dBFS", "--seconds", "1", "--json"})).out);
  EXPECT_GT(metered.at("source").at("clipped_samples").get<int>(), 1000);
  EXPECT_EQ(metered.at("source").at("peak_dbfs").get<double>(), 0.0);
}

TEST_F(Levels, AreDrawnWithinATerminalsEightyColumns) {
  RunOptions on_terminal;
  on_terminal.terminal = true;
  const Outcome outcome = ohmsweep(
      levels({"--level", "-3dBFS", "--max-level", "-3dBFS", "--seconds", "1", "--json"}), on_terminal);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("source [####"), HasSubstr("dut    [####"), HasSubstr("CLIPPED")));
  int drawn = 0;
  for (std::size_t at = outcome.err.find("] peak"); at != std::string::npos;
       at = outcome.err.find("] peak", at + 1)) {
    const std::size_t name = outcome.err.rfind('[', at) - 7;
    EXPECT_LE(outcome.err.find_first_of("\r\n\033", at) - name, 79U);
    ++drawn;
  }
  EXPECT_GE(drawn, 20);
}

TEST_F(Levels, EndWithCtrlCAndWithoutAResult) {
  RunOptions impatient;
  impatient.interrupt_after_s = 0.5;
  impatient.terminal = true;
  const Outcome outcome = ohmsweep(levels({"--seconds", "1000", "--json"}), impatient);
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(Levels, RefuseWhatIsNoLimit) {
  const auto refused = [&](const std::vector<std::string>& options, const std::string& says) {
    expect_refused(levels(options), 2, says);
  };
  refused({"--seconds", "-5"}, "'-5s'");
  refused({"--seconds", "soon"}, "'soon'");
  refused({"--max-level", "3dBFS"}, "'3dBFS'");
  refused({"--max-level", "-12dB"}, "'-12dB'");
  refused({"--max-power", "3"}, "'3'");
  refused({"--max-power", "-1mW"}, "'-1mW'");
  refused({"--max-voltage", "0V"}, "'0V'");
  refused({"--max-voltage", "1V"}, "output_full_scale");
  refused({"--max-power", "1mW"}, "output_full_scale");
  refused({"--find", "--level", "-20dBFS"}, "--level");
  refused({"--find", "--seconds", "5"}, "--seconds");
}

TEST_F(Levels, RefuseALevelAboveTheLimit) {
  expect_refused(levels({"--level", "-6dBFS"}), 2, "--max-level");
  expect_refused(levels({"--level", "-6dBFS", "--rig", rig_of_two_volts()}), 2, "1 mW");
}

TEST_F(Levels, RejectARigThatHearsNothing) {
  const std::string deaf = write("deaf.toml",
                                 "[converters]\nnoise = \"-90dBFS\"\n"
                                 "input_full_scale = \"10000000Vrms\"\n")
                               .string();
  const Outcome outcome = ohmsweep({"levels", "--find", "--yes", "--audio", "bench:" + deaf});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("hears nothing"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

}  // namespace
}  // namespace ohmsweep::end_to_end
