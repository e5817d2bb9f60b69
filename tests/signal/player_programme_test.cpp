// The programme that a player plays by itself.
#include "ohmsweep/signal/player_programme.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

PlayerProgramme short_programme(int rate = 48000) {
  PlayerProgramme programme;
  programme.sweep.sample_rate = rate;
  programme.sweep.duration = Seconds(1.0);
  programme.sweep.from = Hertz(20.0);
  programme.sweep.to = Hertz(20e3);
  programme.repeats = 2;
  return programme;
}

double rms(const std::vector<double>& channel, double from_s, double to_s, int rate) {
  double sum = 0.0;
  const auto begin = static_cast<std::size_t>(from_s * rate);
  const auto end = static_cast<std::size_t>(to_s * rate);
  for (std::size_t n = begin; n < end; ++n) sum += channel[n] * channel[n];
  return std::sqrt(sum / static_cast<double>(end - begin));
}

TEST(PlayerProgramme, EachPassageSoundsOnItsChannelsAndIsSurroundedBySilence) {
  const PlayerProgramme programme = short_programme();
  const PlayerSamples played = render_player(programme, 48000);
  const double loud = programme.sweep.amplitude / std::sqrt(2.0);
  int seen = 0;
  for (const Passage& passage : plan_of(programme).passages) {
    const auto level = [&](const std::vector<double>& channel, double from, double to) {
      return rms(channel, passage.sweep_s + from, passage.sweep_s + to, 48000);
    };
    const double quiet = passage.kind == PassageKind::both_quiet ? 0.1 : 1.0;
    const double left = passage.kind == PassageKind::right_alone ? 0.0 : quiet * loud;
    const double right = passage.kind == PassageKind::left_alone ? 0.0 : quiet * loud;
    EXPECT_NEAR(level(played.left, 0.3, 0.9), left, 0.01 * loud) << name_of(passage.kind);
    EXPECT_NEAR(level(played.right, 0.3, 0.9), right, 0.01 * loud) << name_of(passage.kind);
    EXPECT_EQ(level(played.left, -0.499, 0.0) + level(played.right, -0.499, 0.0), 0.0);
    EXPECT_EQ(level(played.left, 1.0, 1.999) + level(played.right, 1.0, 1.999), 0.0);
    ++seen;
  }
  EXPECT_EQ(seen, 8);
}

TEST(PlayerProgramme, MonoHasTheSameOnBothChannelsAndTwoPassagesARepeat) {
  PlayerProgramme programme = short_programme();
  programme.stereo = false;
  const PlayerSamples played = render_player(programme, 48000);
  EXPECT_EQ(played.left, played.right);
  EXPECT_EQ(plan_of(programme).passages.size(), 4U);
}

TEST(PlayerProgramme, IsTheSameSoundAtEveryRate) {
  const PlayerProgramme programme = short_programme();
  const PlayerSamples slow = render_player(programme, 48000);
  const PlayerSamples fast = render_player(programme, 96000);
  ASSERT_EQ(fast.left.size(), 2 * slow.left.size());
  for (std::size_t n = 0; n < slow.left.size(); ++n) {
    ASSERT_NEAR(fast.left[2 * n], slow.left[n], 1e-12) << n;
    ASSERT_NEAR(fast.right[2 * n], slow.right[n], 1e-12) << n;
  }
}

TEST(PlayerProgramme, APassagesStimulusIsThatPassageOfTheFile) {
  const PlayerProgramme programme = short_programme(44100);
  const PlayerSamples played = render_player(programme, 44100);
  for (const Passage& passage : plan_of(programme).passages) {
    const Stimulus stimulus = passage_stimulus(programme, passage.kind, 44100);
    const auto& channel = passage.kind == PassageKind::right_alone ? played.right : played.left;
    const auto begins =
        std::llround((passage.sweep_s - stimulus.sweep.lead_in.value()) * programme.sweep.sample_rate);
    for (std::size_t n = 0; n < stimulus.samples.size(); ++n) {
      ASSERT_NEAR(stimulus.samples[n], channel[static_cast<std::size_t>(begins) + n], 1e-7) << n;
    }
  }
}

TEST(PlayerProgramme, ASweepBeyondTheRecordersBandEndsThereAndIsOtherwiseTheSame) {
  const PlayerProgramme programme = short_programme(96000);
  PlayerProgramme high = programme;
  high.sweep.to = Hertz(40e3);
  const Stimulus whole = passage_stimulus(high, PassageKind::both, 96000);
  const Stimulus cut = passage_stimulus(high, PassageKind::both, 48000);
  EXPECT_NEAR(cut.sweep.to.value(), 0.46 * 48000, 1e-6);
  const auto until = static_cast<std::size_t>((cut.sweep.lead_in + cut.sweep.duration).value() * 48000 - 100);
  for (std::size_t n = 0; n < until; ++n) ASSERT_NEAR(cut.samples[n], whole.samples[2 * n], 2e-7) << n;
}

TEST(PlayerProgramme, TheMarkerFallsThroughTheBandInWhichTheSweepRises) {
  double last_crossing = -1.0;
  double last_spacing = 0.0;
  for (double t = 0.02; t < 0.23; t += 1e-6) {
    if (marker_value(Seconds(t)) > 0.0 || marker_value(Seconds(t + 1e-6)) <= 0.0) continue;
    if (last_crossing > 0.0) {
      EXPECT_GT(t - last_crossing, last_spacing);
      last_spacing = t - last_crossing - 2e-6;
    }
    last_crossing = t;
  }
  EXPECT_GT(last_spacing, 1.0 / 1000.0);
  EXPECT_EQ(marker_value(Seconds(-0.001)), 0.0);
  EXPECT_EQ(marker_value(marker_duration), 0.0);
}

TEST(PlayerProgramme, ReadsItsParametersBackFromTheirText) {
  PlayerProgramme written = short_programme(44100);
  written.stereo = false;
  written.repeats = 7;
  written.quiet_amplitude = 0.123;
  written.sweep.duration = Seconds(1.23456789);
  PlayerProgramme read;
  ASSERT_TRUE(parse_metadata("before " + to_metadata(written) + " after", read));
  EXPECT_EQ(to_metadata(read), to_metadata(written));
}

TEST(PlayerProgramme, DoesNotTakeForeignOrDamagedTextForItsOwn) {
  PlayerProgramme read;
  const std::string text = to_metadata(short_programme());
  EXPECT_FALSE(parse_metadata("", read));
  EXPECT_FALSE(parse_metadata(to_metadata(short_programme().sweep), read));
  EXPECT_FALSE(parse_metadata(text.substr(0, text.size() / 2), read));
  for (const char* field : {"repeats=2", "stereo=1", "quiet=0.1"}) {
    std::string damaged = text;
    damaged.replace(damaged.find(field), std::string(field).size(), "nothing");
    EXPECT_FALSE(parse_metadata(damaged, read)) << damaged;
  }
  std::string endless = text;
  endless.replace(endless.find("repeats=2"), 9, "repeats=999999999999");
  EXPECT_FALSE(parse_metadata(endless, read));
}

std::string refusal(const PlayerProgramme& programme) {
  try {
    check(programme);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "nothing was refused";
}

TEST(PlayerProgramme, RefusesWhatCannotBePlayedOrFoundAndNamesIt) {
  PlayerProgramme programme = short_programme();
  programme.repeats = 0;
  EXPECT_THAT(refusal(programme), HasSubstr("0 repeats"));
  programme.repeats = 21;
  EXPECT_THAT(refusal(programme), HasSubstr("21 repeats"));
  programme.repeats = 20;
  programme.sweep.duration = Seconds(9.0);
  EXPECT_THAT(refusal(programme), HasSubstr("too long"));
  programme = short_programme();
  programme.sweep.duration = Seconds(0.9);
  EXPECT_THAT(refusal(programme), HasSubstr("0.9 s"));
  programme = short_programme();
  programme.sweep.to = Hertz(3000.0);
  EXPECT_THAT(refusal(programme), HasSubstr("3000 Hz"));
  programme = short_programme(32000);
  programme.sweep.to = Hertz(14e3);
  EXPECT_THAT(refusal(programme), HasSubstr("32000"));
  programme = short_programme();
  programme.quiet_amplitude = 1.0;
  EXPECT_THAT(refusal(programme), HasSubstr("quiet"));
  programme = short_programme();
  programme.sweep.lead_out = Seconds(0.1);
  EXPECT_THAT(refusal(programme), HasSubstr("0.1 s"));
}

}  // namespace
}  // namespace ohmsweep
