#include "ohmsweep/workflow/measure_level.h"

#include <gmock/gmock.h>

#include <array>
#include <numbers>

#include "ohmsweep/core/error.h"
#include "workflow/level_measurement.h"

namespace ohmsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(MeasureLevel, FindsTheCleanVoltageUnloadedAndIntoLoads) {
  request_.noise = false;
  request_.loads = {"33ohm/10W", "8ohm/10W"};
  const OutputLevel level = measure().level;
  ASSERT_EQ(level.clean.size(), 3U);
  const double unloaded = device_.rail_v * clean_of_rail;
  EXPECT_EQ(level.clean[0].load, "unloaded");
  EXPECT_NEAR(level.clean[0].vrms.value.value, unloaded, 0.006 * unloaded);
  EXPECT_NEAR(level.clean[1].vrms.value.value, unloaded * 33.0 / 35.0, 0.006 * unloaded);
  EXPECT_NEAR(level.clean[2].vrms.value.value, unloaded * 8.0 / 10.0, 0.006 * unloaded);
  EXPECT_EQ(level.clean[1].load, "33ohm/10W");
  EXPECT_EQ(level.clean[1].load_ohm, 33.0);
  ASSERT_TRUE(level.gain_db.has_value());
  EXPECT_NEAR(level.gain_db->value, 13.979, 0.02);
}

TEST_F(MeasureLevel, NeverPutsMoreIntoALoadThanItTakes) {
  request_.noise = false;
  request_.loads = {"32ohm/10mW", "32ohm"};
  const OutputLevel level = measure().level;
  ASSERT_EQ(level.clean.size(), 3U);
  EXPECT_EQ(level.clean[1].vrms.bound, Bound::lower);
  EXPECT_LE(std::pow(level.clean[1].vrms.value.value, 2) / 32.0, 0.010);
  EXPECT_GE(std::pow(level.clean[1].vrms.value.value, 2) / 32.0, 0.008);
  EXPECT_LE(std::pow(level.clean[2].vrms.value.value, 2) / 32.0, unstated_power_w);
  EXPECT_THAT(told_, HasSubstr("not stated"));
  device_.loudest_v = 0.0;
  device_.played.clear();
  request_.loads = {"32ohm/1nW"};
  EXPECT_THAT(refusal(ErrorKind::rejected), HasSubstr("more power"));
  for (const TakeState& state : device_.played) EXPECT_EQ(state.state, "unloaded");
}

TEST_F(MeasureLevel, NeverPutsMoreIntoALoadThanItTakesThoughVoltsAndLoadAreAtTheirLimits) {
  // The rig states a tenth too little of the input's full scale.
  rig_.full_scale_tolerance = 0.1;
  for (auto* stated : {&rig_.source_full_scale_vrms, &rig_.dut_full_scale_vrms}) *stated = **stated / 1.1;
  request_.loads = {"33ohm+-10%/0.25W"};
  request_.noise = false;
  const MeasuredLevel measured = measure();
  const double true_vrms = 1.1 * measured.level.clean.at(1).vrms.value.value;
  EXPECT_LE(std::pow(true_vrms, 2) / (0.9 * 33.0), 0.25);
  EXPECT_GE(std::pow(true_vrms, 2) / (0.9 * 33.0), 0.15);
}

TEST_F(MeasureLevel, SubtractsTheInterfacesOwnNoise) {
  request_.clean = false;
  const MeasuredLevel measured = measure();
  ASSERT_TRUE(measured.level.noise.has_value());
  const Bounded& found = measured.level.noise->unweighted_vrms;
  EXPECT_EQ(found.bound, Bound::none);
  EXPECT_NEAR(found.value.value, 200e-6 * std::sqrt(19980.0 / 24000.0),
              2.0 * found.value.standard_uncertainty);
  ASSERT_EQ(measured.takes.size(), 2U);
  EXPECT_EQ(measured.takes[0].state, "noise");
  device_.noise_vrms = 0.1e-6;
  EXPECT_EQ(measure().level.noise->unweighted_vrms.bound, Bound::upper);
}

TEST_F(MeasureLevel, FindsTheBalanceAtEveryPosition) {
  request_.noise = false;
  request_.balance = true;
  const OutputLevel level = measure().level;
  ASSERT_EQ(level.imbalance.size(), 3U);
  const std::array truth{1.01, 0.98, 1.2};
  for (std::size_t i = 0; i < 3; ++i) {
    const Uncertain& found = level.imbalance[i].right_over_left_db;
    EXPECT_NEAR(found.value, 20.0 * std::log10(truth[i]), 2.0 * found.standard_uncertainty) << i;
  }
  EXPECT_NEAR(level.imbalance[2].attenuation_db, 60.0, 0.1);
}

TEST_F(MeasureLevel, ComparesTheInputsByACommonTakeWhereTheirScalesDoNot) {
  rig_.source_full_scale_vrms.reset();
  rig_.dut_full_scale_vrms.reset();
  rig_.input_full_scale_vrms = 11.0;
  request_.clean = request_.noise = false;
  request_.balance = true;
  const OutputLevel level = measure().level;
  EXPECT_EQ(device_.played.front().state, "common");
  EXPECT_NEAR(level.imbalance.at(0).right_over_left_db.value, 20.0 * std::log10(1.01), 0.02);
}

TEST_F(MeasureLevel, OfAProtectedOutputIsTheLastVoltageThatItStood) {
  request_.noise = false;
  request_.loads = {"33ohm/10W"};
  device_.protection_a = 0.030;
  const OutputLevel level = measure().level;
  ASSERT_EQ(level.clean.size(), 2U);
  const CleanVoltage& clean = level.clean[1];
  // 30 mA of peak are 0.70 Vrms over 33 ohm, and a step is 3 dB at most.
  EXPECT_EQ(clean.vrms.bound, Bound::lower);
  EXPECT_LE(clean.vrms.value.value, 0.030 / std::numbers::sqrt2 * 33.0);
  EXPECT_GE(clean.vrms.value.value, 0.7 * 0.030 / std::numbers::sqrt2 * 33.0);
  EXPECT_THAT(clean.ended_by, HasSubstr("protection"));
  EXPECT_TRUE(has(level.findings, FindingCode::loads_disagree));
  EXPECT_THAT(told_, HasSubstr("plays again"));
  EXPECT_FALSE(clean.current_limit_a.has_value());
}

TEST_F(MeasureLevel, NamesACurrentLimitWhereTheVoltageWouldGoFurther) {
  request_.noise = false;
  request_.loads = {"600ohm/10W", "16ohm/10W", "8ohm/10W"};
  device_.current_a = 0.040;
  const OutputLevel level = measure().level;
  ASSERT_EQ(level.clean.size(), 4U);
  EXPECT_FALSE(level.clean[0].current_limit_a.has_value());
  EXPECT_FALSE(level.clean[1].current_limit_a.has_value());
  for (const std::size_t i : {2U, 3U}) {
    // Cut off to 1 % of harmonics, a sine's fundamental is 2.8 % above the limit.
    EXPECT_NEAR(level.clean[i].current_limit_a.value_or(0.0), 0.0411, 0.0005);
    EXPECT_THAT(level.clean[i].ended_by, HasSubstr("Current limit about 41 mA"));
  }
}

TEST_F(MeasureLevel, LeavesTheNoiseOutWhereItsTakesAreExchanged) {
  device_.watched = false;
  LevelRequest request = request_;
  const AudioFormat format = level_format(rig_, 48000, OutputWiring::looped);
  Stimulus silence;
  silence.samples.assign(4 * 48000, 0.0);
  request.takes.push_back(
      {LevelStage::shorted, device_.play_and_record(silence, format, {"noise", "", "", 0}, {})});
  request.takes.push_back(
      {LevelStage::noise, device_.play_and_record(silence, format, {"shorted", "", "", 1}, {})});
  request_ = request;
  const OutputLevel level = measure().level;
  EXPECT_FALSE(level.noise.has_value());
  EXPECT_EQ(level.clean.size(), 1U);
  EXPECT_TRUE(has_blocking(level.findings));
  request_.clean = false;
  EXPECT_THAT(refusal(ErrorKind::rejected), HasSubstr("states_swapped"));
}

TEST_F(MeasureLevel, TakesNoLoopedSourceChannelForTheLeftSide) {
  request_.noise = false;
  request_.balance = true;
  device_.hears_the_input = true;
  const OutputLevel level = measure().level;
  EXPECT_TRUE(level.imbalance.empty());
  EXPECT_EQ(level.clean.size(), 1U);
  EXPECT_TRUE(has_blocking(level.findings));
  EXPECT_TRUE(has(level.findings, FindingCode::wrong_channel));
}

TEST_F(MeasureLevel, OfABalancedOutputWiredAsLoopedIsRefused) {
  device_.balanced = true;
  EXPECT_THAT(refusal(ErrorKind::rejected), HasSubstr("--wiring balanced"));
}

TEST_F(MeasureLevel, NamesTheSettingToTheDevice) {
  request_.clean = false;
  request_.setting = "high";
  EXPECT_EQ(measure().level.setting, "high");
  for (const TakeState& state : device_.played) {
    EXPECT_EQ(state.device, "amp");
    EXPECT_EQ(state.output, "out@high");
  }
}

TEST_F(MeasureLevel, BelievesAnEndOnlyWhenItComesTwice) {
  request_.noise = false;
  const double whole = measure().level.clean.at(0).vrms.value.value;
  device_.played.clear();
  device_.break_play = 4;
  const CleanVoltage broken = measure().level.clean.at(0);
  EXPECT_EQ(broken.vrms.bound, Bound::none);
  EXPECT_NEAR(broken.vrms.value.value, whole, 0.01 * whole);
}

TEST_F(MeasureLevel, AsksInOrderAndLeavesOutWhatIsSkipped) {
  std::vector<std::string> asked;
  hands_.connect = [&](const LevelPlace& place) {
    asked.push_back(std::to_string(place.number) + "/" + std::to_string(place.total) + " " +
                    std::string(to_string(place.stage)) + place.load);
    return place.stage == LevelStage::noise ? Preparation::skip : Preparation::go;
  };
  request_.loads = {"32ohm/10mW"};
  const OutputLevel level = measure().level;
  EXPECT_THAT(asked, ElementsAre("1/4 unloaded", "2/4 loaded32ohm/10mW", "3/4 noise"));
  EXPECT_FALSE(level.noise.has_value());
  EXPECT_EQ(level.clean.size(), 2U);
}

TEST_F(MeasureLevel, LeavesTheLoadsOutWithoutTheUnloadedVoltage) {
  hands_.connect = [](const LevelPlace& place) {
    return place.stage == LevelStage::unloaded ? Preparation::skip : Preparation::go;
  };
  request_.loads = {"32ohm"};
  EXPECT_TRUE(measure().level.clean.empty());
  EXPECT_THAT(told_, HasSubstr("loads are left out"));
}

TEST_F(MeasureLevel, EndsWhenThePersonStops) {
  hands_.connect = [](const LevelPlace&) { return Preparation::quit; };
  EXPECT_THROW((void)measure(), Stopped);
}

TEST_F(MeasureLevel, TriesAgainWhereSomebodyMendsTheCable) {
  request_.noise = false;
  device_.gain = 0.0;
  device_.noise_vrms = 0.0;
  int faults = 0;
  hands_.try_again = [&](const std::string& fault) {
    EXPECT_THAT(fault, HasSubstr("hears nothing"));
    device_.gain = 5.0;
    return ++faults == 1;
  };
  EXPECT_EQ(measure().level.clean.size(), 1U);
  EXPECT_EQ(faults, 1);
}

TEST_F(MeasureLevel, WorksFromRecordingsAlone) {
  LevelRequest request = request_;
  device_.played.clear();
  const AudioFormat format = level_format(rig_, 48000, OutputWiring::looped);
  Stimulus silence;
  silence.samples.assign(4 * 48000, 0.0);
  request.takes.push_back(
      {LevelStage::noise, device_.play_and_record(silence, format, {"noise", "", "", 0}, {})});
  request.takes.push_back(
      {LevelStage::shorted, device_.play_and_record(silence, format, {"shorted", "", "", 1}, {})});
  LevelSitting sitting{nullptr, format, rig_, narrator(), {}, {}, {}};
  const MeasuredLevel measured = measure_level(sitting, request);
  EXPECT_TRUE(measured.level.noise.has_value());
  EXPECT_TRUE(measured.level.clean.empty());
  request.takes.pop_back();
  EXPECT_THROW((void)measure_level(sitting, request), Error);
  request.takes.push_back({LevelStage::shorted, request.takes.front().recording});
  EXPECT_THROW((void)measure_level(sitting, request), Error);
}

TEST_F(MeasureLevel, KeepsTheTakesOfAnAttendedDevice) {
  device_.watched = true;
  request_.clean = false;
  folder_ = std::filesystem::path(::testing::TempDir()) / "ohmsweep_level_takes";
  (void)measure();
  ASSERT_EQ(kept_.size(), 2U);
  EXPECT_EQ(kept_[0].stated, "noise");
  EXPECT_TRUE(std::filesystem::exists(kept_[0].file));
  std::filesystem::remove_all(folder_);
}

TEST_F(MeasureLevel, IsRefusedWithoutVoltsAndForWhatIsNoResistor) {
  request_.loads = {"headphone:HD600.left"};
  EXPECT_THAT(refusal(ErrorKind::usage), HasSubstr("use a resistor"));
  request_.loads.clear();
  rig_ = {};
  EXPECT_THAT(refusal(ErrorKind::usage), HasSubstr("ohmsweep volts"));
  EXPECT_TRUE(device_.played.empty());
  EXPECT_THROW((void)recorded_stage("unloaded"), Error);
  EXPECT_THROW((void)recorded_stage("loud"), Error);
}

}  // namespace
}  // namespace ohmsweep
