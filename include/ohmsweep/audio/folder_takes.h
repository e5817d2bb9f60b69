#pragma once
/// A folder of takes, one file for each channel: NAME.left.wav, NAME.right.flac.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ohmsweep/audio/audio_device.h"

namespace ohmsweep {

struct FolderTake {
  std::string headphone;
  std::string channel;  ///< "left" or "right"
  std::filesystem::path file;
};

/// Every file of that form, ordered by headphone, left before right; others are passed over. Throws
/// Error(failed) where the folder cannot be read, holds none, or holds one channel twice (as WAV and as
/// FLAC).
[[nodiscard]] std::vector<FolderTake> list_folder_takes(const std::filesystem::path& folder);

/// A device named "takes" whose take of a headphone's channel is its file. Throws Error(failed) while it
/// plays where there is none (the sentence says which was looked for), and for all that make_recorded_takes'
/// device refuses.
[[nodiscard]] std::unique_ptr<AudioDevice> make_folder_takes(const std::filesystem::path& folder);

}  // namespace ohmsweep
