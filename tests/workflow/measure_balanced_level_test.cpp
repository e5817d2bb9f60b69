#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"
#include "workflow/level_measurement.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

class BalancedLevel : public MeasureLevel {
 protected:
  BalancedLevel() {
    device_.balanced = true;
    request_.wiring = OutputWiring::balanced;
  }
};

TEST_F(BalancedLevel, IsThatBetweenHotAndCold) {
  request_.loads = {"33ohm/10W"};
  const OutputLevel level = measure().level;
  ASSERT_EQ(level.clean.size(), 2U);
  const double unloaded = device_.rail_v * clean_of_rail;
  EXPECT_NEAR(level.clean[0].vrms.value.value, unloaded, 0.006 * unloaded);
  EXPECT_NEAR(level.clean[1].vrms.value.value, unloaded * 33.0 / 35.0, 0.006 * unloaded);
  ASSERT_TRUE(level.noise.has_value());
  const Bounded& noise = level.noise->unweighted_vrms;
  EXPECT_EQ(noise.bound, Bound::none);
  EXPECT_NEAR(noise.value.value, 200e-6 * std::sqrt(19980.0 / 24000.0),
              2.0 * noise.value.standard_uncertainty);
  EXPECT_FALSE(level.gain_db.has_value());
  EXPECT_TRUE(level.findings.empty());
  for (const TakeState& state : device_.played) EXPECT_NE(state.state, "common");
}

TEST_F(BalancedLevel, ComparesItsInputsByACommonTakeWhereTheirScalesDoNot) {
  rig_.source_full_scale_vrms.reset();
  rig_.dut_full_scale_vrms.reset();
  rig_.input_full_scale_vrms = device_.dut_full_scale_v / std::numbers::sqrt2;
  request_.noise = false;
  const OutputLevel level = measure().level;
  EXPECT_EQ(device_.played.front().state, "common");
  const double unloaded = device_.rail_v * clean_of_rail;
  EXPECT_NEAR(level.clean.at(0).vrms.value.value, unloaded, 0.006 * unloaded);
  EXPECT_FALSE(has(level.findings, FindingCode::inputs_unmatched));
}

TEST_F(BalancedLevel, SaysWhereItsInputsWereNotCompared) {
  rig_.source_full_scale_vrms.reset();
  rig_.dut_full_scale_vrms.reset();
  rig_.input_full_scale_vrms = device_.dut_full_scale_v / std::numbers::sqrt2;
  request_.noise = false;
  hands_.connect = [](const LevelPlace& place) {
    return place.stage == LevelStage::common ? Preparation::skip : Preparation::go;
  };
  const OutputLevel level = measure().level;
  EXPECT_TRUE(has(level.findings, FindingCode::inputs_unmatched));
  const double unloaded = device_.rail_v * clean_of_rail;
  const Uncertain& found = level.clean.at(0).vrms.value;
  EXPECT_NEAR(found.value, unloaded, 2.0 * found.standard_uncertainty);
}

TEST_F(BalancedLevel, IsRefusedWhereBothInputsHearOneSignal) {
  device_.balanced = false;
  device_.gain = 1.0;
  EXPECT_THAT(refusal(ErrorKind::rejected), HasSubstr("same signal"));
  EXPECT_LE(device_.loudest_v, 0.1);
}

TEST_F(BalancedLevel, HasNoBalanceAndNeedsTheVoltsOfBothInputs) {
  request_.balance = true;
  EXPECT_THAT(refusal(ErrorKind::usage), HasSubstr("--balance"));
  request_.balance = false;
  rig_.source_full_scale_vrms.reset();
  EXPECT_THAT(refusal(ErrorKind::usage), HasSubstr("both inputs"));
  EXPECT_TRUE(device_.played.empty());
}

}  // namespace
}  // namespace ohmsweep
