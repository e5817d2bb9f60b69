/// The outputs of a bench file, and the shipped bench of outputs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

const std::string head = "[[amplifier]]\nname = \"a\"\n[[amplifier.output]]\nname = \"o\"\n";
const std::string plain_circuit = "circuit = [\"R source tip 1ohm\"]\n";

BenchOutput output_of(const std::string& keys) {
  return parse_bench(head + plain_circuit + keys, "my.toml").amplifiers.at(0).outputs.at(0);
}

std::string refusal(const std::string& keys) {
  try {
    (void)output_of(keys);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(OutputInABenchFile, IsIdealWhereNothingIsWritten) {
  BenchOutput ideal;
  ideal.name = "o";
  ideal.circuit = {{resistor("R", "source", "tip", 1.0_ohm)}};
  EXPECT_EQ(output_of(""), ideal);
}

TEST(OutputInABenchFile, ReadsAPlayer) {
  const BenchOutput output = output_of(R"(wiring = "player"
ground_resistance = "20mohm"
clock_offset = "-500ppm"
start = "60s"
imbalance_db = 0.5
crosstalk_db = -60.0
mono_sum = true
loudness_db = 9.0
[[amplifier.output.equaliser]]
shape = "high-shelf"
frequency = "8kHz"
gain_db = -2.5
q = 1.0
[amplifier.output.automatic_gain]
threshold = "-20dBFS"
ratio = 8.0
attack = "5ms"
release = "200ms"
most_gain_db = 12.0
)");
  EXPECT_EQ(output.kind, OutputKind::player);
  EXPECT_EQ(output.ground_ohm, 0.02);
  EXPECT_NEAR(output.clock_offset, -500e-6, 1e-15);
  EXPECT_EQ(output.start_s, 60.0);
  EXPECT_EQ(output.imbalance_db, 0.5);
  EXPECT_NEAR(output.crosstalk, 1e-3, 1e-15);
  EXPECT_TRUE(output.sound.mono_sum);
  EXPECT_EQ(output.sound.loudness_db, 9.0);
  ASSERT_EQ(output.sound.equaliser.size(), 1U);
  EXPECT_EQ(output.sound.equaliser[0], (EqualiserBand{FilterShape::high_shelf, 8000.0, -2.5, 1.0}));
  ASSERT_TRUE(output.sound.automatic_gain.has_value());
  EXPECT_NEAR(output.sound.automatic_gain->threshold, 0.1, 1e-15);
  EXPECT_EQ(output.sound.automatic_gain->ratio, 8.0);
  EXPECT_EQ(output.sound.automatic_gain->attack_s, 0.005);
  EXPECT_EQ(output.sound.automatic_gain->release_s, 0.2);
  EXPECT_EQ(output.sound.automatic_gain->most_gain_db, 12.0);
}

TEST(OutputInABenchFile, ReadsWhereAnOutputEndsAndWhatItAdds) {
  const BenchOutput output = output_of(R"(clip_voltage = "4V"
current_limit = "50mA"
protection_current = "80mA"
protection_time = "20ms"
volume_step = "-2%"
volume_step_take = 3
noise = "5uV"
hum = "100uV"
hum_frequency = "60Hz"
hum_harmonics = ["0%", "100%"]
)");
  EXPECT_EQ(output.limits, (OutputLimits{4.0, 0.05, 0.08, 0.02}));
  EXPECT_EQ(output.volume_step, (VolumeStep{-0.02, 3}));
  EXPECT_EQ(output.noise.rms_volts, 5e-6);
  EXPECT_EQ(output.noise.hum, (Hum{100e-6, 60.0, {0.0, 1.0}}));
}

TEST(OutputInABenchFile, ASettingKeepsWhatItDoesNotState) {
  const BenchOutput output = output_of(
      "gain = 2.0\nnoise = \"5uV\"\nclip_voltage = \"4V\"\n[[amplifier.output.setting]]\nname = \"low\"\n"
      "gain = 0.5\n[[amplifier.output.setting]]\nname = \"high\"\nnoise = \"9uV\"\nimbalance_db = 0.3\n");
  EXPECT_EQ(output.settings,
            (std::vector<GainSetting>{{"low", 0.5, 5e-6, 4.0, 0.0}, {"high", 2.0, 9e-6, 4.0, 0.3}}));
}

TEST(OutputInABenchFile, ReadsBothLegsAndACore) {
  const BenchOutput balanced =
      output_of("wiring = \"balanced\"\ncold_circuit = [\"R source tip 2ohm\"]\nimbalance_db = 0.1\n");
  EXPECT_EQ(balanced.cold_circuit.elements.at(0).value, 2.0);
  const std::string transformer = "circuit = [\"R source tip 5ohm\", \"Lm tip 0 1H\"]\n";
  const Bench bench = parse_bench(head + transformer + "core = \"Lm\"\ncore_current = \"20mA\"\n", "f");
  EXPECT_EQ(bench.amplifiers[0].outputs[0].core, (SaturatingCore{"Lm", 0.02}));
}

TEST(OutputInABenchFile, RefusesWhatItsWiringHasNoUseFor) {
  EXPECT_THAT(refusal("mono_sum = true\n"),
              HasSubstr("line 6: 'mono_sum' belongs to an output of wiring 'player'"));
  EXPECT_THAT(refusal("cold_circuit = [\"R source tip 2ohm\"]\n"), HasSubstr("'balanced'"));
  EXPECT_THAT(refusal("wiring = \"player\"\ncore = \"R\"\n"), HasSubstr("'looped'"));
}

TEST(OutputInABenchFile, RefusesWhatCannotBe) {
  EXPECT_THAT(refusal("wiring = \"player\"\nstart = \"61s\"\n"), HasSubstr("60s at most"));
  EXPECT_THAT(refusal("core = \"R\"\ncore_current = \"1mA\"\n"), HasSubstr("no inductor"));
  EXPECT_THAT(refusal("core_current = \"1mA\"\n"), HasSubstr("core"));
  EXPECT_THAT(refusal("current_limit = \"50mV\"\n"), HasSubstr("a current"));
  EXPECT_THAT(refusal("wiring = \"player\"\n[amplifier.output.automatic_gain]\nratio = 0.5\n"),
              HasSubstr("1 or more"));
  EXPECT_THAT(refusal("[[amplifier.output.setting]]\nname = \"a@b\"\n"), HasSubstr("'@'"));
  EXPECT_THAT(
      refusal("[[amplifier.output.setting]]\nname = \"a\"\n[[amplifier.output.setting]]\nname = \"a\"\n"),
      HasSubstr("taken"));
}

TEST(InterfaceInABenchFile, ReadsWhatChangesFromTakeToTake) {
  const Bench bench = parse_bench(
      "[converters]\ngain_walk = \"30ppm\"\nwarm_up = \"-0.1%\"\nwarm_up_takes = 3.5\n[wiring]\nplug = "
      "\"1mohm\"\ncontact_per_connection = true\n",
      "f");
  EXPECT_NEAR(bench.converters.gain_walk_per_take, 30e-6, 1e-18);
  EXPECT_NEAR(bench.converters.warm_up, -1e-3, 1e-18);
  EXPECT_EQ(bench.converters.warm_up_takes, 3.5);
  EXPECT_EQ(bench.wiring.plug_ohm, 0.001);
  EXPECT_TRUE(bench.wiring.contact_per_connection);
  EXPECT_THROW((void)parse_bench("[converters]\nwarm_up_takes = 0\n", "f"), Error);
}

// ---- calibration/benches/outputs.toml

const Bench& outputs() {
  static const Bench bench =
      read_bench(std::filesystem::path(OHMSWEEP_SOURCE_DIR) / "calibration/benches/outputs.toml");
  return bench;
}

double ohms(const std::string& amplifier, const std::string& output, double hz) {
  return std::abs(true_output_impedance(outputs(), amplifier, output, Hertz(hz)));
}

TEST(ShippedOutputs, HaveTheImpedancesThatTheirCommentsState) {
  EXPECT_NEAR(ohms("solid", "phones@low", 1e3), 0.1, 1e-4);
  EXPECT_NEAR(ohms("reference", "phones", 1e3), 0.02, 1e-4);
  EXPECT_NEAR(ohms("dongle", "phones", 1e3), 1.0, 1e-4);
  EXPECT_NEAR(ohms("phone", "phones", 1e3), 10.0, 1e-3);
  EXPECT_NEAR(ohms("receiver", "front", 1e3), 38.0, 0.05);
  EXPECT_GT(ohms("receiver", "front", 20.0), 80.0);
  EXPECT_NEAR(ohms("studio", "phones", 1e3), 120.0, 1e-9);
  EXPECT_NEAR(ohms("duo", "balanced", 1e3), 1.01, 1e-3);
  EXPECT_NEAR(ohms("duo", "single", 1e3), 0.5, 1e-3);
  EXPECT_EQ(true_shared_ground(outputs(), "dongle", "phones"), 0.02);
  EXPECT_NEAR(true_leg_impedance(outputs(), "duo", "balanced", Leg::cold, 1.0_kHz).real(), 0.51, 1e-12);
}

TEST(ShippedOutputs, LoseTheTubesInTheBassToTheTransformer) {
  const double plate = std::abs(Complex(24.0) * Complex(0.0, 2 * M_PI * 20.0 * 0.35) /
                                    (Complex(24.0) + Complex(0.0, 2 * M_PI * 20.0 * 0.35)) +
                                Complex(6.0, 2 * M_PI * 20.0 * 120e-6));
  EXPECT_NEAR(ohms("tubes", "phones", 20.0), plate, 1e-9);
  EXPECT_NEAR(ohms("tubes", "phones", 1e3), 30.0, 0.05);
}

TEST(ShippedOutputs, StandBehindRealisticConverters) {
  const Converters& converters = outputs().converters;
  EXPECT_NEAR(20 * std::log10(converters.noise_rms), -104.0, 1e-9);
  EXPECT_NEAR(converters.gain_drift_per_take, 20e-6, 1e-18);
  EXPECT_NEAR(converters.gain_mismatch, -0.025, 1e-15);
  EXPECT_NEAR(20 * std::log10(converters.crosstalk), -96.0, 1e-9);
  EXPECT_EQ(converters.bits, 24);
  EXPECT_NEAR(find_output(outputs(), "dongle", "phones").clock_offset, -52e-6, 1e-15);
}

TEST(ShippedOutputs, ConnectToEveryStateThatAGuideMayAskFor) {
  for (const BenchAmplifier& amplifier : outputs().amplifiers) {
    for (const BenchOutput& output : amplifier.outputs) {
      for (const std::string state :
           {"unloaded", "33ohm", "headphone:planar32.left", "common", "noise", "shorted"}) {
        const BenchCircuit circuit = connect(outputs(), {state, amplifier.name, output.name});
        EXPECT_NO_THROW((void)solve(circuit.netlist, 1.0_kHz, circuit.drive))
            << amplifier.name << " " << state;
      }
    }
  }
}

}  // namespace
}  // namespace ohmsweep
