#pragma once
/// Recording what something else plays by itself: a phone, a player, a dongle on another computer.

#include <memory>

#include "ohmsweep/audio/audio_device.h"

namespace ohmsweep {

/// How long is waited for what is to be heard, and what ends it.
struct ListeningOptions {
  Seconds wait{60.0};    ///< for the first sound
  Seconds silence{3.0};  ///< longer than any within the stimulus: it is over
  double loud = 1e-3;    ///< of full scale: a sound, on either channel
};

/// A device whose play_and_record plays nothing: it listens through `live` until a sound as long as the
/// stimulus has been heard and silence follows, or half again as long has passed. Attended and named as
/// `live`. Throws Error(failed) when nothing is heard in time, with what to look at, and what `live` throws.
[[nodiscard]] std::unique_ptr<AudioDevice> make_listening(std::unique_ptr<AudioDevice> live,
                                                          const ListeningOptions& options = {});

}  // namespace ohmsweep
