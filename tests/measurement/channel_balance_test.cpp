#include "ohmsweep/measurement/channel_balance.h"

#include <gmock/gmock.h>

#include "measurement/simulated_tone.h"

namespace ohmsweep {
namespace {

/// The tone at one position of the volume control: the right channel is louder than the left by `db`.
SimulatedTone position(double left, double db) {
  SimulatedTone tone;
  tone.frequency_hz = balance_tone.value();
  tone.source = left;
  tone.dut = left * std::pow(10.0, db / 20.0);
  return tone;
}

SteadyHearing heard(const SimulatedTone& tone, unsigned seed = 1) {
  return hear_steady(tone.take(seed), balance_tone);
}

TEST(ChannelBalance, IsRightOverLeftAtEachPosition) {
  const BalanceReading reading =
      channel_balance({heard(position(0.5, 0.1)), heard(position(0.05, -0.5)), heard(position(0.0005, 3.0))},
                      gains_from_common(heard(position(0.3, 0.0))));
  ASSERT_EQ(reading.imbalance.size(), 3U);
  EXPECT_NEAR(reading.imbalance[0].right_over_left_db.value, 0.1, 0.001);
  EXPECT_NEAR(reading.imbalance[1].right_over_left_db.value, -0.5, 0.002);
  EXPECT_NEAR(reading.imbalance[2].right_over_left_db.value, 3.0, 0.01);
  EXPECT_NEAR(reading.imbalance[0].attenuation_db, 0.0, 1e-9);
  EXPECT_NEAR(reading.imbalance[1].attenuation_db, 20.0, 0.01);
  EXPECT_NEAR(reading.imbalance[2].attenuation_db, 60.0, 0.05);
  EXPECT_TRUE(reading.findings.empty());
}

/// Exact for any gains: only the common take knows them.
TEST(ChannelBalance, TakesTheInputsGainsOut) {
  for (const double input_db : {-6.0, 0.3, 4.0}) {
    const InputGains gains = gains_from_common(heard(position(0.1, input_db)));
    const BalanceReading reading = channel_balance({heard(position(0.2, 1.0 + input_db))}, gains);
    EXPECT_NEAR(reading.imbalance.at(0).right_over_left_db.value, 1.0, 0.001) << input_db;
    EXPECT_LT(reading.imbalance.at(0).right_over_left_db.standard_uncertainty, 0.02);
  }
}

TEST(ChannelBalance, WithScalesOfOneVoltageNeedsNoCommonTake) {
  // The dut input's full scale is half of the source input's: it shows twice as much.
  const BalanceReading reading =
      channel_balance({heard(position(0.2, 6.0206))}, gains_from_scales(4.0, 2.0, true));
  EXPECT_NEAR(reading.imbalance.at(0).right_over_left_db.value, 0.0, 0.001);
  EXPECT_FALSE(has(reading.findings, FindingCode::inputs_unmatched));
}

TEST(ChannelBalance, OfUncomparedInputsIsWideAndSaysWhy) {
  const BalanceReading reading = channel_balance({heard(position(0.2, 0.4))}, unknown_gains());
  const Uncertain& found = reading.imbalance.at(0).right_over_left_db;
  EXPECT_GT(2.0 * found.standard_uncertainty, 0.9);
  EXPECT_TRUE(has(reading.findings, FindingCode::inputs_unmatched));
}

TEST(ChannelBalance, InNoiseLiesWithinItsInterval) {
  const InputGains gains{{1.0, 0.0}, true};
  int within = 0;
  constexpr int takes = 12;
  for (unsigned seed = 1; seed <= takes; ++seed) {
    SimulatedTone tone = position(2e-4, 0.5);
    tone.noise_rms = 5e-4;
    const Uncertain found = channel_balance({heard(tone, seed)}, gains).imbalance.at(0).right_over_left_db;
    if (std::abs(found.value - 0.5) <= 2.0 * found.standard_uncertainty) ++within;
  }
  EXPECT_GE(within, takes - 2);
}

TEST(ChannelBalance, LeavesOutWhatIsCutOffOrUnheard) {
  SimulatedTone loud = position(0.9, 3.0);
  SimulatedTone gone = position(0.1, 0.0);
  gone.dut = 0.0;
  const BalanceReading reading = channel_balance({heard(loud), heard(gone), heard(position(0.2, 0.0))},
                                                 gains_from_scales(1.0, 1.0, true));
  EXPECT_EQ(reading.imbalance.size(), 1U);
  EXPECT_TRUE(has(reading.findings, FindingCode::clipping));
  EXPECT_TRUE(has(reading.findings, FindingCode::too_quiet));
}

TEST(ChannelBalance, OfAnInputThatDoesNotFollowTheVolumeIsNoBalance) {
  const InputGains gains = gains_from_scales(1.0, 1.0, true);
  SimulatedTone low = position(0.2, -20.0);
  const BalanceReading reading = channel_balance({heard(position(0.2, 0.0)), heard(low)}, gains);
  EXPECT_TRUE(reading.imbalance.empty());
  EXPECT_TRUE(has_blocking(reading.findings));
  EXPECT_TRUE(has(reading.findings, FindingCode::wrong_channel));
  std::swap(low.source, low.dut);
  EXPECT_TRUE(has(channel_balance({heard(position(0.2, 0.0)), heard(low)}, gains).findings,
                  FindingCode::wrong_channel));
}

TEST(ChannelBalance, OfATurnedVolumeIsABalanceHoweverFarTheChannelsPart) {
  const BalanceReading reading = channel_balance({heard(position(0.5, 0.0)), heard(position(5e-4, 9.0))},
                                                 gains_from_scales(1.0, 1.0, true));
  EXPECT_EQ(reading.imbalance.size(), 2U);
  EXPECT_FALSE(has(reading.findings, FindingCode::wrong_channel));
}

TEST(ChannelBalance, SaysWhereALaterPositionIsTheLouderOne) {
  const auto quiet = heard(position(0.005, -2.5));
  const auto loud = heard(position(0.5, -0.1));
  const InputGains gains = gains_from_scales(1.0, 1.0, true);
  const BalanceReading exchanged = channel_balance({quiet, loud}, gains);
  EXPECT_TRUE(has(exchanged.findings, FindingCode::states_swapped));
  EXPECT_NEAR(exchanged.imbalance.at(0).attenuation_db, 40.0, 0.05);
  EXPECT_FALSE(has(channel_balance({loud, quiet}, gains).findings, FindingCode::states_swapped));
}

}  // namespace
}  // namespace ohmsweep
