#pragma once
/// How long a person waits from the command to its first sound.

#include "live/sound_world.h"

namespace ohmsweep::live {

/// From the start of `ohmsweep measure headphone` to the first sample that is not zero at the interface, in
/// a world that runs with the clock; the measurement is then killed. Throws std::runtime_error when no sound
/// comes.
[[nodiscard]] double first_sound_s(SoundWorld& world);

}  // namespace ohmsweep::live
