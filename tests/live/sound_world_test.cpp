#include "live/sound_world.h"

#include <gmock/gmock.h>

#include <fstream>

namespace ohmsweep::live {
namespace {

using ::testing::HasSubstr;

TEST(SoundWorld, Tries) {
  SoundWorld world;
  Conversation probe({OHMSWEEP_PORTAUDIO_PROBE, "list"}, world.environment());
  const Ending ending = probe.finish(20.0);
  std::cout << ending.out << ending.err << ending.seconds << "\n";
  for (const char* device : {"JACK Audio Connection Kit: VirtualInterface", "ALSA: VirtualAlsa", "ALSA: VirtualAlsa24"}) {
    Conversation player({OHMSWEEP_PORTAUDIO_PROBE, "play", device, "48000", "1024", "1"}, world.environment());
    const Ending played = player.finish(20.0);
    std::cout << device << " " << played.exit_code << " " << played.seconds << "\n" << played.out << "\n" << played.err.substr(0, 3000) << "\n" ;
  }
  std::cout << world.tell("status") << world.tell("nonsense") << "\n";
}

}  // namespace
}  // namespace ohmsweep::live
