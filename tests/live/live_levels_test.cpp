// Levels at a live interface, as a person at a terminal sees them: the meter and its ends, and the search for
// a level, which the interface on the other side listens to.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "audio/temporary_folder.h"
#include "live/sound_world.h"

namespace ohmsweep::live {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr double patience_s = 30.0;

using Words = std::vector<std::string>;

class LiveLevels : public ::testing::Test {
 protected:
  LiveLevels() {
    std::ofstream(folder_ / "rig.toml") << "[interface]\ndevice = \"JACK: VirtualInterface\"\n";
  }

  [[nodiscard]] Words levels(const Words& options = {}) const {
    Words words{OHMSWEEP_PROGRAM,
                "--library",
                (folder_ / "library").string(),
                "--rig",
                (folder_ / "rig.toml").string(),
                "levels"};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }

 private:
  TemporaryFolder folder_;
};

/// Two inputs that hear nothing but themselves.
WorldSettings two_inputs(const Words& more) {
  WorldSettings settings;
  settings.lines = {"route 1 none", "route 2 none"};
  settings.lines.insert(settings.lines.end(), more.begin(), more.end());
  return settings;
}

TEST_F(LiveLevels, AreMeteredAsTheInterfaceHasThemUntilAKey) {
  SoundWorld world(two_inputs({"hum 1 -40dB", "noise 2 -60dB"}));
  Conversation meter(levels(), world.environment_without_alsa(), true);
  const std::string before = meter.terminal_settings();
  ASSERT_TRUE(meter.wait_for("q ends the meter", patience_s)) << meter.heard();
  ASSERT_TRUE(meter.wait_for("peak  -37.0 rms  -40.0 hum  -40.0", patience_s)) << meter.heard();
  ASSERT_TRUE(meter.wait_for("\n", patience_s, Said::on_stdout));
  EXPECT_THAT(
      meter.heard(Said::on_stdout),
      MatchesRegex("1 s: source peak -37\\.0 dBFS, rms -40\\.0 dBFS, hum -40\\.0 dBFS, 0 clipped; "
                   "dut peak -4[5-8]\\.[0-9] dBFS, rms -(60\\.[01]|59\\.9) dBFS, .*0 clipped; ratio .*\n"));
  EXPECT_NE(meter.terminal_settings(), before);
  world.tell("clip 2 -60dB");
  ASSERT_TRUE(meter.wait_for(" CLIPPED", patience_s)) << meter.heard();
  world.tell("clip 2 0");
  const double mended = meter.seconds();
  ASSERT_TRUE(meter.wait_for(" clipped", patience_s)) << meter.heard();
  EXPECT_GE(meter.seconds() - mended, 1.5) << "is not held";
  meter.send("xq");
  const Ending ending = meter.finish(patience_s);
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_EQ(meter.terminal_settings(), before);
}

TEST_F(LiveLevels, GiveTheTerminalBackWhenInterruptedAndWhenTheServerDies) {
  SoundWorld world(two_inputs({}));
  {
    Conversation meter(levels(), world.environment_without_alsa(), true);
    const std::string before = meter.terminal_settings();
    ASSERT_TRUE(meter.wait_for("dut    [", patience_s)) << meter.heard();
    meter.send("\x03");
    EXPECT_EQ(meter.finish(patience_s).exit_code, 130);
    EXPECT_EQ(meter.terminal_settings(), before);
  }
  Conversation meter(levels(), world.environment_without_alsa(), true);
  const std::string before = meter.terminal_settings();
  ASSERT_TRUE(meter.wait_for("dut    [", patience_s)) << meter.heard();
  const double killed = meter.seconds();
  world.server().kill();
  const Ending ending = meter.finish(patience_s);
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_LE(ending.seconds - killed, 3.0);
  EXPECT_THAT(ending.err, HasSubstr("ohmsweep: The device stopped in the midst of the sound"));
  EXPECT_EQ(meter.terminal_settings(), before);
  EXPECT_THAT(world.strays(), IsEmpty());
}

TEST(LevelsOnATerminal, GiveItBackBeforeASignalEndsTheProgram) {
  for (const int number : {SIGTERM, SIGHUP, SIGQUIT, SIGSEGV}) {
    const TemporaryFolder folder;
    std::ofstream(folder / "bench.toml") << "[converters]\nnoise = '-100dBFS'\n";
    Conversation meter({OHMSWEEP_PROGRAM, "--audio", "bench:" + (folder / "bench.toml").string(), "levels"},
                       {}, true);
    const std::string before = meter.terminal_settings();
    ASSERT_TRUE(meter.wait_for("dut    [", patience_s)) << meter.heard();
    EXPECT_NE(meter.terminal_settings(), before);
    meter.signal(number);
    EXPECT_EQ(meter.finish(patience_s).exit_code, 128 + number);
    EXPECT_EQ(meter.terminal_settings(), before) << number;
  }
}

/// A peak in the status's millionths, with half a step of 24 bits.
long millionths(double dbfs) { return std::lround(1e6 * std::pow(10.0, dbfs / 20.0)) + 1; }

TEST_F(LiveLevels, AreFoundBelowWhatClipsAndNeverPlayedAboveTheLimit) {
  WorldSettings settings;
  settings.freewheel = true;
  SoundWorld world(settings);
  Conversation limited(levels({"--find", "--max-level", "-44dBFS", "--json"}),
                       world.environment_without_alsa());
  ASSERT_TRUE(limited.wait_for("off the ears", patience_s)) << limited.heard();
  EXPECT_EQ(world.status("heard"), 0) << "sound before the warning was answered";
  limited.say("yes");
  const Ending within = limited.finish(patience_s);
  ASSERT_EQ(within.exit_code, 0) << within.err;
  EXPECT_EQ(json::parse(within.out).at("stopped_by"), "bound");
  EXPECT_EQ(json::parse(within.out).at("steps").front().at("level_dbfs"), -50.0);
  EXPECT_LE(world.status("loudest"), millionths(-44.0));
  EXPECT_GE(world.status("loudest"), millionths(-44.5));

  world.tell("clip 1 -40dB");
  Conversation clipped(levels({"--find", "--max-level", "-20dBFS", "--json", "--yes"}),
                       world.environment_without_alsa());
  const Ending ending = clipped.finish(patience_s);
  ASSERT_EQ(ending.exit_code, 0) << ending.err;
  const json found = json::parse(ending.out);
  EXPECT_EQ(found.at("stopped_by"), "clipping");
  EXPECT_GE(found.at("highest_clean_dbfs").get<double>(), -43.0) << "a step of 3 dB below it";
  EXPECT_LE(found.at("highest_clean_dbfs").get<double>(), -40.0);
  EXPECT_NEAR(found.at("level_dbfs").get<double>(), found.at("highest_clean_dbfs").get<double>() - 3.0, 0.05);
  EXPECT_LE(world.status("loudest"), millionths(-37.0)) << "louder than one step above the clip";
  EXPECT_THAT(ending.err,
              AllOf(HasSubstr("Sound comes out now"), HasSubstr("-50.0 dBFS: source peak -50.0")));
}

}  // namespace
}  // namespace ohmsweep::live
