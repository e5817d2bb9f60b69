// What a take costs: memory, and the time from the command to the first sound.

#include <gmock/gmock.h>

#include "live/loop_run.h"

namespace ohmsweep::live {
namespace {

TEST(ATakeOf20SecondsAt192kHz, NeedsAtMost120MebibytesInBothProcesses) {
  SoundWorld world(world_of({"", 192000, 4096, 0, 20.0, true}));
  Conversation program({OHMSWEEP_TAKE_MEMORY}, world.environment());
  const Ending ending = program.finish(60.0);
  ASSERT_EQ(ending.exit_code, 0) << ending.out;
  const long bytes = std::stol(ending.out.substr(ending.out.find('=') + 1));
  RecordProperty("mebibytes", std::to_string(bytes >> 20));
  EXPECT_GT(bytes, 90L << 20) << "the take alone is as large";
  EXPECT_LE(bytes, 120L << 20);
}

}  // namespace
}  // namespace ohmsweep::live
