#include "ohmsweep/measurement/input_volts.h"

#include <gmock/gmock.h>

#include "measurement/simulated_tone.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

VoltsFound found_with(const SimulatedTone& tone, const Uncertain& reading,
                      std::optional<Decibels> played = {}) {
  return volts_from(hear_steady(tone.take(), volts_tone), reading, played);
}

std::string refusal(const SimulatedTone& tone, double reading_v, std::optional<Decibels> played = {}) {
  try {
    (void)found_with(tone, {reading_v, 0.0}, played);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return "accepted";
}

TEST(InputVolts, AreTheReadingOverTheAmplitude) {
  // Half of full scale at 1.5 Vrms: full scale is 3 Vrms.
  const VoltsFound found = found_with({}, from_tolerance(1.5, 0.015), Decibels(-12.0));
  EXPECT_NEAR(found.source_vrms.value, 3.0, 1e-5);
  EXPECT_NEAR(found.dut_vrms.value, 6.0, 3e-5);
  EXPECT_NEAR(found.source_vrms.standard_uncertainty, 3.0 * 0.01 / std::sqrt(3.0), 1e-5);
  ASSERT_TRUE(found.output_vrms.has_value());
  EXPECT_NEAR(found.output_vrms->value, 1.5 * std::pow(10.0, 0.6), 1e-9);
  EXPECT_TRUE(found.findings.empty());
}

TEST(InputVolts, LeaveTheOutputOutWhereTheLevelIsUnknown) {
  EXPECT_FALSE(found_with({}, {1.5, 0.0}).output_vrms.has_value());
}

TEST(InputVolts, AreRefusedWhereAnInputHearsNothing) {
  SimulatedTone tone;
  tone.dut = 0.0;
  EXPECT_THAT(refusal(tone, 1.0), HasSubstr("The dut channel hears nothing"));
}

TEST(InputVolts, AreRefusedWhereAnInputIsCutOff) {
  SimulatedTone tone;
  tone.source = 1.2;
  EXPECT_THAT(refusal(tone, 1.0), HasSubstr("The source channel is cut off"));
}

TEST(InputVolts, AreRefusedUnderHumAndDoubtedWithSome) {
  SimulatedTone tone;
  tone.hum_rms = 0.1;
  EXPECT_THAT(refusal(tone, 1.0), HasSubstr("mostly hum"));
  tone.hum_rms = 0.015;
  EXPECT_TRUE(has(found_with(tone, {1.0, 0.0}).findings, FindingCode::mains_lines));
  tone.hum_rms = 0.001;
  EXPECT_TRUE(found_with(tone, {1.0, 0.0}).findings.empty());
}

/// A meter reads √(1 + q²) of the tone: the interval holds what it may read along.
TEST(InputVolts, HoldWhatAMeterReadsAlong) {
  SimulatedTone tone;
  tone.hum_rms = 0.25 / std::numbers::sqrt2 * 0.2;
  const double reads = std::sqrt(1.0 + 0.2 * 0.2);
  const Uncertain dut = found_with(tone, {reads, 0.0}).dut_vrms;
  EXPECT_LE(std::abs(dut.value - 4.0), 2.0 * dut.standard_uncertainty);
}

TEST(InputVolts, OfNoInterfaceAreRefused) {
  EXPECT_THAT(refusal({}, 0.001), HasSubstr("50 mV"));
  EXPECT_THAT(refusal({}, 230.0), HasSubstr("60 V"));
  EXPECT_THAT(refusal({}, 5.0, Decibels(-30.0)), HasSubstr("the output"));
}

TEST(InputVolts, FarApartAreDoubted) {
  SimulatedTone tone;
  tone.dut = 0.1;
  EXPECT_TRUE(has(found_with(tone, {1.0, 0.0}).findings, FindingCode::input_mismatch));
}

}  // namespace
}  // namespace ohmsweep
