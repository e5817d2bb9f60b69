#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "end_to_end/workplace.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Rails of 9 V of peak: 1 % of harmonics with a fundamental of 9·1.0282/√2 = 6.543 Vrms.
constexpr const char* amplifier = R"([converters]
noise = "-112dBFS"
latency = "20ms"
gain_mismatch = "3%"
output_full_scale = "4Vrms"
input_full_scale = "12Vrms"
[inputs]
source_impedance = "20kohm"
dut_impedance = "20kohm"
[[amplifier]]
name = "O2"
[[amplifier.output]]
name = "phones"
circuit = ["R source tip 2ohm"]
input_impedance = "10kohm"
[[amplifier.output.setting]]
name = "high"
gain = 5.0
clip_voltage = "9V"
noise = "40uV"
[[amplifier.output.setting]]
name = "low"
gain = 1.0
clip_voltage = "9V"
noise = "1uV"
[[amplifier.output]]
name = "protected"
circuit = ["R source tip 1ohm"]
input_impedance = "10kohm"
clip_voltage = "4V"
protection_current = "30mA"
protection_time = "1ms"
[[amplifier.output]]
name = "limited"
circuit = ["R source tip 10ohm"]
input_impedance = "10kohm"
clip_voltage = "2.828V"
current_limit = "40mA"
[[amplifier.output]]
name = "turned"
circuit = ["R source tip 1ohm"]
input_impedance = "10kohm"
[[amplifier.output.setting]]
name = "full"
gain = 1.0
[[amplifier.output.setting]]
name = "middle"
gain = 0.1
[[amplifier.output.setting]]
name = "low"
gain = 0.01
[[amplifier.output]]
name = "xlr"
wiring = "balanced"
circuit = ["R source tip 1ohm"]
cold_circuit = ["R source tip 1ohm"]
noise = "20uV"
clip_voltage = "2.828V"
[[amplifier]]
name = "dongle"
[[amplifier.output]]
name = "jack"
wiring = "player"
circuit = ["R source tip 1ohm"]
[[amplifier.output.setting]]
name = "full"
gain = 1.0
clip_voltage = "1.5V"
imbalance_db = 0.1
[[amplifier.output.setting]]
name = "middle"
gain = 0.05
imbalance_db = 0.5
[[amplifier.output.setting]]
name = "low"
gain = 0.001
imbalance_db = -2.0
)";

constexpr const char* known_volts =
    "[limits]\nsource_full_scale = \"12Vrms\"\ndut_full_scale = \"11.6505Vrms\"\n"
    "full_scale_tolerance = \"1%\"\n";

class MeasureLevelCommand : public Workplace {
 protected:
  [[nodiscard]] std::string bench() const { return "bench:" + write("bench.toml", amplifier).string(); }
  [[nodiscard]] std::string rig() const { return write("rig.toml", known_volts).string(); }
  [[nodiscard]] std::vector<std::string> level(const std::string& name, const std::string& output,
                                               std::vector<std::string> options) const {
    options.insert(options.begin(),
                   {"measure", "level", name, "--output", output, "--audio", bench(), "--rig", rig()});
    return options;
  }
  /// What the bench gives in a state, as a file.
  [[nodiscard]] std::string take_of(const std::string& state, double seconds) const {
    const auto device = make_virtual_bench(parse_bench(amplifier, "bench.toml"), "level");
    Stimulus silence;
    silence.samples.assign(static_cast<std::size_t>(seconds * 48000.0), 0.0);
    const auto file = place(state + ".wav");
    write_take(file, device->play_and_record(silence, {}, {state, "O2", "phones@high", 0}, [](double) {}));
    return state + "=" + file.string();
  }
};

TEST_F(MeasureLevelCommand, FindsWhatTheBenchStates) {
  const Outcome outcome =
      expect_done(level("O2", "phones", {"--setting", "high", "--load", "33ohm/5W", "--yes", "--json"}));
  const json found = json::parse(outcome.out);
  ASSERT_THAT(found.at("clean_voltage"), SizeIs(2));
  const json& unloaded = found.at("clean_voltage").at(0);
  EXPECT_TRUE(unloaded.at("bound").is_null());
  EXPECT_NEAR(unloaded.at("vrms").get<double>(), 6.543, unloaded.at("u95_vrms").get<double>());
  EXPECT_NEAR(found.at("clean_voltage").at(1).at("vrms").get<double>(), 6.543 * 33.0 / 35.0, 0.08);
  const json& noise = found.at("noise").at("unweighted");
  EXPECT_TRUE(noise.at("bound").is_null());
  EXPECT_NEAR(noise.at("vrms").get<double>(), 40e-6, noise.at("u95_vrms").get<double>());
  EXPECT_NEAR(found.at("noise").at("a_weighted").at("vrms").get<double>(),
              40e-6 * std::pow(10.0, -2.048 / 20.0), 1.5e-6);
  EXPECT_NEAR(found.at("gain_db").get<double>(), 13.979, 0.02);
  EXPECT_EQ(found.at("setting"), "high");
}

TEST_F(MeasureLevelCommand, StatesBoundsWhereTheInterfaceEndsFirst) {
  const json found =
      json::parse(expect_done(level("O2", "phones", {"--setting", "low", "--yes", "--json"})).out);
  EXPECT_EQ(found.at("clean_voltage").at(0).at("bound"), "lower");
  EXPECT_NEAR(found.at("clean_voltage").at(0).at("vrms").get<double>(), 4.0, 0.06);
  EXPECT_EQ(found.at("noise").at("unweighted").at("bound"), "upper");
  EXPECT_GE(found.at("noise").at("unweighted").at("vrms").get<double>(), 1e-6);
  EXPECT_FALSE(found.at("findings").empty());
}

TEST_F(MeasureLevelCommand, KeepsLevelsForEachSettingAndShowsThem) {
  (void)expect_done(level("O2", "phones", {"--setting", "high", "--no-clean", "--yes"}));
  (void)expect_done(level("O2", "phones", {"--setting", "low", "--no-noise", "--yes"}));
  const std::string shown = expect_done({"show", "O2"}).out;
  EXPECT_THAT(shown,
              AllOf(HasSubstr("O2 phones, setting high"), HasSubstr("O2 phones, setting low"),
                    HasSubstr("A-weighted, dB(A)"), HasSubstr("unloaded"), HasSubstr("take      noise")));
  const json objects = json::parse(expect_done({"show", "O2", "--json"}).out);
  ASSERT_THAT(objects, SizeIs(2));
  EXPECT_EQ(objects.at(0).at("level").at("output"), "phones");
}

TEST_F(MeasureLevelCommand, FindsTheBalanceOfAPlayer) {
  const json found = json::parse(expect_done(level("dongle", "jack",
                                                   {"--setting", "full", "--wiring", "player", "--balance",
                                                    "--no-noise", "--yes", "--json"}))
                                     .out);
  const json& balance = found.at("imbalance");
  ASSERT_THAT(balance, SizeIs(3));
  // The bench states the other channel over this one, which is the right one.
  EXPECT_NEAR(balance.at(0).at("right_over_left_db").get<double>(), -0.1,
              balance.at(0).at("u95_db").get<double>());
  EXPECT_NEAR(balance.at(1).at("right_over_left_db").get<double>(), -0.5,
              balance.at(1).at("u95_db").get<double>());
  EXPECT_NEAR(balance.at(2).at("right_over_left_db").get<double>(), 2.0,
              balance.at(2).at("u95_db").get<double>());
  EXPECT_NEAR(found.at("clean_voltage").at(0).at("vrms").get<double>(), 1.5 * 1.0282 / std::sqrt(2.0), 0.015);
}

TEST_F(MeasureLevelCommand, WorksFromRecordings) {
  const json found =
      json::parse(expect_done({"measure", "level", "O2", "--output", "phones", "--rig", rig(), "--take",
                               take_of("noise", 5.0), "--take", take_of("shorted", 5.0), "--json"})
                      .out);
  EXPECT_THAT(found.at("clean_voltage"), SizeIs(0));
  const json& noise = found.at("noise").at("unweighted");
  EXPECT_NEAR(noise.at("vrms").get<double>(), 40e-6, noise.at("u95_vrms").get<double>());
}

TEST_F(MeasureLevelCommand, EndsBelowWhereTheOutputProtectsItself) {
  const Outcome outcome =
      expect_done(level("O2", "protected", {"--load", "33ohm/2W", "--no-noise", "--yes", "--json"}));
  const json found = json::parse(outcome.out);
  const json& loaded = found.at("clean_voltage").at(1);
  EXPECT_EQ(loaded.at("bound"), "lower");
  // 30 mA of peak in 33 ohm; a step is 3 dB.
  EXPECT_LE(loaded.at("vrms").get<double>(), 0.7001);
  EXPECT_GE(loaded.at("vrms").get<double>(), 0.49);
  EXPECT_THAT(loaded.at("ended_by").get<std::string>(), HasSubstr("protection"));
  EXPECT_EQ(found.at("findings").at(0).at("code"), "loads_disagree");
}

TEST_F(MeasureLevelCommand, PrintsItsTableForProgramsAndForums) {
  const auto printed = [&](const char* format) {
    return expect_done({"measure", "level", "O2", "--output", "phones", "--rig", rig(), "--take",
                        take_of("noise", 5.0), "--take", take_of("shorted", 5.0), "--format", format})
        .out;
  };
  EXPECT_THAT(printed("csv"), HasSubstr("\nO2,phones,,noise,A-weighted,"));
  EXPECT_THAT(printed("markdown"), HasSubstr("| phones | noise | A-weighted |"));
}

TEST_F(MeasureLevelCommand, NamesACurrentLimit) {
  const json found = json::parse(
      expect_done(level("O2", "limited", {"--load", "16ohm/2W", "--no-noise", "--yes", "--json"})).out);
  EXPECT_TRUE(found.at("clean_voltage").at(0).at("current_limit_a").is_null());
  const json& loaded = found.at("clean_voltage").at(1);
  EXPECT_NEAR(loaded.at("current_limit_a").get<double>(), 0.040, 0.004);
  EXPECT_THAT(loaded.at("ended_by").get<std::string>(), HasSubstr("Current limit about"));
  const json shown = json::parse(expect_done({"show", "O2", "--json"}).out);
  EXPECT_EQ(shown.at(0).at("level").at("clean_voltage").at(1).at("current_limit_a"),
            loaded.at("current_limit_a"));
  for (const char* format : {"csv", "markdown"}) {
    EXPECT_THAT(expect_done({"show", "O2", "--format", format}).out,
                AllOf(HasSubstr("16ohm/2W"), HasSubstr("Current limit about"), HasSubstr("peak")))
        << format;
  }
}

TEST_F(MeasureLevelCommand, MeasuresABalancedOutputBetweenHotAndCold) {
  const json found = json::parse(
      expect_done(level("O2", "xlr", {"--wiring", "balanced", "--load", "33ohm/2W", "--yes", "--json"})).out);
  const json& unloaded = found.at("clean_voltage").at(0);
  const double truth = 2.0 * 2.828 * 1.0282 / std::sqrt(2.0);
  EXPECT_NEAR(unloaded.at("vrms").get<double>(), truth, unloaded.at("u95_vrms").get<double>());
  const json& loaded = found.at("clean_voltage").at(1);
  EXPECT_NEAR(loaded.at("vrms").get<double>(), truth * 33.0 / 35.0, loaded.at("u95_vrms").get<double>());
  const json& noise = found.at("noise").at("unweighted");
  EXPECT_NEAR(noise.at("vrms").get<double>(), 20e-6 * std::sqrt(2.0), noise.at("u95_vrms").get<double>());
}

TEST_F(MeasureLevelCommand, GuidesABalancedOutputAsItsImpedanceIs) {
  RunOptions person;
  person.input = "2mV\nopen\n\n\n\n\n";
  const std::string differential = std::string("[inputs]\ndifferential = \"yes\"\n") + known_volts;
  const auto rig_file = write("differential.toml", differential).string();
  const Outcome outcome = ohmsweep({"measure", "level", "O2", "--output", "xlr", "--audio", bench(), "--rig",
                                    rig_file, "--wiring", "balanced", "--guided"},
                                   person);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("cold contact and the shell"), HasSubstr("input 1 on hot"),
                                 HasSubstr("inputs 1 and 2 stay on hot and cold"),
                                 HasSubstr("off the output and short both")));
  expect_refused({"measure", "level", "O2", "--output", "xlr", "--audio", bench(), "--rig", rig(), "--wiring",
                  "balanced", "--guided", "--yes"},
                 2, "differential");
}

TEST_F(MeasureLevelCommand, BlamesNoInterfaceForAnOutputOnTheSourceChannel) {
  expect_refused(level("O2", "xlr", {"--yes"}), 3, "--wiring balanced");
  expect_refused(level("dongle", "jack", {"--setting", "full", "--yes"}), 3, "--wiring player");
}

TEST_F(MeasureLevelCommand, TakesNoLoopedSourceChannelForTheLeftSide) {
  expect_refused(level("O2", "turned", {"--balance", "--no-clean", "--no-noise", "--yes"}), 3,
                 "wrong_channel");
}

TEST_F(MeasureLevelCommand, StoresNoNoiseOfExchangedTakes) {
  const std::string noise = take_of("noise", 5.0);
  const std::string shorted = take_of("shorted", 5.0);
  expect_refused(
      {"measure", "level", "O2", "--output", "phones", "--rig", rig(), "--take",
       "shorted" + noise.substr(noise.find('=')), "--take", "noise" + shorted.substr(shorted.find('='))},
      3, "exchanged");
}

TEST_F(MeasureLevelCommand, GuidesThroughEveryStep) {
  RunOptions person;
  person.input = "grounded\n\n\n\ns\n\n\n";
  const Outcome outcome =
      ohmsweep(level("O2", "phones", {"--setting", "high", "--load", "33ohm/5W", "--guided"}), person);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("grounded, balanced or active"), HasSubstr("headphone unplugged"),
                                 HasSubstr("Step 1 of 4: Leave the output of O2 without a load"),
                                 HasSubstr("Step 2 of 4: Put 33ohm/5W"),
                                 HasSubstr("Step 3 of 4: Close the input"), HasSubstr("takes 5 W")));
  EXPECT_LT(outcome.err.find("headphone unplugged"), outcome.err.find("Step 1"));
}

TEST_F(MeasureLevelCommand, SaysWhatIsKeptWhenItEndsEarly) {
  RunOptions person;
  person.input = "grounded\n\nq\n";
  const Outcome outcome =
      ohmsweep(level("O2", "phones", {"--setting", "high", "--no-clean", "--guided"}), person);
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("finished takes are kept"), HasSubstr("--take noise=")));
}

TEST_F(MeasureLevelCommand, RefusesWhatCannotBe) {
  const auto refused = [&](const std::vector<std::string>& options, const std::string& says) {
    expect_refused(level("O2", "phones", options), 2, says);
  };
  refused({"--setting", ""}, "setting");
  refused({"--load", "headphone:HD.left"}, "resistor");
  refused({"--load", "loud"}, "'loud'");
  refused({"--no-clean", "--no-noise"}, "--balance");
  refused({"--no-clean", "--load", "33ohm"}, "--load");
  refused({"--wiring", "bridged"}, "looped, player or balanced");
  refused({"--wiring", "balanced", "--balance"}, "--balance");
  refused({"--ground", "balanced"}, "--wiring balanced");
  refused({"--no-noise", "--take", take_of("noise", 3.0)}, "--no-noise");
  refused({"--take", "unloaded=x.wav"}, "unloaded");
  refused({"--take", "noise"}, "noise=FILE");
  expect_refused({"measure", "level", "O2", "--output", "phones", "--audio", bench(), "--yes"}, 2,
                 "ohmsweep volts");
  expect_refused({"measure", "level", "O2", "--rig", rig()}, 2, "--output");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
