#pragma once
/// A rig heard at the bench: two short takes of the probe and what they betray. Reads no clock and no
/// terminal.

#include <functional>
#include <string>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/measurement/rig_listening.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// Has the state ("open", "short") connected before it is recorded. May throw: the check then ends.
using Connect = std::function<void(const std::string& state)>;

struct RigCheck {
  Recording open;
  Recording shorted;
  RigHearing hearing;
};

/// The rate of a rig that states none.
inline constexpr int usual_sample_rate = 48000;

/// Records the probe with nothing connected and with a short. Throws what the device throws.
[[nodiscard]] RigCheck check_rig(AudioDevice& device, const Rig& rig, const Connect& connect,
                                 const Narrator& narrator);

/// Records the probe with nothing connected and no more, for where nobody makes the short. Throws what the
/// device throws.
[[nodiscard]] RigHearing check_open_rig(AudioDevice& device, const Rig& rig, const Connect& connect,
                                        const Narrator& narrator);

/// The rig with source and dut channel exchanged; an impedance stays with its input.
[[nodiscard]] Rig with_channels_exchanged(Rig rig);
/// The same takes as that rig would have them.
[[nodiscard]] RigCheck with_channels_exchanged(RigCheck check, const Rig& rig);

}  // namespace ohmsweep
