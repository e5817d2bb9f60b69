// A player's programme as a file.
#include <gmock/gmock.h>

#include <functional>

#include "audio/temporary_folder.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

PlayerProgramme short_programme(int rate) {
  PlayerProgramme programme;
  programme.sweep.sample_rate = rate;
  programme.sweep.duration = Seconds(1.0);
  programme.sweep.to = Hertz(20e3);
  return programme;
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    return error.what();
  }
  return "nothing was refused";
}

TEST(PlayerFile, TellsItsProgrammeInWavAndFlacAtEveryRate) {
  const TemporaryFolder folder;
  for (const int rate : {44100, 48000, 96000, 192000}) {
    for (const char* name : {"p.wav", "p.flac"}) {
      for (const bool stereo : {true, false}) {
        PlayerProgramme programme = short_programme(rate);
        programme.stereo = stereo;
        write_player_programme(folder / name, programme);
        EXPECT_EQ(to_metadata(read_player_programme(folder / name)), to_metadata(programme)) << name << rate;
      }
    }
  }
}

TEST(PlayerFile, HoldsTheLeftChannelFirst) {
  const TemporaryFolder folder;
  const PlayerProgramme programme = short_programme(48000);
  write_player_programme(folder / "p.flac", programme);
  const Recording file = read_take(folder / "p.flac");
  const PlayerSamples played = render_player(programme, 48000);
  ASSERT_EQ(file.source.size(), played.left.size());
  for (std::size_t n = 0; n < file.source.size(); ++n) {
    ASSERT_NEAR(file.source[n], played.left[n], 1e-7);
    ASSERT_NEAR(file.dut[n], played.right[n], 1e-7);
  }
}

TEST(PlayerFile, WithoutItsCommentIsRefusedWithTheRemedy) {
  const TemporaryFolder folder;
  const PlayerSamples played = render_player(short_programme(48000), 48000);
  write_take(folder / "bare.wav", {48000, played.left, played.right, "", ""});
  EXPECT_THAT(refusal([&] { (void)read_player_programme(folder / "bare.wav"); }),
              AllOf(HasSubstr("bare.wav"), HasSubstr("ohmsweep sweep FILE --player")));
  write_stimulus(folder / "sweep.wav", render(ExponentialSweep{}));
  EXPECT_THAT(refusal([&] { (void)read_player_programme(folder / "sweep.wav"); }),
              AllOf(HasSubstr("sweep.wav"), HasSubstr("--player")));
  EXPECT_THAT(refusal([&] { (void)read_player_programme(folder / "none.wav"); }), HasSubstr("none.wav"));
}

TEST(PlayerFile, IsNoStimulusOfAnInterface) {
  const TemporaryFolder folder;
  PlayerProgramme programme = short_programme(48000);
  write_player_programme(folder / "stereo.wav", programme);
  EXPECT_THAT(refusal([&] { (void)read_stimulus(folder / "stereo.wav"); }), HasSubstr("stereo.wav"));
  programme.stereo = false;
  write_player_programme(folder / "mono.wav", programme);
  EXPECT_THAT(refusal([&] { (void)read_stimulus(folder / "mono.wav"); }), HasSubstr("mono.wav"));
}

}  // namespace
}  // namespace ohmsweep
