#pragma once
// Asking a worker for the devices.

#include <vector>

#include "audio/portaudio/shared_sound.h"
#include "ohmsweep/audio/live_audio.h"

namespace ohmsweep::sound {

/// Job::list_names is quick; Job::list_rates also tries every rate. Throws as list_live_devices() does.
[[nodiscard]] std::vector<LiveDevice> list_devices(const SoundProgram& program, Job job);

}  // namespace ohmsweep::sound
