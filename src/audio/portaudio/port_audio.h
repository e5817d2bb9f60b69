#pragma once
// PortAudio, and the only place that knows it. Everything here runs in the sound worker. Throws Error(failed)
// with the sentence that the person reads.

#include <cstddef>
#include <vector>

#include "ohmsweep/audio/live_audio.h"

namespace ohmsweep::sound {

/// PortAudio from its initialisation on. It is not terminated by a destructor: where a server is gone that
/// aborts the process.
class PortAudio {
 public:
  /// Throws when the sound system cannot be initialised.
  PortAudio();

  /// Closes what is open and leaves the sound server. May hang or abort where that is gone.
  static void terminate();

  /// Every device, in PortAudio's order, without its rates.
  [[nodiscard]] std::vector<LiveDevice> devices() const;
  /// The standard rates that the device at this place of the list opens with.
  [[nodiscard]] bool supports(std::size_t device, int rate_hz) const;
};

}  // namespace ohmsweep::sound
