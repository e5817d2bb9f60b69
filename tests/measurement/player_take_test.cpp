// One recording of a player: its ratio, its ground, and what the player does that it should not.
#include "ohmsweep/measurement/player_take.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "signal/player_effects.h"
#include "signal/simulated_player.h"

namespace ohmsweep {
namespace {

using test::PlayerBench;
using test::quick_programme;
using test::record;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<FindingCode> codes(const Findings& findings) {
  std::vector<FindingCode> found;
  for (const Finding& finding : findings) found.push_back(finding.code);
  return found;
}

std::vector<FindingCode> codes_with(const PlayerBench& bench,
                                    const PlayerProgramme& programme = quick_programme()) {
  return codes(analyse_player_take(record(programme, bench), programme).findings);
}

TEST(PlayerTake, OfAFaultlessPlayerRaisesNothing) {
  PlayerBench bench;
  bench.noise_rms = 6e-6;
  EXPECT_THAT(codes_with(bench), IsEmpty());
  bench.hum = 1e-4;
  bench.distortion = 0.005;
  EXPECT_THAT(codes_with(bench), ElementsAre(FindingCode::mains_lines));
}

TEST(PlayerTake, HasTheRatioOfAnyClockAndRate) {
  for (const auto& [offset, rate] : std::vector<std::pair<double, int>>{{-300e-6, 44100}}) {
    PlayerBench bench;
    bench.offset = offset;
    bench.rate = rate;
    bench.load_ohm = 33.0;
    bench.tip_ohm = 10.0;
    bench.right_gain = 0.82;
    const PlayerProgramme programme = quick_programme();
    const PlayerTake take = analyse_player_take(record(programme, bench), programme);
    EXPECT_THAT(codes(take.findings), ElementsAre(FindingCode::clock_offset));
    EXPECT_NEAR(take.clock_offset_ppm.value, 1e6 * offset, 0.1);
    EXPECT_EQ(take.ratio.take_name, "player.wav");
    for (std::size_t i = 0; i < take.ratio.grid.size(); ++i) {
      if (take.ratio.grid[i] < 60.0 || take.ratio.grid[i] > 18e3) continue;
      EXPECT_NEAR(std::abs(take.ratio.ratio[i] - 0.82 / 0.8 / (1.0 + 10.0 / 33.0)), 0.0, 5e-4)
          << take.ratio.grid[i];
    }
  }
}

TEST(PlayerTake, CombinesItsRepeats) {
  PlayerProgramme programme = quick_programme();
  PlayerBench bench;
  bench.noise_rms = 1e-4;
  const PlayerTake one = analyse_player_take(record(programme, bench), programme);
  programme.repeats = 2;
  const PlayerTake two = analyse_player_take(record(programme, bench), programme);
  EXPECT_EQ(two.repeats, 2);
  const auto at = one.ratio.grid.find(1000.0).value();
  EXPECT_NEAR(two.ratio.noise_variance[at], one.ratio.noise_variance[at] / 2.0,
              0.15 * one.ratio.noise_variance[at]);
}

TEST(PlayerTake, ARepeatThatIsBrokenIsLeftOut) {
  PlayerProgramme programme = quick_programme();
  programme.repeats = 2;
  Recording recording = record(programme, {});
  const double broken_s = 0.7 + plan_of(programme).passages.front().sweep_s + 0.6;
  for (auto* channel : {&recording.source, &recording.dut}) {
    const auto at = channel->begin() + static_cast<std::ptrdiff_t>(broken_s * 48000);
    std::fill(at, at + 200, 0.0);
  }
  const PlayerTake take = analyse_player_take(recording, programme);
  ASSERT_THAT(codes(take.findings), ElementsAre(FindingCode::dropout));
  EXPECT_EQ(take.findings.front().severity, Severity::note);
  EXPECT_FALSE(has_blocking(take.ratio.findings));
}

TEST(PlayerTake, OfADigitalVolumeThatRoundsToSixteenBitsRaisesNothing) {
  // From 5 Hz on the sweep's crests are so round that one step of the rounding lasts for a millisecond.
  PlayerProgramme programme = quick_programme();
  programme.sweep.from = Hertz(5.0);
  programme.sweep.to = Hertz(22e3);
  programme.sweep.duration = Seconds(2.0);
  for (const double down_db : {6.0, 10.0, 20.0}) {
    PlayerBench bench;
    bench.noise_rms = 6e-6;
    bench.effect = test::DigitalVolume{down_db};
    EXPECT_THAT(codes_with(bench, programme), IsEmpty()) << down_db;
  }
}

TEST(PlayerTake, ADropBehindADigitalVolumeIsFound) {
  for (const double in_s : {0.5, 0.8, 0.95}) {
    const PlayerProgramme programme = quick_programme();
    PlayerBench bench;
    bench.noise_rms = 6e-6;
    bench.effect = test::DigitalVolume{10.0};
    Recording recording = record(programme, bench);
    const double broken_s = 0.7 + plan_of(programme).passages.front().sweep_s + in_s;
    for (auto* channel : {&recording.source, &recording.dut}) {
      const auto at = channel->begin() + static_cast<std::ptrdiff_t>(broken_s * 48000);
      channel->erase(at, at + 64);
    }
    EXPECT_TRUE(has(analyse_player_take(recording, programme).findings, FindingCode::dropout)) << in_s;
  }
}

TEST(PlayerTake, AFixedEqualiserIsHarmless) {
  PlayerBench bench;
  bench.effect = test::equaliser;
  EXPECT_THAT(codes_with(bench), IsEmpty());
}

TEST(PlayerTake, ASteepEqualiserIsNoLostSample) {
  for (const double hz : {1000.0, 3000.0}) {
    PlayerBench bench;
    bench.noise_rms = 6e-6;
    bench.effect = test::Notch{hz, -12.0, 4.0};
    EXPECT_THAT(codes_with(bench), IsEmpty()) << hz;
  }
}

TEST(PlayerTake, ASampleLostBehindASteepEqualiserIsFound) {
  for (const double in_s : {0.5, 0.8}) {
    const PlayerProgramme programme = quick_programme();
    PlayerBench bench;
    bench.noise_rms = 6e-6;
    bench.effect = test::Notch{3000.0, -12.0, 4.0};
    Recording recording = record(programme, bench);
    const double broken_s = 0.7 + plan_of(programme).passages.front().sweep_s + in_s;
    for (auto* channel : {&recording.source, &recording.dut}) {
      const auto at = channel->begin() + static_cast<std::ptrdiff_t>(broken_s * 48000);
      channel->erase(at, at + 64);
    }
    EXPECT_TRUE(has(analyse_player_take(recording, programme).findings, FindingCode::dropout)) << in_s;
  }
}

TEST(PlayerTake, LoudnessIsLevelDependentAndNothingElse) {
  PlayerBench bench;
  bench.effect = test::loudness;
  EXPECT_THAT(codes_with(bench), ElementsAre(FindingCode::level_dependent));
}

TEST(PlayerTake, ACompressorIsAutomaticGainWhateverItsTimes) {
  for (const auto& [attack, release] : std::vector<std::pair<double, double>>{{0.005, 0.1}, {0.02, 2.0}}) {
    PlayerBench bench;
    bench.effect = test::Compressor{0.02, attack, release};
    EXPECT_THAT(codes_with(bench), ElementsAre(FindingCode::automatic_gain)) << release;
  }
}

TEST(PlayerTake, AVolumeThatIsTouchedIsAutomaticGain) {
  PlayerBench bench;
  bench.effect = [](std::vector<double>& left, std::vector<double>& right, double rate) {
    for (auto n = static_cast<std::size_t>(5.0 * rate); n < left.size(); ++n) {
      left[n] *= 0.9;
      right[n] *= 0.9;
    }
  };
  EXPECT_THAT(codes_with(bench), ElementsAre(FindingCode::automatic_gain));
}

TEST(PlayerTake, TheSumOfBothChannelsIsNamed) {
  PlayerBench bench;
  bench.effect = test::mono_sum;
  EXPECT_THAT(codes_with(bench), ElementsAre(FindingCode::mono_sum));
}

TEST(PlayerTake, AMonoProgrammeLeavesTheGroundUnknown) {
  PlayerProgramme programme = quick_programme();
  programme.stereo = false;
  PlayerBench bench;
  EXPECT_THAT(codes_with(bench, programme), ElementsAre(FindingCode::ground_unknown));
  bench.effect = test::loudness;
  EXPECT_THAT(codes_with(bench, programme),
              ElementsAre(FindingCode::ground_unknown, FindingCode::level_dependent));
}

TEST(PlayerTake, ExchangedChannelsAreNamed) {
  const PlayerProgramme programme = quick_programme();
  const PlayerTake take = analyse_player_take(swap_channels(record(programme, {})), programme);
  EXPECT_THAT(codes(take.findings), ElementsAre(FindingCode::channels_swapped));
  EXPECT_TRUE(has_blocking(take.findings));
}

TEST(PlayerTake, AChannelWithoutACableIsNamed) {
  const PlayerProgramme programme = quick_programme();
  for (const bool left : {true, false}) {
    PlayerBench bench;
    (left ? bench.left_gain : bench.right_gain) = 0.0;
    const PlayerTake take = analyse_player_take(record(programme, bench), programme);
    EXPECT_TRUE(has(take.findings, FindingCode::missing_cable)) << left;
    EXPECT_TRUE(has_blocking(take.findings));
  }
}

/// An unloaded and a loaded take of one player, and the ground from them.
SharedGround ground_of(PlayerBench bench, double load_ohm, const PlayerProgramme& programme) {
  bench.load_ohm = 0.0;
  const PlayerTake unloaded = analyse_player_take(record(programme, bench), programme);
  bench.load_ohm = load_ohm;
  bench.seed += 1000;
  const PlayerTake loaded = analyse_player_take(record(programme, bench), programme);
  EXPECT_THAT(codes(loaded.findings), Each(FindingCode::clock_offset));
  const PlayerGround found =
      player_ground({unloaded}, {loaded}, Load{"load", {load_ohm, 0.0}, {0.0, 0.0}, {}});
  EXPECT_THAT(found.findings, IsEmpty());
  return found.ground.value();
}

/// -104 dBFS noise at -12 dBFS, crosstalk -96 dB, inputs 2.5 % and channels 0.3 dB apart.
PlayerBench ground_bench(double ohm) {
  PlayerBench bench;
  bench.ground_ohm = ohm;
  bench.tip_ohm = 1.0;
  bench.noise_rms = std::pow(10.0, -104.0 / 20.0);
  bench.crosstalk = std::pow(10.0, -96.0 / 20.0);
  bench.right_gain = 0.8 * 1.025;
  bench.balance = std::pow(10.0, 0.3 / 20.0);
  return bench;
}

TEST(PlayerGround, OfTwentyMilliohmIsFoundWithinTwo) {
  PlayerBench bench = ground_bench(0.020);
  bench.offset = -300e-6;
  const SharedGround ground = ground_of(bench, 33.0, quick_programme());
  EXPECT_NEAR(ground.resistance_ohm.value, 0.020, 0.002);
  EXPECT_NEAR(ground.resistance_ohm.value, 0.020, 2.0 * ground.resistance_ohm.standard_uncertainty);
  EXPECT_NEAR(ground.load_ohm, 33.0, 1e-6);
  EXPECT_NEAR(ground.crosstalk_db, 20.0 * std::log10(0.020 / 33.0), 0.5);
}

TEST(PlayerGround, ThatIsNoneIsWithinItsIntervalOfZero) {
  PlayerBench bench = ground_bench(0.0);
  bench.tip_ohm = 10.0;
  const SharedGround ground = ground_of(bench, 16.0, quick_programme());
  EXPECT_NEAR(ground.resistance_ohm.value, 0.0, 2.0 * ground.resistance_ohm.standard_uncertainty);
  EXPECT_LT(ground.resistance_ohm.standard_uncertainty, 0.0015);
}

Load exact_load(double ohm) { return {fmt::format("{}ohm", ohm), {ohm, 0.0}, {0.0, 0.0}, {}}; }

PlayerTake taken(PlayerBench bench, double load_ohm, const PlayerProgramme& programme) {
  bench.load_ohm = load_ohm;
  bench.seed += static_cast<unsigned>(load_ohm);
  return analyse_player_take(record(programme, bench), programme);
}

TEST(PlayerGround, IsFoundFromTwoLoadsWithoutAnUnloadedTake) {
  const PlayerProgramme programme = quick_programme();
  const PlayerBench bench = ground_bench(0.020);
  const PlayerLoad large{exact_load(33.0), {taken(bench, 33.0, programme)}, 1};
  const PlayerLoad small{exact_load(16.0), {taken(bench, 16.0, programme)}, 1};
  const PlayerGround found = player_ground(large, small);
  EXPECT_THAT(found.findings, IsEmpty());
  ASSERT_TRUE(found.ground.has_value());
  const Uncertain& ohm = found.ground->resistance_ohm;
  EXPECT_NEAR(ohm.value, 0.020, 0.002);
  EXPECT_NEAR(ohm.value, 0.020, 2.0 * ohm.standard_uncertainty);
  EXPECT_DOUBLE_EQ(player_ground(small, large).ground->resistance_ohm.value, ohm.value);
  const PlayerGround unloaded = player_ground({taken(bench, 0.0, programme)}, small.takes, small.load);
  EXPECT_GT(ohm.standard_uncertainty, 1.5 * unloaded.ground->resistance_ohm.standard_uncertainty)
      << "contacts count more where the line is short";
}

TEST(PlayerGround, IsUnknownFromTwoLoadsThatAreAlike) {
  const PlayerProgramme programme = quick_programme();
  const PlayerTake take = taken(ground_bench(0.020), 33.0, programme);
  const PlayerGround found =
      player_ground(PlayerLoad{exact_load(33.0), {take}, 1}, PlayerLoad{exact_load(33.5), {take}, 1});
  EXPECT_FALSE(found.ground.has_value());
  ASSERT_THAT(codes(found.findings), ElementsAre(FindingCode::ground_unknown));
  EXPECT_THAT(found.findings.front().detail, HasSubstr("add an unloaded take"));
}

TEST(PlayerGround, OfAPlayerThatInvertsAChannelIsAboveZeroAndSaidToBe) {
  const PlayerProgramme programme = quick_programme();
  for (const double balance : {-1.0, 1.0}) {
    PlayerBench bench = ground_bench(0.020);
    bench.balance = balance;
    bench.right_gain *= balance < 0.0 ? 1.0 : -1.0;  // an input that inverts is nobody's trouble
    const PlayerGround found =
        player_ground({taken(bench, 0.0, programme)}, {taken(bench, 16.0, programme)}, exact_load(16.0));
    ASSERT_TRUE(found.ground.has_value());
    EXPECT_NEAR(found.ground->resistance_ohm.value, 0.020, 0.002) << balance;
    EXPECT_EQ(found.inverted, balance < 0.0);
    EXPECT_EQ(has(found.findings, FindingCode::input_mismatch), balance < 0.0);
  }
}

TEST(PlayerGround, BelowZeroBeyondItsIntervalIsNeverReportedWithoutAFinding) {
  const PlayerProgramme programme = quick_programme();
  const PlayerGround found = player_ground({taken(ground_bench(0.0), 0.0, programme)},
                                           {taken(ground_bench(-0.020), 16.0, programme)}, exact_load(16.0));
  EXPECT_LT(found.ground->resistance_ohm.value, 0.0);
  EXPECT_TRUE(has(found.findings, FindingCode::crosstalk));
}

TEST(PlayerGround, IsUnknownBehindASumAndInMono) {
  PlayerProgramme mono = quick_programme();
  mono.stereo = false;
  const PlayerTake take = analyse_player_take(record(mono, {}), mono);
  const PlayerGround found = player_ground({take}, {take}, Load{"33ohm", {33.0, 0.0}, {0.0, 0.0}, {}});
  EXPECT_FALSE(found.ground.has_value());
  EXPECT_THAT(codes(found.findings), ElementsAre(FindingCode::ground_unknown));
  EXPECT_THAT(found.findings.front().detail, HasSubstr("no unloaded take has the right channel alone"));
}

}  // namespace
}  // namespace ohmsweep
