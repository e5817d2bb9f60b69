// A collection at a live interface: hands-free, and the quick check of a calibration.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

#include "live/job_run.h"

namespace ohmsweep::live {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class LiveBatch : public ::testing::Test {
 protected:
  static WorldSettings bench_world() {
    WorldSettings settings;
    settings.freewheel = true;
    settings.lines = {"bench demo"};
    return settings;
  }
  void plug(const std::string& state) { ASSERT_THAT(world_.tell("state " + state), StartsWith("ok")); }
  void calibrate() {
    const Ending ending = job_.live(
        world_,
        {"calibrate", "desk", "--preview", "--step", "open", "--step", "short", "--step", "100ohm+-0.1%"},
        {"open", "short", "100ohm"});
    ASSERT_EQ(ending.exit_code, 0) << ending.err;
  }
  std::string shelf(const std::string& names) const {
    std::string file = job_.file("shelf.toml").string();
    std::ofstream(file) << names;
    return file;
  }

  JobRun job_;
  SoundWorld world_{bench_world()};
};

TEST_F(LiveBatch, HandsFreeMeasuresWhatIsPluggedInAndWaitsForTheNext) {
  calibrate();
  plug("open");
  Conversation program(
      job_.live_words({"batch",
                       shelf("[[headphone]]\nname = \"planar32\"\n[[headphone]]\nname = \"dynamic300\"\n"
                             "channels = [\"left\"]\n"),
                       "--hands-free", "--preview"}),
      world_.environment());
  for (const char* place : {"planar32 left", "planar32 right", "dynamic300 left"}) {
    ASSERT_TRUE(program.wait_for(fmt::format("Waiting for {}", place), job_patience_s)) << program.heard();
    const std::string name(place);
    const std::size_t blank = name.find(' ');
    plug(name.substr(blank + 1) + " " + name.substr(0, blank));
    ASSERT_TRUE(program.wait_for(fmt::format("Stored {} as version 1", place), job_patience_s))
        << program.heard();
    plug("open");
  }
  const Ending ending = program.finish(job_patience_s);
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("3 of 3 measured"));
}

TEST_F(LiveBatch, HandsFreeSaysThatTheLastHeadphoneIsPluggedInStill) {
  calibrate();
  plug("open");
  Conversation program(
      job_.live_words({"batch", shelf("[[headphone]]\nname = \"planar32\"\n"), "--hands-free", "--preview"}),
      world_.environment());
  ASSERT_TRUE(program.wait_for("Waiting for planar32 left", job_patience_s)) << program.heard();
  plug("left planar32");
  ASSERT_TRUE(program.wait_for("Unplug it; planar32 right is next", job_patience_s)) << program.heard();
  plug("open");
  ASSERT_TRUE(program.wait_for("Waiting for planar32 right", job_patience_s)) << program.heard();
  plug("left planar32");
  const Ending ending = program.finish(job_patience_s);
  EXPECT_THAT(ending.out + ending.err, HasSubstr("(same_device)"));
}

TEST_F(LiveBatch, AVerificationAtAnInterfaceSaysInOrOutAndByHowMuch) {
  calibrate();
  const Ending inside = job_.live(world_, {"verify", "desk", "--step", "33ohm+-0.1%"}, {"33ohm"});
  EXPECT_EQ(inside.exit_code, 0) << inside.err;
  const Ending outside = job_.live(world_, {"verify", "desk", "--step", "33ohm+-0.1%"}, {"100ohm"});
  EXPECT_EQ(outside.exit_code, 3) << outside.err;
}

}  // namespace
}  // namespace ohmsweep::live
