#include "ohmsweep/audio/audio_device.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

void AudioDevice::listen(const std::vector<double>& /*loop*/, const AudioFormat& /*format*/,
                         const TakeState& /*state*/, const Listener& /*listener*/) {
  throw failure(
      fmt::format("'{}' cannot be listened to: it is no running device; use an audio interface.", name()));
}

}  // namespace ohmsweep
