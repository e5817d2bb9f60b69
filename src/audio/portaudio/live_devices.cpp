// The list of devices, as the worker finds it and the program shows it.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "audio/portaudio/device_list.h"
#include "audio/portaudio/worker.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace sound {
namespace {

LiveDevice received(const SharedDevice& shared) {
  LiveDevice device;
  device.name = shared.name.data();
  device.host_api = shared.host_api.data();
  device.inputs = shared.inputs;
  device.outputs = shared.outputs;
  device.default_rate_hz = shared.default_rate_hz;
  device.input_latency_s = shared.input_latency_s;
  device.output_latency_s = shared.output_latency_s;
  for (std::size_t i = 0; i < standard_rates_hz.size(); ++i) {
    if ((shared.rates >> i & 1U) != 0) device.rates_hz.push_back(standard_rates_hz[i]);
  }
  return device;
}

std::vector<LiveDevice> received_from(Worker& worker) {
  std::vector<LiveDevice> devices;
  for (std::uint32_t i = 0; i < worker.shared().device_count.load(); ++i) {
    devices.push_back(received(worker.shared().devices[i]));
  }
  return devices;
}

}  // namespace

/// A server that loses sight of a client which leaves is asked once more, a little less patiently: where it
/// hangs, the person has waited already.
std::vector<LiveDevice> list_devices(const SoundProgram& program, Job job) {
  Request request;
  request.job = job;
  Worker worker(program, request, {});
  worker.follow({});
  if (worker.leave()) return received_from(worker);
  Worker again(program, request, {});
  again.follow({}, 0.8 * patience_s);
  if (!again.leave()) {
    throw failure(
        "The sound system does not answer any more after it listed its devices; restart the sound server or "
        "plug the device in again, then repeat.");
  }
  return received_from(again);
}

}  // namespace sound

namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return small;
}

std::string listed(const std::vector<const LiveDevice*>& devices) {
  std::string names;
  for (const LiveDevice* device : devices) {
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", shown(device->name));
  }
  return names;
}

std::vector<const LiveDevice*> all_of(const std::vector<LiveDevice>& devices) {
  std::vector<const LiveDevice*> all;
  all.reserve(devices.size());
  for (const LiveDevice& device : devices) all.push_back(&device);
  return all;
}

std::vector<const LiveDevice*> candidates(const std::vector<LiveDevice>& devices, std::string_view text) {
  std::vector<const LiveDevice*> found;
  for (const LiveDevice& device : devices) {
    if (device.name == text) return {&device};
    const bool matches = text.empty() ? device.full_duplex() && device.inputs >= 2
                                      : lower(device.name).find(lower(text)) != std::string::npos;
    if (matches) found.push_back(&device);
  }
  return found;
}

}  // namespace

std::vector<LiveDevice> list_live_devices(const SoundProgram& program) {
  return sound::list_devices(program, sound::Job::list_rates);
}

const LiveDevice& find_live_device(const std::vector<LiveDevice>& devices, std::string_view text) {
  if (devices.empty()) {
    throw failure(
        "There is no audio device: plug the interface in or start the sound server; 'ohmsweep devices' lists "
        "what is there.");
  }
  const std::vector<const LiveDevice*> found = candidates(devices, text);
  if (found.size() == 1) return *found.front();
  if (found.empty() && text.empty()) {
    throw failure(
        fmt::format("No device both plays and records two channels; name two with 'rig new', out of {}.",
                    listed(all_of(devices))));
  }
  if (found.empty()) {
    throw failure(fmt::format("There is no audio device '{}'; there are {}.", shown(std::string(text)),
                              listed(all_of(devices))));
  }
  if (text.empty()) {
    throw failure(fmt::format("Several devices play and record: {}; name one as the device of the rig.",
                              listed(found)));
  }
  throw failure(fmt::format("'{}' is part of several devices' names: {}; give more of the name.",
                            shown(std::string(text)), listed(found)));
}

}  // namespace ohmsweep
