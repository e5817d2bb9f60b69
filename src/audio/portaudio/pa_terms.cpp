#include "audio/portaudio/pa_terms.h"

#include "ohmsweep/core/name.h"

namespace ohmsweep::sound {

std::string text_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

PaStreamParameters input_parameters(std::size_t device, int channels) {
  const auto index = static_cast<PaDeviceIndex>(device);
  const PaDeviceInfo* described = Pa_GetDeviceInfo(index);
  // Latency costs nothing here; a late block costs the take.
  const PaTime latency = described == nullptr ? 0.0 : described->defaultHighInputLatency;
  return {index, channels, recorded_format, latency, nullptr};
}

PaStreamParameters output_parameters(std::size_t device, int channels) {
  const auto index = static_cast<PaDeviceIndex>(device);
  const PaDeviceInfo* described = Pa_GetDeviceInfo(index);
  const PaTime latency = described == nullptr ? 0.0 : described->defaultHighOutputLatency;
  return {index, channels, played_format, latency, nullptr};
}

std::string reason(PaError error) {
  const PaHostErrorInfo* host = Pa_GetLastHostErrorInfo();
  if (error == paUnanticipatedHostError && host != nullptr && !text_of(host->errorText).empty()) {
    return shown(text_of(host->errorText));
  }
  return text_of(Pa_GetErrorText(error));
}

}  // namespace ohmsweep::sound
