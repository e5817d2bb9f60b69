#include "ohmsweep/formats/bench_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/frequency_grid.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

std::string error_of(const std::string& text) {
  try {
    (void)parse_bench(text, "my.toml");
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(BenchFile, LeavesEverythingIdealThatIsNotWritten) { EXPECT_EQ(parse_bench("", "empty"), Bench{}); }

TEST(BenchFile, ReadsTheConverters) {
  const Bench bench = parse_bench(R"(
[converters]
seed = 7
noise = "-100dBFS"
hum = "-80dBFS"
hum_frequency = "60Hz"
hum_harmonics = ["100%", "50%"]
gain_mismatch = "-2.5%"
crosstalk_db = -60
dac_second_harmonic = "0.1%"
latency = "10ms"
clock_offset = "-52ppm"
bits = 24
source_peak = "-6dBFS"
input_full_scale = "2Vrms"
[[converters.tone]]
frequency = "1kHz"
level = "-100dBFS"
[[converters.dropout]]
at = "2s"
samples = 48
kind = "lost"
take = 3
)",
                                  "my.toml");
  const Converters& converters = bench.converters;
  EXPECT_EQ(converters.seed, 7U);
  EXPECT_NEAR(converters.noise_rms, 1e-5, 1e-15);
  EXPECT_EQ(converters.hum.harmonics, (std::vector<double>{1.0, 0.5}));
  EXPECT_EQ(converters.hum.frequency_hz, 60.0);
  EXPECT_NEAR(converters.gain_mismatch, -0.025, 1e-15);
  EXPECT_NEAR(converters.crosstalk, 1e-3, 1e-15);
  EXPECT_NEAR(converters.dac.second, 1e-3, 1e-15);
  EXPECT_NEAR(converters.latency_s, 0.01, 1e-15);
  EXPECT_NEAR(converters.clock_offset, -52e-6, 1e-18);
  EXPECT_EQ(converters.bits, 24);
  EXPECT_NEAR(converters.source_peak.value(), 0.501187, 1e-6);
  EXPECT_NEAR(converters.input_peak_volts, 2.828427, 1e-6);
  ASSERT_EQ(converters.tones.size(), 1U);
  EXPECT_EQ(converters.tones[0].frequency_hz, 1000.0);
  ASSERT_EQ(converters.dropouts.size(), 1U);
  EXPECT_EQ(converters.dropouts[0], (Dropout{2.0, 48, DropoutKind::lost, 3}));
}

TEST(BenchFile, ReadsACircuitElementByElement) {
  const Bench bench = parse_bench(R"(
[[headphone]]
name = "hp"
left = ["R1 + a 10ohm", "L1 a b 1mH 0.5ohm", "C1 b - 10uF", "K1 + - 0.02 0.6"]
)",
                                  "my.toml");
  const Netlist& left = bench.headphones.at(0).left;
  ASSERT_EQ(left.elements.size(), 4U);
  EXPECT_EQ(left.elements[0], resistor("R1", "+", "a", Ohms(10)));
  EXPECT_EQ(left.elements[1], inductor("L1", "a", "b", Henries(1e-3), Ohms(0.5)));
  EXPECT_EQ(left.elements[3], semi_inductor("K1", "+", "-", 0.02, 0.6));
  EXPECT_EQ(bench.headphones[0].right, left);
}

TEST(BenchFile, PutsAStandardsCapacitanceAcrossItsResistanceAndInductance) {
  const Bench bench = parse_bench(
      "[[standard]]\nname = \"s\"\nresistance = \"100ohm\"\ninductance = \"15nH\"\ncapacitance = \"1pF\"\n",
      "f");
  const Complex series(100.0, 2 * M_PI * 1e6 * 15e-9);
  const Complex expected = 1.0 / (1.0 / series + Complex(0.0, 2 * M_PI * 1e6 * 1e-12));
  const Complex z = input_impedance(bench.standards.at(0).one_port, "+", "-", Hertz(1e6));
  EXPECT_NEAR(std::abs(z - expected), 0.0, 1e-9);
}

TEST(BenchFile, SaysOnWhichLineAKeyIsUnknown) {
  EXPECT_THAT(error_of("[converters]\nnoize = \"-100dBFS\"\n"), HasSubstr("line 2"));
}

TEST(BenchFile, SaysWhichElementIsWrong) {
  const std::string sentence = error_of("[[headphone]]\nname = \"hp\"\nleft = [\"R1 + - 10pF\"]\n");
  EXPECT_THAT(sentence, HasSubstr("line 3"));
  EXPECT_THAT(sentence, HasSubstr("10pF"));
  EXPECT_THAT(error_of("[[headphone]]\nname = \"hp\"\nleft = [\"Q1 + - 10ohm\"]\n"),
              HasSubstr("'Q1 + - 10ohm'"));
  EXPECT_THAT(error_of("[[headphone]]\nname = \"hp\"\nleft = [\"K1 + - 1 1.5\"]\n"), HasSubstr("'1.5'"));
}

TEST(BenchFile, RefusesACircuitThatIsNotConnected) {
  EXPECT_THAT(error_of("[[headphone]]\nname = \"hp\"\nleft = [\"R1 + a 10ohm\", \"R2 b - 10ohm\"]\n"),
              HasSubstr("cannot be solved"));
}

TEST(BenchFile, RefusesADeviceTiedToTheGround) {
  EXPECT_THAT(error_of("[[headphone]]\nname = \"hp\"\nleft = [\"R1 + 0 10ohm\"]\n"), HasSubstr("ground"));
}

TEST(BenchFile, RefusesANameTakenTwice) {
  const std::string one = "[[headphone]]\nname = \"hp\"\nleft = [\"R + - 1ohm\"]\n";
  EXPECT_THAT(error_of(one + one), HasSubstr("line 5"));
}

TEST(BenchFile, RefusesAnOutputThatDoesNotReachItsTip) {
  EXPECT_THAT(error_of("[[amplifier]]\nname = \"a\"\n[[amplifier.output]]\nname = \"o\"\n"
                       "circuit = [\"R source x 1ohm\"]\n"),
              HasSubstr("'tip'"));
}

TEST(BenchFile, NamesAFileThatCannotBeRead) {
  EXPECT_THROW((void)read_bench("no/such/bench.toml"), Error);
  EXPECT_THROW((void)read_bench(std::filesystem::temp_directory_path()), Error);
}

class ShippedBench : public ::testing::Test {
 protected:
  static double decibels_of(const std::string& name, const std::string& channel, double frequency,
                            Complex zo) {
    const Complex z = true_impedance(bench(), name, channel, Hertz(frequency));
    return 20.0 * std::log10(std::abs(z / (z + zo)));
  }

  /// Peak-to-peak deviation over 20 Hz to 20 kHz, dB.
  static double deviation(const std::string& name, double output_ohm) {
    const FrequencyGrid grid = FrequencyGrid::standard(audible_from, audible_to);
    double lowest = 0.0;
    double highest = -1e9;
    for (const double frequency : grid) {
      const double level = decibels_of(name, "left", frequency, output_ohm);
      lowest = std::min(lowest, level);
      highest = std::max(highest, level);
    }
    return highest - lowest;
  }

  struct Extremes {
    double min_ohm = 1e9;
    double max_ohm = 0.0;
    double max_hz = 0.0;
  };
  static Extremes extremes(const std::string& name, const std::string& channel) {
    Extremes found;
    for (const double frequency : FrequencyGrid::standard(audible_from, audible_to)) {
      const double ohm = std::abs(true_impedance(bench(), name, channel, Hertz(frequency)));
      found.min_ohm = std::min(found.min_ohm, ohm);
      if (ohm <= found.max_ohm) continue;
      found.max_ohm = ohm;
      found.max_hz = frequency;
    }
    return found;
  }

  static const Bench& bench() {
    static const Bench demo = parse_bench(demo_bench_text(), "demo.toml");
    return demo;
  }
};

TEST_F(ShippedBench, IsTheFileThatIsBuiltIn) {
  std::ifstream stream(OHMSWEEP_SOURCE_DIR "/calibration/benches/demo.toml");
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  EXPECT_EQ(text, demo_bench_text());
  EXPECT_EQ(read_bench(OHMSWEEP_SOURCE_DIR "/calibration/benches/demo.toml"), bench());
}

TEST_F(ShippedBench, HasADynamicOf300OhmThatPeaksAt550OhmNear100Hz) {
  const Extremes dynamic = extremes("dynamic300", "left");
  EXPECT_NEAR(dynamic.min_ohm, 300.0, 0.5);
  EXPECT_NEAR(dynamic.max_ohm, 550.0, 0.5);
  EXPECT_NEAR(dynamic.max_hz, 100.0, 3.0);
}

TEST_F(ShippedBench, HasAnInEarThatRunsFrom8To40Ohm) {
  const Extremes in_ear = extremes("inear8", "left");
  EXPECT_NEAR(in_ear.min_ohm, 8.0, 0.05);
  EXPECT_NEAR(in_ear.max_ohm, 40.0, 0.2);
  EXPECT_NEAR(in_ear.max_hz, 100.0, 3.0);
}

TEST_F(ShippedBench, HasAThreeWayArmatureOf10OhmBetween5And40Ohm) {
  const Extremes armature = extremes("armature10", "left");
  EXPECT_NEAR(armature.min_ohm, 5.0, 0.1);
  EXPECT_NEAR(armature.max_ohm, 40.0, 0.5);
  EXPECT_NEAR(std::abs(true_impedance(bench(), "armature10", "left", Hertz(1e3))), 10.0, 0.1);
}

TEST_F(ShippedBench, DeviatesAsPublishedForTheDynamic) {
  EXPECT_NEAR(deviation("dynamic300", 10.0), 0.13, 0.005);
  EXPECT_NEAR(deviation("dynamic300", 37.5), 0.45, 0.005);
  EXPECT_NEAR(deviation("dynamic300", 120.0), 1.21, 0.005);
}

TEST_F(ShippedBench, DeviatesAsPublishedForTheInEarOf8Ohm) {
  EXPECT_NEAR(deviation("inear8", 1.0), 0.81, 0.005);
  EXPECT_NEAR(deviation("inear8", 2.0), 1.51, 0.005);
  EXPECT_NEAR(deviation("inear8", 10.0), 5.1, 0.05);
}

TEST_F(ShippedBench, KeepsThePlanarFlatOnTheWorstOutput) {
  EXPECT_NEAR(deviation("planar32", 120.0), 0.02, 0.005);
}

TEST_F(ShippedBench, HasChannelsThatDifferByOneOrTwoPercent) {
  for (const BenchHeadphone& headphone : bench().headphones) {
    const Complex left = true_impedance(bench(), headphone.name, "left", Hertz(1e3));
    const Complex right = true_impedance(bench(), headphone.name, "right", Hertz(1e3));
    EXPECT_GT(std::abs(right / left - 1.0), 0.005) << headphone.name;
    EXPECT_LT(std::abs(right / left - 1.0), 0.025) << headphone.name;
  }
}

TEST_F(ShippedBench, HasNoHeadphoneWithANegativeResistance) {
  for (const BenchHeadphone& headphone : bench().headphones) {
    for (const double frequency : FrequencyGrid::standard(Hertz(1.0), Hertz(90e3))) {
      for (const std::string channel : {"left", "right"}) {
        EXPECT_GT(true_impedance(bench(), headphone.name, channel, Hertz(frequency)).real(), 0.0)
            << headphone.name << " at " << frequency;
      }
    }
  }
}

TEST_F(ShippedBench, HasOutputsFromATenthOfAnOhmTo120Ohm) {
  const auto ohms = [](const std::string& amplifier, const std::string& output) {
    return std::abs(true_output_impedance(bench(), amplifier, output, Hertz(1e3)));
  };
  EXPECT_NEAR(ohms("desktop", "phones"), 0.1, 0.001);
  EXPECT_NEAR(ohms("dongle", "phones"), 1.0, 0.001);
  EXPECT_NEAR(ohms("portable", "phones"), 3.0, 0.001);
  EXPECT_NEAR(ohms("interface", "phones"), 10.0, 1e-9);
  EXPECT_NEAR(ohms("receiver", "front"), 38.0, 0.02);
  EXPECT_NEAR(ohms("receiver", "standard"), 120.0, 1e-9);
  EXPECT_GT(std::abs(true_output_impedance(bench(), "receiver", "front", Hertz(20.0))), 50.0);
}

TEST_F(ShippedBench, CanConnectEveryStateItOffers) {
  std::vector<BenchState> states{
      {"open", "", ""}, {"short", "", ""}, {"100ohm", "", ""}, {"33ohm+-0.1%", "", ""}};
  for (const BenchHeadphone& headphone : bench().headphones) {
    states.push_back({"left", headphone.name, ""});
    states.push_back({"right", headphone.name, ""});
  }
  for (const BenchAmplifier& amplifier : bench().amplifiers) {
    for (const BenchOutput& output : amplifier.outputs) {
      for (const std::string state : {"unloaded", "16ohm", "headphone:planar32.left"}) {
        states.push_back({state, amplifier.name, output.name});
      }
    }
  }
  for (const BenchState& state : states) {
    const BenchCircuit circuit = connect(bench(), state);
    for (const double frequency : {0.01, 20.0, 1e3, 24e3}) {
      EXPECT_NO_THROW((void)solve(circuit.netlist, Hertz(frequency), circuit.drive))
          << state.device << state.state;
    }
  }
}

}  // namespace
}  // namespace ohmsweep
