#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/rig_file.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

FullScales measured() {
  FullScales scales;
  scales.source_vrms = 4.01;
  scales.dut_vrms = 3.98;
  scales.output_vrms = 2.05;
  scales.tolerance = 0.01;
  return scales;
}

std::optional<double> any_voltage() {
  if (*rc::gen::inRange(0, 3) == 0) return std::nullopt;
  return *rc::gen::inRange(1, 99999) * 1e-3;
}

RC_GTEST_PROP(ReplacedFullScales, AreReadBackAndNothingElseChanges, ()) {
  Rig rig;
  rig.device = "Desk \"one\" # two";
  rig.input_full_scale_vrms = any_voltage();
  rig.dut_full_scale_vrms = any_voltage();
  FullScales scales{any_voltage(), any_voltage(), any_voltage(), any_voltage(), {}};
  if (*rc::gen::inRange(0, 2) == 0) scales.tolerance = 0.02;
  const std::string text = write_rig(rig);
  const std::string replaced = replace_full_scales(text, "rig.toml", scales);
  RC_ASSERT(read_rig(replaced, "rig.toml") == with_full_scales(rig, scales));
  RC_ASSERT(full_scales_of(read_rig(replaced, "rig.toml")) == scales);
}

TEST(ReplacedFullScales, KeepCommentsAndOrder) {
  const std::string text =
      "# my desk\n[limits] # all of them\ndrift = \"0.2%\" # warm\ninput_full_scale = \"4Vrms\"  # "
      "guessed\n\n"
      "[reference]\nresistance = \"47ohm\"\n";
  FullScales scales = measured();
  scales.input_vrms = 5.0;
  const std::string replaced = replace_full_scales(text, "rig.toml", scales);
  EXPECT_THAT(replaced, HasSubstr("# my desk\n[limits] # all of them\ndrift = \"0.2%\" # warm\n"));
  EXPECT_THAT(replaced, HasSubstr("input_full_scale = \"5Vrms\"  # guessed\n"));
  EXPECT_THAT(replaced, HasSubstr("\n\n[reference]\nresistance = \"47ohm\"\n"));
  EXPECT_LT(replaced.find("dut_full_scale"), replaced.find("[reference]"));
}

TEST(ReplacedFullScales, TurnOneThatIsNoLongerStatedIntoAComment) {
  const std::string replaced =
      replace_full_scales("[limits]\ninput_full_scale = \"4Vrms\"\n", "rig.toml", measured());
  EXPECT_THAT(replaced, HasSubstr("\n# input_full_scale = \"4Vrms\"\n"));
}

TEST(ReplacedFullScales, FindTheirPlaceInAFileWithoutLimits) {
  for (const char* text : {"[reference]\nresistance = \"47ohm\"", "# nothing\n"}) {
    const Rig rig = read_rig(replace_full_scales(text, "rig.toml", measured()), "rig.toml");
    EXPECT_EQ(full_scales_of(rig), measured()) << text;
  }
}

TEST(ReplacedFullScales, KeepTheLineEndsOfAFileFromWindows) {
  const std::string replaced =
      replace_full_scales("[limits]\r\ninput_full_scale = \"4Vrms\"\r\n", "rig.toml", {5.0, {}, {}, {}, {}});
  EXPECT_EQ(replaced, "[limits]\r\ninput_full_scale = \"5Vrms\"\r\n");
}

TEST(ReplacedFullScales, AreRefusedWhereLimitsAreNotATableOfLines) {
  try {
    (void)replace_full_scales("limits = { drift = \"0.2%\" }\n", "rig.toml", measured());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    EXPECT_THAT(error.what(), HasSubstr("dut_full_scale = \"3.98Vrms\""));
  }
}

TEST(FullScaleLines, HoldWhatIsStatedOnly) {
  const std::string lines = full_scale_lines(measured());
  EXPECT_THAT(lines, HasSubstr("source_full_scale = \"4.01Vrms\""));
  EXPECT_THAT(lines, HasSubstr("full_scale_tolerance = \"1%\""));
  EXPECT_THAT(lines, Not(HasSubstr("input_full_scale")));
}

TEST(FullScaleOfAnInput, IsItsOwnBeforeThatOfBoth) {
  Rig rig;
  EXPECT_FALSE(dut_full_scale(rig).has_value());
  rig.input_full_scale_vrms = 4.0;
  EXPECT_EQ(dut_full_scale(rig)->value, 4.0);
  EXPECT_NEAR(dut_full_scale(rig)->standard_uncertainty, 0.4 / std::sqrt(3.0), 1e-12);
  EXPECT_FALSE(inputs_share_scale(rig));
  rig.dut_full_scale_vrms = 3.0;
  rig.source_full_scale_vrms = 3.1;
  rig.full_scale_tolerance = 0.01;
  EXPECT_EQ(dut_full_scale(rig)->value, 3.0);
  EXPECT_EQ(source_full_scale(rig)->value, 3.1);
  EXPECT_NEAR(dut_full_scale(rig)->standard_uncertainty, 0.03 / std::sqrt(3.0), 1e-12);
  EXPECT_TRUE(inputs_share_scale(rig));
}

}  // namespace
}  // namespace ohmsweep
