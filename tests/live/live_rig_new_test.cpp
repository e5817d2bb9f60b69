// `rig new` at a live interface: a sound rig is written, each fault of wiring or interface has its own name.

#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "audio/temporary_folder.h"
#include "live/sound_world.h"

namespace ohmsweep::live {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr double patience_s = 30.0;

using Words = std::vector<std::string>;

/// A fault of the interface, the lines that make it and take it away, and how it has to be named.
struct InterfaceFault {
  const char* make;
  const char* mend;
  const char* code;
  const char* words;  ///< in the sentence about it
};

const std::vector<InterfaceFault>& faults() {
  static const std::vector<InterfaceFault> all{
      {"swap on", "swap off", "channels_swapped", "exchange the two inputs"},
      {"mono on", "mono off", "mono_inputs", "both inputs carry the same signal"},
      {"silent 1 on", "silent 1 off", "missing_cable", "the source channel hears the probe"},
      {"silent 2 on", "silent 2 off", "missing_cable", "the dut channel hears the probe"},
      {"monitor 0.05 2000", "monitor 0", "direct_monitoring", "turn direct monitoring off"},
      {"riding 2 -20dB", "riding 2 0", "automatic_gain", "the dut channel's gain moves"},
      {"dc 1 0.01", "dc 1 0", "dc_offset", "the source channel stands at +1.00 %"},
      {"highpass 2 80", "highpass 2 0", "high_pass", "the dut channel has lost"}};
  return all;
}

struct Heard {
  int exit_code = -1;
  std::vector<std::string> codes;
  std::string said;
};

Heard heard(const Ending& ending) {
  Heard found{ending.exit_code, {}, ending.err};
  const json told = json::parse(ending.out, nullptr, false);
  if (told.is_discarded()) return found;
  for (const json& finding : told.at("findings")) {
    const auto code = finding.at("code").get<std::string>();
    if (found.codes.empty() || found.codes.back() != code) found.codes.push_back(code);
  }
  return found;
}

class LiveRigNew : public ::testing::Test {
 protected:
  [[nodiscard]] Words rig_new(const Words& more = {}) const {
    Words words{OHMSWEEP_PROGRAM,
                "--json",
                "rig",
                "new",
                file(),
                "--force",
                "--device",
                "JACK: VirtualInterface",
                "--rate",
                "48kHz",
                "--output-channel",
                "1",
                "--source-channel",
                "1",
                "--dut-channel",
                "2",
                "--reference",
                "100ohm+-0.1%",
                "--inputs",
                "line",
                "--source-impedance",
                "unknown",
                "--dut-impedance",
                "unknown"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  /// With a person who makes open and short, exchanges nothing and insists on nothing.
  [[nodiscard]] Heard listened(SoundWorld& world) const {
    Conversation program(rig_new(), world.environment_without_alsa());
    program.say("yes");
    program.say("yes");
    for (const std::string state : {"open", "short"}) {
      if (!program.wait_for("Press Enter when it is so.", patience_s)) break;
      EXPECT_THAT(world.tell("state " + state), ::testing::StartsWith("ok"));
      program.say("");
    }
    program.say("no");
    program.say("no");
    return heard(program.finish(patience_s));
  }
  [[nodiscard]] std::string file() const { return (folder_ / "desk.toml").string(); }

 private:
  TemporaryFolder folder_;
};

WorldSettings bench_world() {
  WorldSettings settings;
  settings.freewheel = true;
  settings.lines = {"bench demo"};
  return settings;
}

TEST_F(LiveRigNew, WritesASoundRigAndCallsEachFaultByItsOwnNameAlone) {
  SoundWorld world(bench_world());
  const Heard sound = listened(world);
  EXPECT_EQ(sound.exit_code, 0) << sound.said;
  EXPECT_THAT(sound.codes, IsEmpty()) << sound.said;
  Conversation show({OHMSWEEP_PROGRAM, "rig", "show", file()});
  EXPECT_THAT(show.finish(patience_s).out, AllOf(HasSubstr("JACK: VirtualInterface"), HasSubstr("100 Ω")));
  for (const InterfaceFault& fault : faults()) {
    ASSERT_EQ(world.tell(fault.make).substr(0, 2), "ok");
    const Heard faulty = listened(world);
    EXPECT_THAT(faulty.codes, ElementsAre(fault.code)) << fault.make << ": " << faulty.said;
    EXPECT_THAT(faulty.said, HasSubstr(fault.words)) << fault.make;
    ASSERT_EQ(world.tell(fault.mend).substr(0, 2), "ok");
  }
}

TEST_F(LiveRigNew, WithYesPlaysOnlyWhatNeedsNoHandsAndSaysWhatStaysUnheard) {
  SoundWorld world(bench_world());
  Conversation program(rig_new({"--yes"}), world.environment_without_alsa());
  const Ending ending = program.finish(patience_s);
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_TRUE(std::filesystem::exists(file()));
  EXPECT_THAT(heard(ending).codes, IsEmpty());
  EXPECT_THAT(ending.err, AllOf(HasSubstr("nobody makes the short"), HasSubstr("swapped channels and mono"),
                                Not(HasSubstr("place shorted"))));
}

}  // namespace
}  // namespace ohmsweep::live
