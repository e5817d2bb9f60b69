#pragma once
/// The one seam for sound. Three implementations: recorded takes, the virtual bench, and (live) PortAudio.

#include <functional>
#include <optional>
#include <string>

#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// How to play and record.
struct AudioFormat {
  int sample_rate = 48000;
  int output_channel = 1;  ///< counted from 1
  int source_channel = 1;
  int dut_channel = 2;
  /// Plays the stimulus's reference samples. Without it a live device plays `samples` alone; the other
  /// channel of a player on the virtual bench plays in any case.
  std::optional<int> reference_output_channel{};
};

/// What is connected while a take is recorded.
struct TakeState {
  std::string
      state;  ///< "open", "short", "100ohm", "left", "unloaded", "33ohm": the STATE of the command line
  std::string device;  ///< the headphone's or amplifier's name; empty while calibrating
  std::string output;  ///< the amplifier's output; empty otherwise
  int index = 0;  ///< how many takes of this session came before: time for drift, a new draw of the noise
};

/// Called with the fraction done, 0 to 1, from the thread that called play_and_record.
using Progress = std::function<void(double)>;

/// Called with the two channels of what was just recorded, about a tenth of a second at a time and without
/// gaps, from the thread that called listen(); returns whether to go on. May throw: the sound then fades out.
using Listener = std::function<bool(const std::vector<double>& source, const std::vector<double>& dut)>;

/// Contract, tested against every implementation: returns a recording at format.sample_rate with both
/// channels of equal length, at least as long as the sweep, finite samples, a non-empty name and hash; the
/// same device in the same state with the same seed gives the same samples; progress never goes back and ends
/// at 1. Throws Error(failed) for a state or a rate that the device cannot give, for reference samples that
/// are not as many as the samples, and for any fault of the device. One call at a time per device.
class AudioDevice {
 public:
  AudioDevice() = default;
  AudioDevice(const AudioDevice&) = delete;
  AudioDevice& operator=(const AudioDevice&) = delete;
  virtual ~AudioDevice() = default;

  [[nodiscard]] virtual Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                                  const TakeState& state, const Progress& progress) = 0;
  /// Plays `loop` over and over, its end joined to its beginning, faded in and out over 50 ms, and hands what
  /// comes back to `listener` until that returns false; an empty loop listens in silence. Full scale is 1.0.
  /// Throws Error(failed) as play_and_record does, and where a device cannot listen, as this default does.
  virtual void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
                      const Listener& listener);
  /// Whether a person has to change what is connected between two states.
  [[nodiscard]] virtual bool attended() const { return false; }
  /// A name for provenance: "takes", "bench:demo", "JACK: VirtualInterface".
  [[nodiscard]] virtual std::string name() const = 0;
};

}  // namespace ohmsweep
