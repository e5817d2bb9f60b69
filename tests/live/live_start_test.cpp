// From the command to the first sound.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "live/start_run.h"

namespace ohmsweep::live {
namespace {

TEST(LiveStart, BringsTheFirstSoundWithinASecondOfTheCommand) {
  constexpr double promised_s = 1.0;  // docs/guide.md
  SoundWorld world;
  std::array<double, 3> runs{};
  for (double& run : runs) run = first_sound_s(world);
  std::sort(runs.begin(), runs.end());
  RecordProperty("median_s", std::to_string(runs[1]));
  EXPECT_LE(runs[1], promised_s) << runs[0] << " s to " << runs[2] << " s";
}

}  // namespace
}  // namespace ohmsweep::live
