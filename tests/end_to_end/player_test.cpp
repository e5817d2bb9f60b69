// The file that a player plays.
#include <gmock/gmock.h>

#include "end_to_end/workplace.h"
#include "ohmsweep/audio/sound_file.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Player : public Workplace {};

TEST_F(Player, GetsAStereoProgrammeUnlessMonoIsAskedFor) {
  const std::string file = place("phone.wav").string();
  EXPECT_THAT(expect_done({"sweep", file, "--player"}).out,
              AllOf(HasSubstr("4 passages"), HasSubstr("stereo"), HasSubstr("27.75 s")));
  EXPECT_TRUE(read_player_programme(file).stereo);
  expect_done({"sweep", file, "--player", "mono"});
  EXPECT_FALSE(read_player_programme(file).stereo);
  expect_done({"sweep", "--player", "stereo", file});
  EXPECT_TRUE(read_player_programme(file).stereo);
}

TEST_F(Player, GetsTheSweepTheRateAndTheRepeatsThatAreAskedFor) {
  const std::string file = place("phone.flac").string();
  const Outcome outcome = expect_done({"sweep", file, "--player", "--rate", "44.1kHz", "--repeats", "2",
                                       "--duration", "2s", "--level", "-20dBFS", "--json"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\"player\": \"stereo\""), HasSubstr("\"repeats\": 2"),
                                 HasSubstr("\"sample_rate\": 44100"), HasSubstr("\"length_s\"")));
  const PlayerProgramme programme = read_player_programme(file);
  EXPECT_EQ(programme.repeats, 2);
  EXPECT_EQ(programme.sweep.sample_rate, 44100);
  EXPECT_DOUBLE_EQ(programme.sweep.duration.value(), 2.0);
  EXPECT_NEAR(programme.sweep.amplitude, 0.1, 1e-9);
}

}  // namespace
}  // namespace ohmsweep::end_to_end
