#pragma once
/// The second device: a JACK client that PortAudio lists as "Dongle", with outputs only.

#include <jack/jack.h>

#include <atomic>
#include <cstddef>
#include <vector>

#include "live/interface/clock_bridge.h"

namespace ohmsweep::live {

/// What is played into it crosses the bridge. It is there for as long as this object lives.
class DongleClient {
 public:
  /// Throws std::runtime_error where the server does not let it in.
  DongleClient(ClockBridge& bridge, std::size_t channels);
  ~DongleClient();
  DongleClient(const DongleClient&) = delete;
  DongleClient& operator=(const DongleClient&) = delete;

 private:
  static int on_process(jack_nframes_t frames, void* self);
  static void on_shutdown(void* self) { static_cast<DongleClient*>(self)->alive_ = false; }

  ClockBridge& bridge_;
  jack_client_t* client_ = nullptr;
  std::vector<jack_port_t*> ports_;
  std::atomic<bool> alive_{true};
};

}  // namespace ohmsweep::live
