// The interface by a cable, live: a person who moves the cable as asked is told what was put into the
// interface.

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>

#include "live/loop_run.h"
#include "live/sound_world.h"
#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/measurement/continuity.h"

namespace ohmsweep::live {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr double patience_s = 60.0;

WorldSettings fast_world(std::vector<std::string> lines) {
  WorldSettings settings;
  settings.freewheel = true;
  settings.lines = std::move(lines);
  return settings;
}

class LiveCheck : public ::testing::Test {
 protected:
  /// Answers every question; before an input is to be alone, the other one's cable is pulled out, up to this
  /// much of crosstalk. `mend` is told when the first connection is refused.
  static Ending checked(SoundWorld& world, const std::vector<std::string>& more, const std::string& crosstalk,
                        const std::string& mend = {}) {
    std::vector<std::string> words{OHMSWEEP_PROGRAM, "rig", "check", "--device", "VirtualInterface"};
    words.insert(words.end(), more.begin(), more.end());
    Conversation program(words, world.environment());
    const auto await = [&](const std::string& text) {
      EXPECT_TRUE(program.wait_for(text, patience_s)) << text << "\n" << program.heard();
    };
    await("headphones off the ears");
    program.say("yes");
    await("Press Enter");
    program.say("");
    if (!mend.empty()) {
      await("Try again?");
      EXPECT_EQ(world.tell(mend), "ok");
      program.say("yes");
      await("Press Enter");
      program.say("");
    }
    for (const std::string& moved : {"route 2 1:" + crosstalk, "route 1 1:" + crosstalk}) {
      await("Press Enter");
      EXPECT_EQ(world.tell("route 1 1"), "ok");
      EXPECT_EQ(world.tell("route 2 1"), "ok");
      EXPECT_EQ(world.tell(moved), "ok");
      program.say("");
    }
    return program.finish(patience_s);
  }

  /// The number that follows a key, the first time it is there.
  static double number(const std::string& json, const std::string& key) {
    const std::string quoted = "\"" + key + "\": ";
    const std::size_t at = json.find(quoted);
    return at == std::string::npos ? NAN : std::strtod(json.c_str() + at + quoted.size(), nullptr);
  }
};

TEST_F(LiveCheck, FindsNothingWrongWithALoopThatIsBitForBit) {
  SoundWorld world(fast_world({"loop"}));
  const Ending ending = checked(world, {"--duration", "3s"}, "0");
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_THAT(ending.out, AllOf(HasSubstr("none in 2.8 s"), HasSubstr("Fit to measure with.\n")));
  EXPECT_THAT(world.strays(), IsEmpty());
}

TEST_F(LiveCheck, MeasuresWhatIsPutIntoTheInterface) {
  SoundWorld world(fast_world({"loop", "gain 2 0.5", "noise 1 -90dB", "noise 2 -96dB", "hum 1 -80dB 50.03",
                               "dc 2 0.01", "delay 4800"}));
  const Ending ending = checked(world, {"--duration", "3s", "--json"}, "-50dB");
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  const std::string& json = ending.out;
  EXPECT_GE(std::strtod(json.c_str() + json.find('[') + 1, nullptr), 4800.0) << "of delay";
  EXPECT_NEAR(number(json, "skew_frames"), 0.0, 0.01);
  EXPECT_NEAR(number(json, "clock_offset_ppm"), 0.0, 0.05);
  EXPECT_NEAR(number(json, "hum_dbfs"), -80.0, 0.5);
  EXPECT_NEAR(number(json, "mains_hz"), 50.03, 0.02);
  EXPECT_NEAR(number(json.substr(json.find("\"dut\": ")), "noise_dbfs"), -96.2, 0.5);
  EXPECT_NEAR(number(json.substr(json.find("\"match\": ")), "gain_db"), -6.02, 0.01);
  // The dut channel's gain is half: from source into dut -50 - 6 dB, the other way -50 + 6 dB.
  const std::string crosstalk = json.substr(json.find("\"crosstalk_to_dut\": "));
  EXPECT_NEAR(number(crosstalk, "level_db"), -56.02, 0.2);
  EXPECT_NEAR(number(crosstalk.substr(crosstalk.find("crosstalk_to_source")), "level_db"), -43.98, 0.2);
  EXPECT_THAT(json, AllOf(HasSubstr("input_mismatch"), HasSubstr("dc_offset"), HasSubstr("\"crosstalk\""),
                          Not(HasSubstr("dropout\"")), Not(HasSubstr("blocking"))));
}

TEST_F(LiveCheck, GoesOnOnceTheMissingCableIsThere) {
  SoundWorld world(fast_world({"loop", "silent 2 on"}));
  const Ending ending = checked(world, {"--duration", "2s"}, "0", "silent 2 off");
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_THAT(ending.err, HasSubstr("Input 2 hears nothing of the tone that input 1 hears"));
}

TEST_F(LiveCheck, TellsAScriptWhichCableIsMissing) {
  SoundWorld world(fast_world({"loop", "silent 1 on"}));
  Conversation program({OHMSWEEP_PROGRAM, "rig", "check", "--device", "VirtualInterface", "--yes", "--quiet"},
                       world.environment());
  const Ending ending = program.finish(patience_s);
  EXPECT_EQ(ending.exit_code, 3);
  EXPECT_THAT(ending.out, IsEmpty());
  EXPECT_THAT(ending.err, HasSubstr("Input 1 hears nothing of the tone that input 2 hears; check the cable"));
}

/// The long sound alone, so that a fault strikes in its midst.
Continuity heard_with(const std::string& fault) {
  SoundWorld world(fast_world({"loop", fault}));
  const BorrowedEnvironment environment(world.environment());
  const auto device = make_live_audio({"virtualinterface", {}, 0, {OHMSWEEP_PROGRAM}});
  const SteadySound sound = steady_sound(Decibels(-12.0), Seconds(4.0), 48000);
  return read_continuity(device->play_and_record(sound.stimulus, {}, {"cable-both", "", "", 0}, {}), sound);
}

TEST_F(LiveCheck, CountsTheFramesOfAFault) {
  struct Case {
    const char* fault;
    GapKind kind;
    long frames;
  };
  for (const Case& each :
       {Case{"drop 96000", GapKind::repeated, 1024}, Case{"drop 96000 skip", GapKind::lost, 1024},
        Case{"slip 96000 -3", GapKind::lost, 3}, Case{"zero 96000 700", GapKind::silent, 700}}) {
    const Continuity found = heard_with(each.fault);
    ASSERT_THAT(found.gaps, SizeIs(1)) << each.fault;
    EXPECT_EQ(found.gaps[0].kind, each.kind) << each.fault;
    EXPECT_NEAR(static_cast<double>(found.gaps[0].frames), static_cast<double>(each.frames),
                each.kind == GapKind::silent ? 2.0 : 0.0)
        << each.fault;
    EXPECT_NEAR(found.gaps[0].at_s, 2.0, 0.03) << each.fault;
  }
}

}  // namespace
}  // namespace ohmsweep::live
