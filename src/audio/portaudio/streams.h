#pragma once
// The streams of one take: what PortAudio opens, starts and stops. Runs in the sound worker. Throws
// Error(failed) with the sentence that the person reads.

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "audio/portaudio/exchange.h"
#include "ohmsweep/audio/live_audio.h"

namespace ohmsweep::sound {

/// Where a stream plays and records: places in the list of devices, and what to open there.
struct Connection {
  std::size_t input = 0;
  std::size_t output = 0;
  int sample_rate = 48000;
  int block_frames = 0;                         ///< 0: as the driver likes
  std::atomic<std::uint32_t>* steps = nullptr;  ///< counts what was opened and started
};

/// One full-duplex stream where input and output are one device, else two.
class Streams {
 public:
  Streams(const std::vector<LiveDevice>& devices, const Connection& connection, const Exchange& exchange);
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  /// Leaves the streams as they are: closing them where the device is gone would hang.
  ~Streams();

  /// The stream that plays first: it plays silence until the first block is recorded, so that nothing of the
  /// stimulus is lost however long the other takes to wake.
  void start();
  /// Whether every stream still runs.
  [[nodiscard]] bool active() const;
  void stop_and_close();

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

}  // namespace ohmsweep::sound
