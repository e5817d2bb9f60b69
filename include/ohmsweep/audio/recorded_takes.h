#pragma once
/// Takes recorded with any program, in place of a device: WAV or FLAC files named for their states.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ohmsweep/audio/audio_device.h"

namespace ohmsweep {

/// One file and the state it was recorded in: --take STATE=FILE.
struct RecordedTake {
  std::string state;
  std::filesystem::path file;
};

/// Whether takes must have the stimulus's sample rate. A player's programme is found at any: the player's
/// file and the recorder may differ.
enum class TakeRate { of_stimulus, any };

/// A device named "takes" that returns for each state its files in the order given, each once. Its
/// play_and_record throws Error(failed) when no file is left for the state (the sentence lists the states
/// that are left), when the take's rate differs from the stimulus's and has to be the same, when it is
/// shorter than the sweep, and for whatever read_take refuses. A take may be trimmed to the sweep, shorter
/// than the stimulus with its silence.
[[nodiscard]] std::unique_ptr<AudioDevice> make_recorded_takes(std::vector<RecordedTake> takes,
                                                               TakeRate rate = TakeRate::of_stimulus);

}  // namespace ohmsweep
