#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/command.h"
#include "cli/json_text.h"
#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

/// "44.1 48 96": kilohertz.
std::string rates_text(const LiveDevice& device) {
  if (device.rates_hz.empty()) return "none of the usual";
  std::string text;
  for (const int rate : device.rates_hz)
    text += fmt::format("{}{:g}", text.empty() ? "" : " ", rate / 1000.0);
  return text;
}

std::string channels_text(const LiveDevice& device) {
  if (device.full_duplex()) return fmt::format("{} in, {} out, both at once", device.inputs, device.outputs);
  if (device.inputs > 0) return fmt::format("{} in", device.inputs);
  if (device.outputs > 0) return fmt::format("{} out", device.outputs);
  return "no channels";
}

std::string latency_text(double latency_s) {
  return latency_s > 0.0 ? fmt::format("{:.0f} ms", 1e3 * latency_s) : std::string("-");
}

std::string table(const std::vector<LiveDevice>& devices) {
  constexpr std::string_view row = "{:<{}}  {:<24}  {:>8}  {:<24}  {:>8}  {:>8}\n";
  std::size_t widest = 6;
  for (const LiveDevice& device : devices) widest = std::max(widest, shown(device.name).size());
  std::string text =
      fmt::format(fmt::runtime(row), "device", widest, "channels", "default", "rates in kHz", "in", "out");
  for (const LiveDevice& device : devices) {
    text += fmt::format(fmt::runtime(row), shown(device.name), widest, channels_text(device),
                        fmt::format("{:g} kHz", device.default_rate_hz / 1000.0), rates_text(device),
                        latency_text(device.input_latency_s), latency_text(device.output_latency_s));
  }
  return text;
}

std::string device_json(const LiveDevice& device) {
  const auto latency = [](int channels, double seconds) {
    return channels > 0 ? json_number(seconds) : std::string("null");
  };
  return json_object({{"device", json_string(device.name)},
                      {"host_api", json_string(device.host_api)},
                      {"inputs", json_number(device.inputs)},
                      {"outputs", json_number(device.outputs)},
                      {"full_duplex", json_bool(device.full_duplex())},
                      {"default_rate_hz", json_number(device.default_rate_hz)},
                      {"rates_hz", fmt::format("[{}]", fmt::join(device.rates_hz, ", "))},
                      {"input_latency_s", latency(device.inputs, device.input_latency_s)},
                      {"output_latency_s", latency(device.outputs, device.output_latency_s)}});
}

int run(const Invocation& invocation) {
  const std::vector<LiveDevice> devices = list_live_devices();
  if (invocation.json()) {
    std::vector<std::string> objects;
    objects.reserve(devices.size());
    for (const LiveDevice& device : devices) objects.push_back(device_json(device));
    invocation.terminal.print(json_array(objects) + "\n");
    return done;
  }
  if (devices.empty()) {
    invocation.terminal.say(
        "There is no audio device: plug the interface in or start the sound server, then list again.");
    return done;
  }
  invocation.terminal.print(table(devices));
  return done;
}

}  // namespace

Command devices_command() {
  return {
      "devices",          "", 0,  0, "Lists the audio interfaces with their channels, rates and latencies.",
      "ohmsweep devices", {}, run};
}

}  // namespace ohmsweep::cli
