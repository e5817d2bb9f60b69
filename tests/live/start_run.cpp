#include "live/start_run.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>

#include "audio/temporary_folder.h"

namespace ohmsweep::live {

double first_sound_s(SoundWorld& world) {
  constexpr double patience_s = 30.0;
  const TemporaryFolder folder;
  std::ofstream(folder / "rig.toml") << "[interface]\ndevice = \"JACK: VirtualInterface\"\n";
  world.tell("forget");
  const auto begun = std::chrono::steady_clock::now().time_since_epoch();
  Conversation program({OHMSWEEP_PROGRAM, "--yes", "--library", (folder / "library").string(), "--rig",
                        (folder / "rig.toml").string(), "measure", "headphone", "HD", "--channel", "left",
                        "--calibration", "none"},
                       world.environment_without_alsa());
  if (!world.wait_for_sound(1, patience_s)) throw std::runtime_error("no sound: " + program.heard());
  const long at_us = world.status("sound_us");
  program.signal(SIGINT);
  (void)program.finish(patience_s);
  return 1e-6 * static_cast<double>(at_us) - std::chrono::duration<double>(begun).count();
}

}  // namespace ohmsweep::live
