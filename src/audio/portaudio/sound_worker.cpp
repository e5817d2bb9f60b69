// The child process in which PortAudio runs. It does one job and ends; whatever happens to it, the program
// that started it goes on.

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <new>
#include <thread>

#include "audio/portaudio/port_audio.h"
#include "audio/portaudio/shared_memory.h"
#include "audio/portaudio/streams.h"
#include "audio/portaudio/worker_start.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace sound {
namespace {

constexpr std::chrono::milliseconds between_looks{2};
/// After the program has died: time for the fade, then the worker ends whatever hangs.
constexpr unsigned last_seconds = 1;
constexpr double fade_s = 0.05;

volatile std::sig_atomic_t abandoned = 0;

extern "C" void on_abandoned(int) {
  abandoned = 1;
  ::alarm(last_seconds);
}

/// Ctrl-C reaches the whole foreground group; only the program acts on it. When the program dies, the sound
/// fades out and the worker ends. What PortAudio's libraries print, or dump, is of no use to anyone.
void isolate() {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  struct sigaction action {};
  action.sa_handler = on_abandoned;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGTERM, &action, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

void enter(SharedSound& shared, Stage stage) {
  shared.stage.store(stage);
  shared.steps.fetch_add(1);
}

void publish(SharedSound& shared, const std::vector<LiveDevice>& devices) {
  const std::size_t count = std::min(devices.size(), most_devices);
  for (std::size_t i = 0; i < count; ++i) {
    SharedDevice& to = shared.devices[i];
    put(to.name, devices[i].name);
    put(to.host_api, devices[i].host_api);
    to.inputs = devices[i].inputs;
    to.outputs = devices[i].outputs;
    to.default_rate_hz = devices[i].default_rate_hz;
    to.input_latency_s = devices[i].input_latency_s;
    to.output_latency_s = devices[i].output_latency_s;
  }
  shared.device_count.store(static_cast<std::uint32_t>(count));
}

void list_rates(SharedSound& shared, const PortAudio& audio) {
  for (std::uint32_t device = 0; device < shared.device_count.load(); ++device) {
    for (std::size_t rate = 0; rate < standard_rates_hz.size(); ++rate) {
      if (audio.supports(device, standard_rates_hz[rate])) shared.devices[device].rates |= 1U << rate;
      shared.steps.fetch_add(1);
    }
  }
}

std::size_t place_of(const std::vector<LiveDevice>& devices, const Name& name) {
  const LiveDevice& found = find_live_device(devices, name.data());
  return static_cast<std::size_t>(&found - devices.data());
}

void check_channels(const LiveDevice& device, int needed, int offered, const char* kind) {
  if (needed <= offered) return;
  throw failure(fmt::format("'{}' has {} {}s, and {} {} is asked for; correct the channels of the rig.",
                            device.name, offered, kind, kind, needed));
}

int highest_output(const Request& request) {
  return std::max(request.output_channel, request.reference_output_channel);
}

Exchange exchange_of(SharedSound& shared, std::byte* memory) {
  const Request& request = shared.request;
  const Layout layout = layout_of(request);
  Exchange exchange;
  exchange.play = reinterpret_cast<const std::int32_t*>(memory + layout.play);
  exchange.play_frames = request.play_frames;
  exchange.looped = request.job == Job::listen;
  exchange.source = reinterpret_cast<float*>(memory + layout.source);
  exchange.dut = reinterpret_cast<float*>(memory + layout.dut);
  exchange.record_frames = request.record_frames;
  exchange.fade_frames = static_cast<std::uint64_t>(fade_s * request.sample_rate);
  if (request.reference_output_channel > 0) {
    exchange.reference = reinterpret_cast<const std::int32_t*>(memory + layout.reference);
    exchange.reference_channel = request.reference_output_channel - 1;
  }
  exchange.outputs = std::max(2, highest_output(request));
  exchange.inputs = std::max(request.source_channel, request.dut_channel);
  exchange.output_channel = request.output_channel - 1;
  exchange.source_channel = request.source_channel - 1;
  exchange.dut_channel = request.dut_channel - 1;
  exchange.meters = &shared.meters;
  return exchange;
}

/// Follows the streams until everything is recorded or has faded out. The program watches the rest.
void follow(SharedSound& shared, const Streams& streams, bool looped) {
  Meters& meters = shared.meters;
  while (meters.silent.load() == 0 && (looped || meters.recorded.load() < shared.request.record_frames)) {
    if (abandoned != 0) meters.fade_requested.store(1);
    if (!streams.active())
      throw failure(
          "The device stopped in the midst of the sound: it was unplugged or its server ended; plug it in or "
          "restart "
          "the server, then repeat.");
    std::this_thread::sleep_for(between_looks);
  }
}

void sound(SharedSound& shared, std::byte* memory, const std::vector<LiveDevice>& devices) {
  const Request& request = shared.request;
  Connection connection;
  connection.input = place_of(devices, request.device);
  connection.output =
      request.output_device[0] == '\0' ? connection.input : place_of(devices, request.output_device);
  connection.sample_rate = request.sample_rate;
  connection.block_frames = request.block_frames;
  connection.steps = &shared.steps;
  Exchange exchange = exchange_of(shared, memory);
  const LiveDevice& input = devices[connection.input];
  const LiveDevice& output = devices[connection.output];
  check_channels(input, exchange.inputs, input.inputs, "input");
  check_channels(output, highest_output(request), output.outputs, "output");
  exchange.outputs = std::min(exchange.outputs, output.outputs);
  enter(shared, Stage::opening);
  Streams streams(devices, connection, exchange);
  enter(shared, Stage::waking);
  streams.start();
  enter(shared, Stage::running);
  follow(shared, streams, exchange.looped);
  shared.outcome.store(Outcome::complete);
  enter(shared, Stage::closing);
  streams.stop_and_close();
}

void work(SharedSound& shared, std::byte* memory) {
  enter(shared, Stage::initialising);
  const PortAudio audio;
  enter(shared, Stage::choosing);
  const std::vector<LiveDevice> devices = audio.devices();
  publish(shared, devices);
  switch (shared.request.job) {
    case Job::list_names:
      break;
    case Job::list_rates:
      list_rates(shared, audio);
      break;
    case Job::take:
    case Job::listen:
      sound(shared, memory, devices);
      break;
  }
  shared.outcome.store(Outcome::complete);
}

/// Does the job and takes leave of the sound server: a client that is gone without a word keeps a server
/// waiting for seconds. Where leaving hangs or aborts, the program has its answer already and ends the
/// worker.
void serve(SharedSound& shared, std::byte* memory) {
  try {
    work(shared, memory);
  } catch (const std::exception& error) {
    put(shared.sentence, error.what());
    shared.outcome.store(Outcome::failed);
  }
  PortAudio::terminate();
}

}  // namespace
}  // namespace sound

std::optional<int> sound_worker(int argument_count, char** arguments) {
  if (argument_count != 2 || std::string_view(arguments[1]) != sound::worker_flag) return std::nullopt;
  sound::isolate();
  try {
    const sound::SharedMemory memory = sound::SharedMemory::of_descriptor(sound::worker_descriptor);
    if (memory.size() < sizeof(sound::SharedSound)) return 1;
    auto& shared = *std::launder(reinterpret_cast<sound::SharedSound*>(memory.begin()));
    if (::getppid() != shared.request.program) return 1;
    sound::serve(shared, memory.begin());
  } catch (const Error&) {
    ::_exit(1);
  }
  // Without the destructors of libraries that may wait for a server that is gone.
  ::_exit(0);
}

}  // namespace ohmsweep
