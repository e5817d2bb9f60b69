#pragma once
/// Devices made of devices, for sittings with a person: a bench that is treated like an interface, and takes
/// kept from an earlier sitting followed by an interface.

#include <memory>
#include <vector>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/audio/recorded_takes.h"

namespace ohmsweep {

/// The same device as one whose wiring a person changes: attended(), and with samples in single precision, as
/// an interface delivers them. Hash and samples agree.
[[nodiscard]] std::unique_ptr<AudioDevice> make_attended(std::unique_ptr<AudioDevice> device);

/// The first takes come from these files, in their order, and all others from `live`. The files hold the
/// source channel first and the dut channel second, as kept takes do, whatever the format says. Named as
/// `live`;
/// attended() as `live` once the files are used up, before that not. Throws what either throws, and
/// Error(failed) when a file is for another state than the one asked for.
[[nodiscard]] std::unique_ptr<AudioDevice> make_recorded_then_live(std::vector<RecordedTake> takes,
                                                                   std::unique_ptr<AudioDevice> live);

}  // namespace ohmsweep
