// Volts and the level of an output through a real server: the dut input hears half of what is played, and
// later no more than a rail of -20 dBFS.

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "audio/temporary_folder.h"
#include "live/sound_world.h"

namespace ohmsweep::live {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr double patience_s = 60.0;

TEST(LiveOutputLevel, IsThatOfTheInterfaceOnTheOtherSide) {
  const TemporaryFolder folder;
  const std::string rig = (folder / "rig.toml").string();
  std::ofstream(rig) << "[interface]\ndevice = \"JACK: VirtualInterface\"\n";
  const auto command = [&](const std::vector<std::string>& words) {
    std::vector<std::string> all{OHMSWEEP_PROGRAM, "--library", (folder / "library").string(), "--rig", rig,
                                 "--yes",          "--json"};
    all.insert(all.end(), words.begin(), words.end());
    return all;
  };
  WorldSettings settings;
  settings.freewheel = true;
  settings.lines = {"route 1 1", "route 2 1:0.5", "noise 1 -110dB", "noise 2 -100dB"};
  SoundWorld world(settings);

  Conversation volts(command({"volts", "--reading", "1V+-0.1%"}), world.environment_without_alsa());
  const Ending found = volts.finish(patience_s);
  ASSERT_EQ(found.exit_code, 0) << found.err;
  const double full_scale = 1.0 / (0.5 * std::pow(10.0, -0.6));
  EXPECT_NEAR(json::parse(found.out).at("dut_full_scale_vrms").get<double>(), full_scale, 1e-3 * full_scale);
  EXPECT_NEAR(json::parse(found.out).at("source_full_scale_vrms").get<double>(), full_scale / 2.0,
              1e-3 * full_scale);

  world.tell("clip 2 -20dB");
  Conversation level(command({"measure", "level", "amp", "--output", "out", "--ground", "grounded"}),
                     world.environment_without_alsa());
  const Ending measured = level.finish(patience_s);
  ASSERT_EQ(measured.exit_code, 0) << measured.err;
  const json clean = json::parse(measured.out).at("clean_voltage").at(0);
  EXPECT_TRUE(clean.at("bound").is_null()) << measured.out;
  EXPECT_NEAR(clean.at("vrms").get<double>(), 0.1 * 1.0282 * full_scale, 0.01 * 0.1 * full_scale);
  // Nothing changes between the two takes of noise: it is the interface's own.
  const json noise = json::parse(measured.out).at("noise").at("unweighted");
  EXPECT_EQ(noise.at("bound"), "upper");
  EXPECT_LT(noise.at("vrms").get<double>(), 1e-5 * std::sqrt(2.0) * full_scale);
  EXPECT_THAT(measured.err, HasSubstr("headphone unplugged"));
}

}  // namespace
}  // namespace ohmsweep::live
