#include "live/interface/dongle_client.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "live/interface/interface_settings.h"
#include "live/interface/sound_path.h"

namespace ohmsweep::live {

DongleClient::DongleClient(ClockBridge& bridge, std::size_t channels)
    : bridge_(bridge), client_(jack_client_open("Dongle", JackNoStartServer, nullptr)) {
  if (client_ == nullptr) throw std::runtime_error("there is no server for the dongle");
  for (std::size_t c = 0; c < channels; ++c) {
    const std::string name = fmt::format("playback_{}", c + 1);
    ports_.push_back(jack_port_register(client_, name.c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                        JackPortIsInput | JackPortIsTerminal, 0));
  }
  jack_set_process_callback(client_, &DongleClient::on_process, this);
  jack_on_shutdown(client_, &DongleClient::on_shutdown, this);
  if (jack_activate(client_) == 0) return;
  jack_client_close(client_);
  throw std::runtime_error("the server does not let the dongle play");
}

DongleClient::~DongleClient() {
  if (alive_) jack_client_close(client_);
}

int DongleClient::on_process(jack_nframes_t frames, void* self) {
  auto& own = *static_cast<DongleClient*>(self);
  std::array<const float*, most_channels> played{};
  for (std::size_t c = 0; c < own.ports_.size(); ++c) {
    played[c] = static_cast<const float*>(jack_port_get_buffer(own.ports_[c], frames));
  }
  own.bridge_.deliver(played.data(), frames);
  return 0;
}

}  // namespace ohmsweep::live
