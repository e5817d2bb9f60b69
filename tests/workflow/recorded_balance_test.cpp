#include <gtest/gtest.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/measurement/channel_balance.h"
#include "workflow/level_measurement.h"

namespace ohmsweep {
namespace {

class RecordedBalance : public MeasureLevel {
 protected:
  RecordedBalance() { rig_ = {}; }
  void give(LevelStage stage, LevelStage truly) {
    const Stimulus tone = balance_stimulus(Decibels(-20.0), 48000);
    const std::string position = "out@" + std::string(to_string(truly));
    const TakeState state{truly == LevelStage::common ? "common" : "unloaded", "amp", position, index_++};
    request_.takes.push_back({stage, device_.play_and_record(tone, {}, state, {})});
  }
  MeasuredLevel from_takes() {
    LevelSitting sitting{nullptr, level_format(rig_, 48000, request_.wiring), rig_, narrator(), {}, {}, {}};
    return measure_level(sitting, request_);
  }

 private:
  int index_ = 0;
};

TEST_F(RecordedBalance, NeedsNoOptionAndNoVolts) {
  for (const LevelStage stage : {LevelStage::common, LevelStage::full, LevelStage::middle, LevelStage::low})
    give(stage, stage);
  const OutputLevel level = from_takes().level;
  EXPECT_FALSE(level.noise.has_value());
  ASSERT_EQ(level.imbalance.size(), 3U);
  EXPECT_NEAR(level.imbalance[0].right_over_left_db.value, 20.0 * std::log10(1.01), 0.02);
  EXPECT_TRUE(level.findings.empty());
}

TEST_F(RecordedBalance, SaysWhereFullAndLowAreExchanged) {
  give(LevelStage::common, LevelStage::common);
  give(LevelStage::full, LevelStage::low);
  give(LevelStage::middle, LevelStage::middle);
  give(LevelStage::low, LevelStage::full);
  const OutputLevel level = from_takes().level;
  EXPECT_EQ(level.imbalance.size(), 3U);
  EXPECT_TRUE(has(level.findings, FindingCode::states_swapped));
}

TEST_F(RecordedBalance, IsRefusedWhereItsTakesGiveNone) {
  give(LevelStage::common, LevelStage::common);
  EXPECT_THROW((void)from_takes(), Error);
  give(LevelStage::full, LevelStage::full);
  EXPECT_EQ(from_takes().level.imbalance.size(), 1U);
}

}  // namespace
}  // namespace ohmsweep
