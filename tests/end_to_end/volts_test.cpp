#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "end_to_end/workplace.h"
#include "ohmsweep/audio/sound_file.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// 2 Vrms full scale behind 100 ohm into two inputs of 20 kohm: -12 dBFS is 497.4 mV there.
constexpr const char* interface = R"([converters]
noise = "-100dBFS"
latency = "20ms"
gain_mismatch = "3%"
output_full_scale = "2Vrms"
input_full_scale = "4Vrms"
[wiring]
output_resistance = "100ohm"
[inputs]
source_impedance = "20kohm"
dut_impedance = "20kohm"
)";

class VoltsCommand : public Workplace {
 protected:
  [[nodiscard]] std::vector<std::string> volts(std::vector<std::string> options) const {
    options.insert(options.begin(),
                   {"volts", "--audio", "bench:" + write("bench.toml", interface).string(), "--yes"});
    return options;
  }
};

TEST_F(VoltsCommand, FindsTheScalesOfABench) {
  const json found = json::parse(expect_done(volts({"--reading", "497.4mV+-0.5%", "--json"})).out);
  EXPECT_NEAR(found.at("source_full_scale_vrms").get<double>(), 4.0, 0.001);
  EXPECT_NEAR(found.at("dut_full_scale_vrms").get<double>(), 4.0 / 1.03, 0.001);
  EXPECT_NEAR(found.at("output_full_scale_vrms").get<double>(), 2.0 / 1.01, 0.001);
  EXPECT_NEAR(found.at("full_scale_tolerance").get<double>(), 0.005, 0.0002);
  EXPECT_EQ(found.at("level_dbfs"), -12.0);
  EXPECT_TRUE(found.at("written").is_null());
}

TEST_F(VoltsCommand, WritesTheRigAndKeepsItsComments) {
  const auto rig = write("rig.toml", "# my desk\n[limits]\ndrift = \"0.2%\" # warm\n");
  const Outcome outcome = expect_done(volts({"--reading", "0.4974V", "--rig", rig.string()}));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("source"), HasSubstr("dBu")));
  EXPECT_THAT(text_of(rig),
              AllOf(HasSubstr("# my desk\n[limits]\ndrift = \"0.2%\" # warm\n"),
                    HasSubstr("dut_full_scale = \"3.88"), HasSubstr("full_scale_tolerance = \"2%\"")));
}

TEST_F(VoltsCommand, PrintsWhatToPutInWithoutARigFile) {
  EXPECT_THAT(expect_done(volts({"--reading", "0.4974V"})).out,
              AllOf(HasSubstr("[limits]"), HasSubstr("source_full_scale = \"4Vrms\"")));
}

TEST_F(VoltsCommand, TakesTheReadingFromWhoeverTypesIt) {
  std::vector<std::string> command = volts({"--json"});
  std::erase(command, "--yes");
  RunOptions person;
  person.input = "yes\n1.2VDC\n0.4974V\n";
  const Outcome outcome = ohmsweep(command, person);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("off the ears"), HasSubstr("V~"), HasSubstr("direct voltage")));
  EXPECT_NEAR(json::parse(outcome.out).at("source_full_scale_vrms").get<double>(), 4.0, 0.01);
  person.input = "yes\n";
  EXPECT_THAT(ohmsweep(command, person).err, HasSubstr("reading is missing"));
}

TEST_F(VoltsCommand, DeclaresWhatTheMakerStates) {
  const auto rig = write("rig.toml", "[limits]\ndut_full_scale = \"3Vrms\"\n");
  const json declared =
      json::parse(expect_done({"volts", "--declare", "+24dBu", "--rig", rig.string(), "--json"}).out);
  EXPECT_NEAR(declared.at("input_full_scale_vrms").get<double>(), 12.277, 0.001);
  EXPECT_TRUE(declared.at("dut_full_scale_vrms").is_null());
  EXPECT_THAT(text_of(rig), AllOf(HasSubstr("# dut_full_scale"), Not(HasSubstr("tolerance"))));
}

TEST_F(VoltsCommand, ReadsARecordedTone) {
  Recording take;
  take.sample_rate = 48000;
  for (int n = 0; n < 3 * 48000; ++n) {
    const double tone = std::sin(2.0 * 3.14159265358979 * 220.0 * n / 48000.0);
    take.source.push_back(0.25 * tone);
    take.dut.push_back(0.2 * tone);
  }
  write_take(place("tone.wav"), take);
  const json found = json::parse(
      expect_done({"volts", "--take", "tone=" + place("tone.wav").string(), "--reading", "1V", "--json"})
          .out);
  EXPECT_NEAR(found.at("source_full_scale_vrms").get<double>(), 4.0, 0.001);
  EXPECT_NEAR(found.at("dut_full_scale_vrms").get<double>(), 5.0, 0.001);
  EXPECT_TRUE(found.at("output_full_scale_vrms").is_null());
}

TEST_F(VoltsCommand, RefusesReadingsThatAreNone) {
  const auto refused = [&](const std::vector<std::string>& options, int code, const std::string& says) {
    expect_refused(volts(options), code, says);
  };
  refused({"--reading", "0V"}, 2, "'0V'");
  refused({"--reading", "-1V"}, 2, "'-1V'");
  refused({"--reading", "1VDC"}, 2, "AC volts");
  refused({"--reading", "3Vpp"}, 2, "2.828");
  refused({"--reading", "1234"}, 2, "'1234'");
  refused({"--reading", "100V"}, 3, "60 V");
  refused({"--reading", "1mV"}, 3, "50 mV");
  refused({}, 2, "--reading");
  refused({"--reading", "1V", "--level", "0dBFS"}, 2, "--level");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
