#pragma once
/// The interface by itself: its output by a cable to its inputs, step by step. Reads no clock and no
/// terminal. Thread rule: as for a session.

#include <functional>
#include <string>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/measurement/cable_report.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

struct CableCheckRequest {
  AudioFormat format;
  Decibels level{-12.0};   ///< the loudest peak of everything that is played
  Seconds duration{60.0};  ///< of the sound that is listened to for gaps
  bool crosstalk = true;   ///< false: the cable stays in both inputs
};

/// The person who moves the cable. Both may throw: the check then ends.
struct CableHands {
  /// Has the cable connected so before it is recorded.
  std::function<void(CableEnd end)> connect;
  /// Told why a connection cannot be judged; whether to try it again. Empty: never.
  std::function<bool(const std::string& fault)> try_again;
};

/// Records a ladder of tones from -50 dBFS up to the level, three sweeps and one long sound by a cable to
/// both inputs, then one sweep to each input alone, and judges them. Throws Error(rejected) with
/// fault_of_ladder()'s or fault_of_single()'s sentence where nobody tries again, Error(rejected) where a
/// sweep loses samples four times, and what the device and the hands throw.
[[nodiscard]] CableReport check_cable(AudioDevice& device, const CableCheckRequest& request,
                                      const CableHands& hands, const Narrator& narrator);

}  // namespace ohmsweep
