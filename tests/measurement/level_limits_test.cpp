#include "ohmsweep/measurement/level_limits.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

LevelLimits with_volts(double full_scale_vrms, double reference_ohm = 100.0) {
  LevelLimits limits;
  limits.volts = OutputVoltage{full_scale_vrms, reference_ohm};
  return limits;
}

TEST(LevelLimits, WithoutVoltsEndAtTheUsualLevel) {
  EXPECT_EQ(highest_level({}).level, Decibels(-12.0));
  EXPECT_THAT(reason(highest_level({}), {}), HasSubstr("volts are unknown"));
}

TEST(LevelLimits, GoAboveTheUsualLevelOnlyWhenToldTo) {
  LevelLimits limits;
  limits.max_level = Decibels(-3.0);
  EXPECT_EQ(highest_level(limits).level, Decibels(-3.0));
}

TEST(LevelLimits, OfOneMilliwattBehindAHundredOhmAreSixHundredMillivoltsOpen) {
  // P = V²/(4R): V = sqrt(4 · 100 Ω · 1 mW) = 0.632 V, of 2 V full scale 0.316 or -10 dBFS
  const LevelLimits limits = with_volts(2.0);
  const LevelBound bound = highest_level(limits);
  EXPECT_NEAR(bound.level.value(), -10.0, 1e-9);
  EXPECT_EQ(bound.kind, LevelBoundKind::power);
  EXPECT_NEAR(open_voltage(*limits.volts, bound.level), 0.63246, 1e-5);
  EXPECT_NEAR(highest_power(*limits.volts, bound.level), 1e-3, 1e-12);
}

TEST(LevelLimits, OfVoltageCountTheOpenOutput) {
  LevelLimits limits = with_volts(2.0);
  limits.max_voltage_vrms = 0.5;
  EXPECT_NEAR(highest_level(limits).level.value(), -12.0412, 1e-4);
  EXPECT_EQ(highest_level(limits).kind, LevelBoundKind::voltage);
  limits.max_level = Decibels(-20.0);
  EXPECT_EQ(highest_level(limits).level, Decibels(-20.0));
}

TEST(LevelLimits, OfAWeakOutputEndAtFullScale) {
  EXPECT_EQ(highest_level(with_volts(0.1)).level, Decibels(0.0));
  EXPECT_EQ(highest_level(with_volts(0.1)).kind, LevelBoundKind::full_scale);
}

TEST(LevelLimits, PowerIntoADeviceIsThatOfItsDivider) {
  // 1 V over 100 Ω and 16 Ω: 8.62 mA, 1.189 mW
  EXPECT_NEAR(power_into({1.0, 100.0}, Decibels(0.0), 16.0), 1.189e-3, 1e-6);
}

RC_GTEST_PROP(LevelLimits, HoldForEveryPassiveDevice, ()) {
  const auto between = [](double low, double high) {
    return low * std::pow(high / low, *rc::gen::inRange(0, 10001) / 1e4);
  };
  LevelLimits limits = with_volts(between(0.05, 20.0), between(1.0, 1000.0));
  limits.max_power_w = between(1e-6, 1.0);
  limits.max_voltage_vrms = between(0.01, 10.0);
  const Decibels level = highest_level(limits).level;
  const double resistance = between(0.01, 1e5);
  const double reactance = between(0.001, 1e5);
  const double volts = limits.volts->full_scale_vrms * std::pow(10.0, level.value() / 20.0);
  const double current = volts / std::hypot(limits.volts->reference_ohm + resistance, reactance);
  RC_ASSERT(current * current * resistance <= limits.max_power_w * (1.0 + 1e-12));
  RC_ASSERT(current * std::hypot(resistance, reactance) <= *limits.max_voltage_vrms * (1.0 + 1e-12));
}

}  // namespace
}  // namespace ohmsweep
