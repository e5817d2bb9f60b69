#pragma once
/// Sound through real interfaces, by way of PortAudio.
///
/// PortAudio can block for minutes or abort its process when a device or a sound server goes away
/// (docs/live.md), so it never runs in this process: each take runs in a worker, a child process that is
/// abandoned when it does not answer. The samples lie in memory shared with it and survive it.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/audio/audio_device.h"

namespace ohmsweep {

/// One device of one host API, as the system offers it now.
struct LiveDevice {
  std::string name;      ///< stable: "JACK: VirtualInterface", host API and device
  std::string host_api;  ///< "ALSA", "JACK"
  int inputs = 0;        ///< channels
  int outputs = 0;
  double default_rate_hz = 0.0;
  std::vector<int> rates_hz;     ///< of 44100, 48000, 88200, 96000, 176400, 192000, those that it opens with
  double input_latency_s = 0.0;  ///< the driver's suggestion for robust streams; 0 without inputs
  double output_latency_s = 0.0;

  /// Plays and records on one clock.
  [[nodiscard]] bool full_duplex() const { return inputs > 0 && outputs > 0; }
};

/// How workers are started: the program whose main begins with sound_worker().
struct SoundProgram {
  std::filesystem::path path = "/proc/self/exe";
};

/// To be called first in main: in a worker it does the work and returns the exit code to end with, elsewhere
/// nothing.
[[nodiscard]] std::optional<int> sound_worker(int argument_count, char** arguments);

/// Every device of every host API; none is no error. Throws Error(failed) within 3 s when the sound system
/// does not answer.
[[nodiscard]] std::vector<LiveDevice> list_live_devices(const SoundProgram& program = {});

/// The device of this name, or the only one whose name holds `text`, upper or lower case. Empty: the only
/// full-duplex one. Throws Error(failed) that lists the candidates.
[[nodiscard]] const LiveDevice& find_live_device(const std::vector<LiveDevice>& devices,
                                                 std::string_view text);

struct LiveAudioOptions {
  std::string device;         ///< name, or a unique part of it; empty: the only full-duplex device
  std::string output_device;  ///< empty: the same device
  int block_frames = 0;       ///< frames of a callback; 0: as the driver likes
  SoundProgram program;
};

/// A device named for what it plays and records on. Nothing is opened before the first take. A take is as
/// long as the stimulus, with silence before it and at least a second of silence after its last sound. Its
/// play_and_record and listen throw Error(failed) within 3 s of any fault: no device or server, a device in
/// use or gone, a rate or channel that it does not have, a stream that stops. When progress or the listener
/// throws, the sound fades out over 50 ms first.
[[nodiscard]] std::unique_ptr<AudioDevice> make_live_audio(const LiveAudioOptions& options);

}  // namespace ohmsweep
