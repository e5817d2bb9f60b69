// A player's programme in a recording.
#include "ohmsweep/signal/player_passages.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "signal/simulated_player.h"

namespace ohmsweep {
namespace {

using test::PlayerBench;
using test::quick_programme;
using test::record;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Every passage of every whole repeat lies where the bench played it, to a tenth of a millisecond and what
/// the clocks make of a sweep.
void expect_in_place(const FoundProgramme& found, const PlayerProgramme& programme, const PlayerBench& bench,
                     int first_repeat = 0) {
  const ProgrammePlan plan = plan_of(programme);
  const std::size_t in_a_repeat = programme.stereo ? 4 : 2;
  ASSERT_EQ(found.passages.size(), in_a_repeat * static_cast<std::size_t>(found.repeats));
  for (std::size_t i = 0; i < found.passages.size(); ++i) {
    const Passage& planned = plan.passages.at(i + in_a_repeat * static_cast<std::size_t>(first_repeat));
    EXPECT_EQ(found.passages[i].kind, planned.kind);
    const double begins = bench.start_s + planned.sweep_s / (1.0 + bench.offset);
    EXPECT_NEAR(found.passages[i].sweep_s, begins, 1e-4 + std::abs(bench.offset) * 5.0) << i;
  }
}

TEST(Player, AStartAnywhereInAMinuteIsFound) {
  const PlayerProgramme programme = quick_programme();
  for (const double start : {0.0, 51.287}) {
    PlayerBench bench;
    bench.start_s = start;
    bench.length_s = start + 14.0;
    const FoundProgramme found = find_passages(record(programme, bench), programme);
    EXPECT_EQ(found.repeats, 1);
    EXPECT_THAT(found.findings, IsEmpty());
    expect_in_place(found, programme, bench);
  }
}

TEST(Player, ClocksFiveHundredPpmApartAreFollowedAndMeasured) {
  const PlayerProgramme programme = quick_programme();
  for (const double ppm : {-500.0, -20.0, 0.0, 300.0}) {
    PlayerBench bench;
    bench.offset = 1e-6 * ppm;
    bench.start_s = 2.345678;
    const FoundProgramme found = find_passages(record(programme, bench), programme);
    expect_in_place(found, programme, bench);
    EXPECT_NEAR(found.clock_offset_ppm.value, ppm, 0.2) << ppm;
    EXPECT_NEAR(found.clock_offset_ppm.value, ppm, 3.0 * found.clock_offset_ppm.standard_uncertainty) << ppm;
    EXPECT_LT(found.clock_offset_ppm.standard_uncertainty, 0.2);
  }
}

TEST(Player, TheFilesAndTheRecordersRatesNeedNotBeTheSame) {
  for (const auto& [file, recorder] :
       std::vector<std::pair<int, int>>{{44100, 48000}, {48000, 44100}, {96000, 44100}, {44100, 192000}}) {
    PlayerProgramme programme = quick_programme(file);
    if (file == 96000) programme.sweep.to = Hertz(40e3);
    PlayerBench bench;
    bench.rate = recorder;
    bench.offset = 80e-6;
    const FoundProgramme found = find_passages(record(programme, bench), programme);
    expect_in_place(found, programme, bench);
    EXPECT_NEAR(found.clock_offset_ppm.value, 80.0, 0.3) << file << " at " << recorder;
  }
}

TEST(Player, AQuietSweepInNoiseAndHumIsFound) {
  PlayerProgramme programme = quick_programme();
  programme.sweep.amplitude = std::pow(10.0, -50.0 / 20.0);
  PlayerBench bench;
  bench.left_gain = bench.right_gain = 1.0;
  bench.noise_rms = std::pow(10.0, -90.0 / 20.0);
  bench.hum = std::pow(10.0, -40.0 / 20.0);
  const FoundProgramme found = find_passages(record(programme, bench), programme);
  EXPECT_EQ(found.repeats, 1);
  expect_in_place(found, programme, bench);
}

TEST(Player, EitherChannelMayBeSilent) {
  PlayerProgramme programme = quick_programme();
  programme.stereo = false;
  for (const bool left : {true, false}) {
    PlayerBench bench;
    bench.noise_rms = 0.0;
    (left ? bench.left_gain : bench.right_gain) = 0.0;
    expect_in_place(find_passages(record(programme, bench), programme), programme, bench);
    bench.noise_rms = 1e-4;
    expect_in_place(find_passages(record(programme, bench), programme), programme, bench);
  }
}

TEST(Player, SeveralRepeatsAreToldApart) {
  PlayerProgramme programme = quick_programme();
  programme.repeats = 3;
  PlayerBench bench;
  bench.offset = -200e-6;
  const FoundProgramme found = find_passages(record(programme, bench), programme);
  EXPECT_EQ(found.repeats, 3);
  expect_in_place(found, programme, bench);
  EXPECT_THAT(found.findings, IsEmpty());
}

TEST(Player, ARepeatThatIsCutOffIsLeftOutAndSaidSo) {
  PlayerProgramme programme = quick_programme();
  programme.repeats = 2;
  PlayerBench late;
  late.start_s = -3.0;
  const FoundProgramme second = find_passages(record(programme, late), programme);
  EXPECT_EQ(second.repeats, 1);
  expect_in_place(second, programme, late, 1);
  ASSERT_EQ(second.findings.size(), 1U);
  EXPECT_EQ(second.findings.front().code, FindingCode::signal_lost);
  EXPECT_EQ(second.findings.front().severity, Severity::note);
  EXPECT_THAT(second.findings.front().detail, HasSubstr("beginning"));
  PlayerBench early;
  early.length_s = 20.0;
  const FoundProgramme first = find_passages(record(programme, early), programme);
  EXPECT_EQ(first.repeats, 1);
  expect_in_place(first, programme, early);
  ASSERT_EQ(first.findings.size(), 1U);
  EXPECT_THAT(first.findings.front().detail, HasSubstr("end"));
}

std::string refusal(const Recording& recording, const PlayerProgramme& programme) {
  try {
    (void)find_passages(recording, programme);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return "nothing was refused";
}

TEST(Player, WithoutAWholeRepeatTheRecordingIsRefused) {
  const PlayerProgramme programme = quick_programme();
  PlayerBench bench;
  bench.length_s = 7.0;
  EXPECT_THAT(refusal(record(programme, bench), programme), AllOf(HasSubstr("ends"), HasSubstr("4.")));
  bench.length_s = 0.0;
  bench.start_s = -3.5;
  EXPECT_THAT(refusal(record(programme, bench), programme), HasSubstr("begins after the programme did"));
}

TEST(Player, ARecordingOfNothingIsRefused) {
  const PlayerProgramme programme = quick_programme();
  for (const double noise : {0.0, 1e-3}) {
    PlayerBench bench;
    bench.left_gain = bench.right_gain = 0.0;
    bench.noise_rms = noise;
    bench.hum = noise;
    EXPECT_THAT(refusal(record(programme, bench), programme), HasSubstr("holds nothing of the programme"));
  }
}

TEST(Player, AnotherFileThanTheProgrammesIsNamed) {
  const PlayerProgramme programme = quick_programme();
  PlayerProgramme longer = programme;
  longer.sweep.duration = Seconds(1.3);
  EXPECT_THAT(refusal(record(longer, {}), programme),
              AllOf(HasSubstr("another sweep"), HasSubstr("in 0.13"), HasSubstr("in 0.100 s")));
  PlayerProgramme lower = programme;
  lower.sweep.to = Hertz(9e3);
  EXPECT_THAT(refusal(record(lower, {}), programme),
              AllOf(HasSubstr("another sweep"), HasSubstr("up to 8.")));
  PlayerProgramme mono = programme;
  mono.stereo = false;
  EXPECT_THAT(refusal(record(mono, {}), programme), HasSubstr("not those of the programme"));
  EXPECT_THAT(refusal(record(programme, {}), mono), HasSubstr("not those of the programme"));
}

TEST(Player, APlainSweepIsNoProgramme) {
  const PlayerProgramme programme = quick_programme();
  ExponentialSweep sweep = programme.sweep;
  sweep.lead_in = Seconds(3.0);
  sweep.lead_out = Seconds(12.0);
  const std::vector<double> samples = render(sweep).samples;
  EXPECT_THAT(refusal({48000, samples, samples, "plain.wav", ""}, programme), HasSubstr("plain sweep"));
  sweep.duration = Seconds(4.0);
  const std::vector<double> slow = render(sweep).samples;
  EXPECT_THAT(refusal({48000, slow, slow, "plain.wav", ""}, programme), HasSubstr("another sweep"));
}

TEST(Player, AFileAtAWrongSpeedIsNamed) {
  const PlayerProgramme programme = quick_programme(44100);
  PlayerBench fast;
  fast.offset = 48000.0 / 44100.0 - 1.0;
  EXPECT_THAT(refusal(record(programme, fast), programme),
              AllOf(HasSubstr("8.8 % too fast"), HasSubstr("44100"), HasSubstr("48000")));
  PlayerBench slow;
  slow.offset = 44100.0 / 48000.0 - 1.0;
  EXPECT_THAT(refusal(record(programme, slow), programme), AllOf(HasSubstr("8.1 % too slow")));
  PlayerBench twice;
  twice.offset = 1.0;
  EXPECT_THAT(refusal(record(programme, twice), programme), HasSubstr("100.0 % too fast"));
}

TEST(Player, APauseBetweenPassagesIsSaid) {
  const PlayerProgramme programme = quick_programme();
  const PlayerBench bench;
  Recording recording = record(programme, bench);
  const double pause_at = bench.start_s + plan_of(programme).passages[2].sweep_s - 0.2;
  const auto at = static_cast<std::ptrdiff_t>(pause_at * recording.sample_rate);
  recording.source.insert(recording.source.begin() + at, 96, 0.0);
  recording.dut.insert(recording.dut.begin() + at, 96, 0.0);
  const FoundProgramme found = find_passages(recording, programme);
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings.front().code, FindingCode::dropout);
  EXPECT_EQ(found.findings.front().severity, Severity::warning);
}

TEST(Player, ChannelsOfDifferentLengthAndSamplesThatAreNoneAreRefused) {
  const PlayerProgramme programme = quick_programme();
  EXPECT_THROW((void)find_passages({48000, {0.0}, {}, "x", ""}, programme), Error);
  EXPECT_THROW((void)find_passages({48000, {NAN}, {0.0}, "x", ""}, programme), Error);
}

}  // namespace
}  // namespace ohmsweep
