// Steady tones at a live interface that loses a period.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "audio/temporary_folder.h"
#include "live/sound_world.h"

namespace ohmsweep::live {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double patience_s = 60.0;

TEST(LiveStepped, RepeatsTonesThatLostAPeriodByItselfAndSaysSo) {
  const TemporaryFolder folder;
  std::ofstream(folder / "rig.toml") << "[interface]\ndevice = \"JACK: VirtualInterface\"\n";
  WorldSettings settings;
  settings.freewheel = true;
  settings.lines = {"loop", "route 2 1:0.5", "noise 1 -110dB", "noise 2 -110dB"};
  SoundWorld world(settings);
  const auto measure = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{OHMSWEEP_PROGRAM,
                                   "--yes",
                                   "--library",
                                   (folder / "library").string(),
                                   "--rig",
                                   (folder / "rig.toml").string(),
                                   "measure",
                                   "headphone",
                                   "HD",
                                   "--preview",
                                   "--calibration",
                                   "none"};
    words.insert(words.end(), more.begin(), more.end());
    Conversation program(words, world.environment_without_alsa());
    return program.finish(patience_s);
  };
  const Ending sweep = measure({"--channel", "left"});
  ASSERT_EQ(sweep.exit_code, 0) << sweep.err;
  const auto kept = std::filesystem::directory_iterator(folder / "library" / "takes")->path().string();
  // Five seconds after the tones begin, wherever among them that is.
  ASSERT_THAT(world.tell("drop 240000 skip"), ::testing::StartsWith("ok"));
  const Ending stepped = measure({"--take", "left=" + kept, "--audio", "portaudio", "--stepped", "1/3"});
  EXPECT_EQ(stepped.exit_code, 0) << stepped.err;
  EXPECT_EQ(world.status("faults"), 1);
  EXPECT_THAT(stepped.err, AllOf(HasSubstr("(steady tones) is not used"), HasSubstr("by itself, 1 of 3"),
                                 HasSubstr("left, steady tones: peaks")));
  EXPECT_THAT(stepped.out, HasSubstr("points within both intervals"));
}

}  // namespace
}  // namespace ohmsweep::live
