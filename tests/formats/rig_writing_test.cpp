#include <fmt/format.h>
#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/formats/shipped_rigs.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

int whole(int from, int to) { return *rc::gen::inRange(from, to + 1); }

/// A quantity as a person states it: up to seven digits and a prefix.
std::string stated(const std::vector<std::string>& units) {
  const std::string number = whole(0, 1) == 0 ? fmt::format("{}", whole(1, 9999))
                                              : fmt::format("{}.{:03}", whole(1, 9999), whole(0, 999));
  return number + units[static_cast<std::size_t>(whole(0, static_cast<int>(units.size()) - 1))];
}

/// Any text that TOML can hold, without the carriage return and other bytes that a file's line ends make of
/// it.
std::string any_text() {
  const std::vector<std::string> pieces{"a",  "Z",  " ",    "\"", "\\", "'", "#", "=",
                                        "\t", "\n", "\x01", "Ω",  "日", ":", "]"};
  std::string text;
  for (int i = whole(0, 12); i > 0; --i) text += pieces[static_cast<std::size_t>(whole(0, 14))];
  return text;
}

InputLoading any_loading() {
  InputLoading loading;
  if (whole(0, 2) > 0) loading.resistance_ohm = parse_resistance(stated({"ohm", "kohm", "Mohm"})).value();
  if (whole(0, 2) > 0) loading.capacitance_f = parse_capacitance(stated({"pF", "nF"})).value();
  return loading;
}

/// A rig that a file can state.
Rig any_rig() {
  Rig rig;
  rig.device = any_text();
  rig.output_device = any_text();
  if (whole(0, 2) > 0)
    rig.sample_rate = *rc::gen::element(8000, 22050, 44100, 48000, 88200, 96000, 192000, 44101);
  rig.output_channel = whole(1, 256);
  rig.source_channel = whole(1, 128);
  rig.dut_channel = whole(129, 256);
  if (whole(0, 1) == 0) std::swap(rig.source_channel, rig.dut_channel);
  rig.source_input = any_loading();
  rig.dut_input = any_loading();
  rig.input_mode = *rc::gen::element(InputMode::unstated, InputMode::line, InputMode::hi_z);
  rig.inputs_according_to = any_text();
  const double ohms = parse_resistance(stated({"mohm", "ohm", "kohm"})).value();
  const double tolerance =
      parse_fraction(*rc::gen::element<std::string>("0%", "0.01%", "0.1%", "1%", "5%", "25ppm", "37.5%"));
  rig.reference_ohm = from_tolerance(ohms, tolerance * ohms);
  if (whole(0, 1) == 0) rig.input_full_scale_vrms = parse_voltage(stated({"mVrms", "Vrms"})).value();
  if (whole(0, 1) == 0) rig.output_full_scale_vrms = parse_voltage(stated({"mVrms", "Vrms"})).value();
  if (whole(0, 1) == 0) rig.source_full_scale_vrms = parse_voltage(stated({"mVrms", "Vrms"})).value();
  if (whole(0, 1) == 0) rig.dut_full_scale_vrms = parse_voltage(stated({"mVrms", "Vrms"})).value();
  if (whole(0, 1) == 0) {
    rig.full_scale_tolerance = parse_fraction(*rc::gen::element<std::string>("0%", "2%", "0.35%", "123ppm"));
  }
  rig.drift_u95 = parse_fraction(stated({"%", "ppm"}));
  rig.contact_u95 = parse_resistance(stated({"mohm", "ohm"})).value();
  rig.mains_hz = *rc::gen::element(0.0, 50.0, 60.0);
  return rig;
}

RC_GTEST_PROP(WrittenRig, IsReadBackAsTheSameRig, ()) {
  const Rig rig = any_rig();
  RC_ASSERT(read_rig(write_rig(rig), "written.toml") == rig);
}

RC_GTEST_PROP(WrittenRig, ReadsBackAsTheSameDoublesWhateverTheyAre, ()) {
  // Also what no person states: the result of a computation, with all of its digits.
  const auto any_double = [] { return whole(1, 999999) * std::pow(10.0, whole(-15, 3)) / whole(1, 99); };
  Rig rig;
  rig.input_full_scale_vrms = any_double();
  rig.contact_u95 = any_double();
  rig.drift_u95 = any_double();
  rig.dut_input.capacitance_f = 1e-9 * any_double();
  RC_ASSERT(read_rig(write_rig(rig), "written.toml") == rig);
}

TEST(WrittenRig, OfNothingIsTheDefaultRigAndExplainsEveryKey) {
  const std::string text = write_rig({});
  EXPECT_EQ(read_rig(text, "written.toml"), Rig{});
  for (const char* key : {"device",
                          "output_device",
                          "sample_rate",
                          "output_channel",
                          "source_channel",
                          "dut_channel",
                          "mode",
                          "source_impedance",
                          "source_capacitance",
                          "dut_impedance",
                          "dut_capacitance",
                          "according_to",
                          "resistance",
                          "tolerance",
                          "input_full_scale",
                          "source_full_scale",
                          "dut_full_scale",
                          "output_full_scale",
                          "full_scale_tolerance",
                          "drift",
                          "contact",
                          "mains"}) {
    EXPECT_THAT(text, HasSubstr(std::string(key) + " = ")) << key;
  }
}

TEST(WrittenRig, StatesQuantitiesAsPeopleDo) {
  Rig rig;
  rig.sample_rate = 44100;
  rig.source_input = {470e3, 150e-12};
  rig.reference_ohm = from_tolerance(100.0, 0.1);
  rig.input_full_scale_vrms = 12.3;
  const std::string text = write_rig(rig);
  EXPECT_THAT(text, HasSubstr("sample_rate = \"44.1kHz\""));
  EXPECT_THAT(text, HasSubstr("source_impedance = \"470kohm\""));
  EXPECT_THAT(text, HasSubstr("source_capacitance = \"150pF\""));
  EXPECT_THAT(text, HasSubstr("resistance = \"100ohm\""));
  EXPECT_THAT(text, HasSubstr("tolerance = \"0.1%\""));
  EXPECT_THAT(text, HasSubstr("input_full_scale = \"12.3Vrms\""));
  EXPECT_THAT(text, HasSubstr("drift = \"0.1%\""));
  EXPECT_THAT(text, HasSubstr("contact = \"2mohm\""));
}

TEST(RigFile, KeepsTheModeOfTheInputsAndWhereTheirImpedancesAreFrom) {
  const Rig rig = read_rig("[inputs]\nmode = 'hi-z'\naccording_to = 'manual, page 3'\n", "b");
  EXPECT_EQ(rig.input_mode, InputMode::hi_z);
  EXPECT_EQ(rig.inputs_according_to, "manual, page 3");
  EXPECT_THROW((void)read_rig("[inputs]\nmode = 'mic'\n", "b"), Error);
}

TEST(ShippedRigs, NameTheSourceOfEveryImpedanceThatTheyState) {
  ASSERT_GE(shipped_rigs().size(), 6U);
  for (const ShippedRig& shipped : shipped_rigs()) {
    const Rig rig = shipped_rig(shipped.name);
    EXPECT_FALSE(rig.device.empty()) << shipped.name;
    EXPECT_EQ(rig.source_input, rig.dut_input) << shipped.name;
    const bool stated = rig.source_input.resistance_ohm > 0.0;
    EXPECT_EQ(stated, !rig.inputs_according_to.empty()) << shipped.name;
    EXPECT_THAT(shipped.text, HasSubstr(stated ? "Source read:" : "left out")) << shipped.name;
    EXPECT_EQ(read_rig(write_rig(rig), "written.toml"), rig) << shipped.name;
  }
}

TEST(ShippedRigs, AreFoundByNameAndAMistypedOneIsNearToIt) {
  EXPECT_EQ(shipped_rig("rme-babyface-pro-instrument").source_input.resistance_ohm, 470e3);
  try {
    (void)shipped_rig("rme-babyface-pro-instrumnet");
    FAIL() << "a rig of that name was found";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'rme-babyface-pro-instrument'"));
  }
}

}  // namespace
}  // namespace ohmsweep
