#pragma once
/// The kept takes of a stored result in place of the device that recorded them.

#include <filesystem>
#include <memory>
#include <vector>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep {

/// A device of the provenance's name that returns its takes one after another in their order, whatever state
/// is asked for, each named as it was. Throws Error(failed) while it plays where the take's file is missing
/// from `folder` or its samples are no longer those of its hash.
[[nodiscard]] std::unique_ptr<AudioDevice> make_kept_device(std::filesystem::path folder,
                                                            const Provenance& origin);

}  // namespace ohmsweep
