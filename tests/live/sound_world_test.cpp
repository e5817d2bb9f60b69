#include "live/sound_world.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>

namespace ohmsweep::live {

/// What ctest calls a test of these settings.
void PrintTo(const WorldSettings& settings, std::ostream* out) {
  *out << settings.rate << " per second, period " << settings.period;
}

namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr double patience_s = 60.0;
const std::string jack_device = "JACK Audio Connection Kit: VirtualInterface";

/// What the probe says of a recorded channel, compared with a played one.
struct Comparison {
  double peak = 0.0;
  long lag = -1;
  long compared = 0;
  long differs = 0;  ///< frame of the first difference, -1: none
};

double value_of(const std::string& line, const std::string& key) {
  const std::size_t at = line.find(key + "=");
  return at == std::string::npos ? 0.0 : std::stod(line.substr(at + key.size() + 1));
}

Comparison comparison(const std::string& text, int capture, int play) {
  const std::string channel = "capture=" + std::to_string(capture) + " ";
  const std::string pair = channel + "play=" + std::to_string(play) + " ";
  Comparison found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(channel + "peak")) found.peak = value_of(line, "peak");
    if (!line.starts_with(pair)) continue;
    found.lag = static_cast<long>(value_of(line, "lag"));
    found.compared = static_cast<long>(value_of(line, "compared"));
    found.differs = static_cast<long>(value_of(line, "differs"));
  }
  return found;
}

std::vector<std::string> playing(const std::string& device, const WorldSettings& settings,
                                 const std::string& seconds) {
  return {OHMSWEEP_PORTAUDIO_PROBE,        "play", device, std::to_string(settings.rate),
          std::to_string(settings.period), seconds};
}

/// Plays noise and returns what the probe says.
std::string played(SoundWorld& world, const WorldSettings& settings, const std::string& device = jack_device,
                   const std::string& seconds = "0.3") {
  Conversation probe(playing(device, settings, seconds), world.environment());
  const Ending ending = probe.finish(patience_s);
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  return ending.out;
}

void expect_exact(const Comparison& found, long frames) {
  EXPECT_EQ(found.differs, -1);
  EXPECT_EQ(found.compared, frames);
  EXPECT_GT(found.peak, 0.4);
}

WorldSettings world_of(int rate, int period, bool freewheel) {
  WorldSettings settings;
  settings.rate = rate;
  settings.period = period;
  settings.freewheel = freewheel;
  return settings;
}

class LoopedSound : public ::testing::TestWithParam<WorldSettings> {};

TEST_P(LoopedSound, ComesBackBitForBit) {
  SoundWorld world(GetParam());
  const std::string text = played(world, GetParam());
  expect_exact(comparison(text, 1, 1), GetParam().rate * 3 / 10);
  expect_exact(comparison(text, 2, 1), GetParam().rate * 3 / 10);
}

INSTANTIATE_TEST_SUITE_P(InRealTime, LoopedSound,
                         ::testing::Values(world_of(44100, 256, false), world_of(48000, 1024, false),
                                           world_of(96000, 512, false), world_of(192000, 4096, false)));
INSTANTIATE_TEST_SUITE_P(AtFullSpeed, LoopedSound,
                         ::testing::Values(world_of(44100, 4096, true), world_of(48000, 128, true),
                                           world_of(96000, 1024, true), world_of(192000, 256, true)));

TEST(SoundWorld, IsListedByPortAudioAsAnInterfaceOfTwoChannels) {
  SoundWorld world;
  Conversation probe({OHMSWEEP_PORTAUDIO_PROBE, "list"}, world.environment());
  EXPECT_THAT(probe.finish(patience_s).out, AllOf(HasSubstr(jack_device + " | 2 in | 2 out | 48000\n"),
                                                  HasSubstr("ALSA: VirtualAlsa | 2 in | 2 out"),
                                                  HasSubstr("ALSA: VirtualAlsa24 | 2 in | 2 out")));
}

TEST(SoundWorld, HasAsManyChannelsAsAskedFor) {
  WorldSettings settings;
  settings.played = 6;
  settings.recorded = 4;
  SoundWorld world(settings);
  Conversation probe({OHMSWEEP_PORTAUDIO_PROBE, "list"}, world.environment());
  EXPECT_THAT(probe.finish(patience_s).out, HasSubstr(jack_device + " | 4 in | 6 out"));
}

TEST(SoundWorld, CarriesAlsaSoundBitForBitToo) {
  SoundWorld world;
  for (const char* device : {"ALSA: VirtualAlsa", "ALSA: VirtualAlsa24"}) {
    expect_exact(comparison(played(world, {}, device), 1, 1), 14400);
  }
}

TEST(SoundWorld, TakesRoutesOnItsCommandLineAndWhileItRuns) {
  WorldSettings settings;
  settings.freewheel = true;
  settings.lines = {"route 1 2", "route 2 1"};
  SoundWorld world(settings);
  expect_exact(comparison(played(world, settings), 1, 2), 14400);
  EXPECT_EQ(world.tell("silent 1 on"), "ok");
  const std::string text = played(world, settings);
  EXPECT_EQ(comparison(text, 1, 2).peak, 0.0);
  expect_exact(comparison(text, 2, 1), 14400);
  EXPECT_THAT(world.tell("sing"), StartsWith("error "));
}

TEST(SoundWorld, DropsOnePeriodInMidSound) {
  SoundWorld world;
  EXPECT_EQ(world.tell("drop 5000"), "ok");
  EXPECT_EQ(comparison(played(world, {}), 1, 1).differs, 5000);
  EXPECT_EQ(world.status("faults"), 1);
  expect_exact(comparison(played(world, {}), 1, 1), 14400);
}

TEST(SoundWorld, IsABenchWhoseStateCanBeChanged) {
  for (const bool freewheel : {false, true}) {
    WorldSettings settings = world_of(freewheel ? 192000 : 48000, 512, freewheel);
    settings.lines = {"bench demo"};
    SoundWorld world(settings);
    const std::string open = played(world, settings);
    EXPECT_NEAR(comparison(open, 2, 1).peak / comparison(open, 1, 1).peak, 1.0, 0.1);
    EXPECT_THAT(world.tell("state short"), StartsWith("ok"));
    const std::string bridged = played(world, settings);
    EXPECT_LT(comparison(bridged, 2, 1).peak / comparison(bridged, 1, 1).peak, 0.02);
    EXPECT_THAT(world.tell("state left nobody"), StartsWith("error "));
  }
}

TEST(SoundWorld, GoesOnInSilenceWhenTheInterfaceIsGone) {
  SoundWorld world;
  Conversation probe(playing(jack_device, {}, "1"), world.environment());
  ASSERT_TRUE(world.wait_for_sound(4800, patience_s));
  world.kill_interface();
  const Ending ending = probe.finish(patience_s);
  EXPECT_EQ(ending.exit_code, 0);
  world.start_interface();
  expect_exact(comparison(played(world, {}), 1, 1), 14400);
}

TEST(SoundWorld, LeavesNothingInSharedMemoryWhenTheServerIsKilled) {
  SoundWorld world;
  EXPECT_THAT(world.server().shared_files(), Not(IsEmpty()));
  world.server().kill();
  EXPECT_FALSE(world.server().running());
  EXPECT_THAT(world.server().shared_files(), IsEmpty());
  for (const auto& entry : std::filesystem::directory_iterator("/dev/shm")) {
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("ohmsweep_live")));
  }
}

TEST(SoundWorld, CanBeRestartedAfterItWasKilledAndAtAnotherRate) {
  SoundWorld world;
  world.server().kill();
  world.server().restart({96000, 512});
  world.start_interface();
  expect_exact(comparison(played(world, world_of(96000, 512, false)), 1, 1), 28800);
}

TEST(SoundWorld, SurvivesAServerThatStandsStill) {
  SoundWorld world;
  Conversation probe(playing(jack_device, {}, "0.5"), world.environment());
  ASSERT_TRUE(world.wait_for_sound(4800, patience_s));
  world.server().stop();
  ::usleep(300'000);
  world.server().resume();
  const Ending ending = probe.finish(patience_s);
  EXPECT_EQ(ending.exit_code, 0);
  EXPECT_EQ(comparison(ending.out, 1, 1).differs, -1);
}

TEST(SoundWorld, EndsThoughItsServerStandsStill) {
  SoundWorld world;
  world.server().stop();
}

TEST(SoundWorld, FindsAndEndsWhatAProgramLeftBehind) {
  pid_t left = 0;
  {
    WorldSettings settings;
    settings.with_interface = false;
    SoundWorld world(settings);
    Conversation program({"sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!"}, world.environment());
    left = std::stoi(program.finish(patience_s).out);
    EXPECT_THAT(world.strays(), ElementsAre("sleep"));
    EXPECT_THAT(world.end_strays(), ElementsAre("sleep"));
  }
  EXPECT_THAT(program_of(left), IsEmpty());
  EXPECT_THAT(children(), IsEmpty());
}

TEST(SoundWorld, IsOneAtATimeOnTheMachine) {
  const auto path = std::filesystem::temp_directory_path() / "ohmsweep-live.lock";
  const SoundLock mine;
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  EXPECT_NE(::flock(file, LOCK_EX | LOCK_NB), 0);
  ::close(file);
}

}  // namespace
}  // namespace ohmsweep::live
