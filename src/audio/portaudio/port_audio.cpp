#include "audio/portaudio/port_audio.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "audio/portaudio/pa_terms.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep::sound {
namespace {

std::string host_api_of(const PaDeviceInfo& device) {
  const PaHostApiInfo* api = Pa_GetHostApiInfo(device.hostApi);
  if (api == nullptr) return "unknown";
  return api->type == paJACK ? "JACK" : text_of(api->name);
}

/// "Scarlett 2i2 USB: Audio" of "Scarlett 2i2 USB: Audio (hw:1,0)": the numbers change with the order of
/// plugging.
std::string without_card_number(const std::string& name) {
  const std::size_t bracket = name.rfind(" (hw:");
  return bracket == std::string::npos ? name : name.substr(0, bracket);
}

/// Names without card numbers, except where two devices would then be called alike.
void shorten_names(std::vector<LiveDevice>& devices) {
  std::map<std::string, int> count;
  for (const LiveDevice& device : devices) ++count[without_card_number(device.name)];
  for (LiveDevice& device : devices) {
    const std::string name = without_card_number(device.name);
    if (count[name] == 1) device.name = name;
  }
}

}  // namespace

PortAudio::PortAudio() {
  const PaError error = Pa_Initialize();
  if (error != paNoError) {
    throw failure(fmt::format(
        "The sound system cannot be initialised ({}); see whether the sound server runs.", reason(error)));
  }
}

void PortAudio::terminate() { Pa_Terminate(); }

std::vector<LiveDevice> PortAudio::devices() const {
  std::vector<LiveDevice> found;
  const PaDeviceIndex count = Pa_GetDeviceCount();
  for (PaDeviceIndex index = 0; index < count; ++index) {
    const PaDeviceInfo* described = Pa_GetDeviceInfo(index);
    if (described == nullptr) continue;
    LiveDevice device;
    device.host_api = host_api_of(*described);
    device.name = fmt::format("{}: {}", device.host_api, text_of(described->name));
    device.inputs = std::max(0, described->maxInputChannels);
    device.outputs = std::max(0, described->maxOutputChannels);
    device.default_rate_hz = described->defaultSampleRate;
    device.input_latency_s = device.inputs > 0 ? described->defaultHighInputLatency : 0.0;
    device.output_latency_s = device.outputs > 0 ? described->defaultHighOutputLatency : 0.0;
    found.push_back(std::move(device));
  }
  shorten_names(found);
  return found;
}

bool PortAudio::supports(std::size_t device, int rate_hz) const {
  const PaDeviceInfo* described = Pa_GetDeviceInfo(static_cast<PaDeviceIndex>(device));
  if (described == nullptr) return false;
  const int inputs = std::min(2, described->maxInputChannels);
  const int outputs = std::min(2, described->maxOutputChannels);
  const PaStreamParameters input = input_parameters(device, inputs);
  const PaStreamParameters output = output_parameters(device, outputs);
  return Pa_IsFormatSupported(inputs > 0 ? &input : nullptr, outputs > 0 ? &output : nullptr, rate_hz) ==
         paFormatIsSupported;
}

}  // namespace ohmsweep::sound
