#include "ohmsweep/formats/rig_file.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
  try {
    (void)read_rig(text, "bench.toml");
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(RigFile, AnEmptyOneIsTheDefaultRig) { EXPECT_EQ(read_rig("", "bench.toml"), Rig{}); }

TEST(RigFile, ReadsEveryKeyOfTheContract) {
  const Rig rig = read_rig(R"(
[interface]
device = "JACK: VirtualInterface"
sample_rate = "48kHz"
output_device = "JACK: Dongle"
output_channel = 2
source_channel = 3
dut_channel = 4
[inputs]
source_impedance = "20kohm"
source_capacitance = "150pF"
dut_impedance = "21kohm"
dut_capacitance = "170pF"
[reference]
resistance = "33ohm"
tolerance = "1%"
[limits]
input_full_scale = "12.3Vrms"
output_full_scale = "2Vrms"
drift = "0.2%"
contact = "3mohm"
mains = "60Hz"
)",
                           "bench.toml");
  Rig expected;
  expected.device = "JACK: VirtualInterface";
  expected.output_device = "JACK: Dongle";
  expected.sample_rate = 48000;
  expected.output_channel = 2;
  expected.source_channel = 3;
  expected.dut_channel = 4;
  expected.source_input = {20e3, 150e-12};
  expected.dut_input = {21e3, 170e-12};
  expected.reference_ohm = from_tolerance(33.0, 0.33);
  expected.input_full_scale_vrms = 12.3;
  expected.output_full_scale_vrms = 2.0;
  expected.drift_u95 = 0.002;
  expected.contact_u95 = 0.003;
  expected.mains_hz = 60.0;
  EXPECT_EQ(rig, expected);
}

TEST(RigFile, AToleranceIsTheHalfWidthOfARectangle) {
  const Rig rig = read_rig("[reference]\nresistance = '200ohm'\ntolerance = '0.5%'\n", "bench.toml");
  EXPECT_EQ(rig.reference_ohm, from_tolerance(200.0, 1.0));
}

TEST(RigFile, AReferenceWithoutItsToleranceHasTheUsualOne) {
  EXPECT_EQ(read_rig("[reference]\nresistance = '200ohm'\n", "b").reference_ohm, from_tolerance(200.0, 0.2));
}

TEST(RigFile, MistakesAreRefusedWithTheirLine) {
  EXPECT_THAT(refusal("[interfaces]\n"),
              HasSubstr("line 1: unknown key 'interfaces'; did you mean 'interface'?"));
  EXPECT_THAT(refusal("[interface]\ndevise = 'x'\n"),
              HasSubstr("line 2: unknown key 'devise' in [interface]"));
  EXPECT_THAT(refusal("[interface]\nsample_rate = 48000\n"),
              HasSubstr("line 2: 'sample_rate' in [interface] must be text"));
  EXPECT_THAT(refusal("[interface]\nsource_channel = 0\n"), HasSubstr("from 1 to 256, not the number 0"));
  EXPECT_THAT(refusal("[reference]\nresistance = '0ohm'\n"),
              HasSubstr("line 2: 'resistance' must be above zero"));
  EXPECT_THAT(refusal("[reference]\ntolerance = '0.1'\n"), HasSubstr("line 2: 'tolerance'"));
  EXPECT_THAT(refusal("[reference]\ntolerance = '100%'\n"), HasSubstr("below 100%"));
  EXPECT_THAT(refusal("[inputs]\ndut_impedance = '0ohm'\n"), HasSubstr("above zero"));
  EXPECT_THAT(refusal("[limits]\nmains = '55Hz'\n"), HasSubstr("one of auto, 50Hz, 60Hz"));
  EXPECT_THAT(refusal("[limits]\ninput_full_scale = '4Vpp'\n"), HasSubstr("rms voltage"));
}

TEST(RigFile, OneInputCannotBeBothChannels) {
  EXPECT_THAT(refusal("[interface]\nsource_channel = 2\n"), HasSubstr("makes channel 2 both source and dut"));
}

TEST(ShippedRigs, EveryOneIsReadable) {
  const auto folder = std::filesystem::path(OHMSWEEP_SOURCE_DIR) / "calibration" / "rigs";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(read_rig(text.str(), entry.path().filename().string()).device.empty());
    ++count;
  }
  EXPECT_GE(count, 1U);
}

}  // namespace
}  // namespace ohmsweep
