#include "audio/portaudio/streams.h"

#include <fmt/format.h>

#include <algorithm>

#include "audio/portaudio/pa_terms.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::sound {
namespace {

/// No clipping, which a float device would not need, and no dither, which would change samples.
constexpr PaStreamFlags as_they_are = paClipOff | paDitherOff;

/// What the callbacks of a take work on.
struct Running {
  Exchange exchange;
  FadePosition fade;
};

struct Attempt {
  const std::string& device;
  int sample_rate;
  int inputs;
  int outputs;
};

Error refusal(PaError error, const Attempt& attempt) {
  const std::string device = shown(attempt.device);
  switch (error) {
    case paInvalidSampleRate:
      return failure(fmt::format(
          "'{}' does not run at {} Hz; 'ohmsweep devices' lists its rates, the rig or --rate chooses one.",
          device, attempt.sample_rate));
    case paInvalidChannelCount:
      return failure(
          fmt::format("'{}' does not offer {} inputs with {} outputs; 'ohmsweep devices' lists its channels.",
                      device, attempt.inputs, attempt.outputs));
    case paDeviceUnavailable:
      return failure(fmt::format(
          "'{}' is in use by another program, or gone: end what else uses it, or plug it in again.", device));
    case paTimedOut:
      return failure(
          fmt::format("'{}' did not start in time; unplug it, plug it in again and repeat.", device));
    default:
      return failure(fmt::format(
          "'{}' cannot be opened ({}); see whether it is plugged in and its sound server runs, then repeat.",
          device, reason(error)));
  }
}

void count(std::atomic<std::int32_t>& counter, bool flagged) {
  if (flagged) counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void count_flags(Meters& meters, PaStreamCallbackFlags flags) {
  count(meters.input_overflows, (flags & paInputOverflow) != 0);
  count(meters.input_underflows, (flags & paInputUnderflow) != 0);
  count(meters.output_overflows, (flags & paOutputOverflow) != 0);
  count(meters.output_underflows, (flags & paOutputUnderflow) != 0);
}

/// The callback of a stream that records, and of one that does both.
int on_recorded(const void* input, void* output, unsigned long frames,
                const PaStreamCallbackTimeInfo* /*time*/, PaStreamCallbackFlags flags, void* running) {
  auto& own = *static_cast<Running*>(running);
  count_flags(*own.exchange.meters, flags);
  record_block(own.exchange, static_cast<const float*>(input), frames);
  if (output != nullptr) play_block(own.exchange, own.fade, static_cast<std::int32_t*>(output), frames);
  return paContinue;
}

/// The callback of a stream that plays only.
int on_played(const void* /*input*/, void* output, unsigned long frames,
              const PaStreamCallbackTimeInfo* /*time*/, PaStreamCallbackFlags flags, void* running) {
  auto& own = *static_cast<Running*>(running);
  count_flags(*own.exchange.meters, flags);
  play_block(own.exchange, own.fade, static_cast<std::int32_t*>(output), frames);
  return paContinue;
}

}  // namespace

struct Streams::Open {
  Running running;
  std::atomic<std::uint32_t>* steps;
  std::vector<PaStream*> streams;  ///< in the order in which they start

  void add(const Connection& connection, const PaStreamParameters* input, const PaStreamParameters* output,
           const std::string& device) {
    PaStream* stream = nullptr;
    const PaError error = Pa_OpenStream(&stream, input, output, connection.sample_rate,
                                        static_cast<unsigned long>(connection.block_frames), as_they_are,
                                        input == nullptr ? on_played : on_recorded, &running);
    if (error != paNoError) {
      throw refusal(error, {device, connection.sample_rate, input == nullptr ? 0 : running.exchange.inputs,
                            output == nullptr ? 0 : running.exchange.outputs});
    }
    streams.push_back(stream);
    steps->fetch_add(1);
  }
};

Streams::Streams(const std::vector<LiveDevice>& devices, const Connection& connection,
                 const Exchange& exchange)
    : open_(std::make_unique<Open>(Open{{exchange, {}}, connection.steps, {}})) {
  const PaStreamParameters input = input_parameters(connection.input, exchange.inputs);
  const PaStreamParameters output = output_parameters(connection.output, exchange.outputs);
  if (connection.input == connection.output) {
    open_->add(connection, &input, &output, devices[connection.input].name);
    return;
  }
  open_->add(connection, nullptr, &output, devices[connection.output].name);
  open_->add(connection, &input, nullptr, devices[connection.input].name);
}

Streams::~Streams() = default;

void Streams::start() {
  for (PaStream* stream : open_->streams) {
    const PaError error = Pa_StartStream(stream);
    if (error != paNoError) {
      throw failure(fmt::format("The stream cannot be started ({}); see whether the device is still there.",
                                reason(error)));
    }
    open_->steps->fetch_add(1);
  }
}

bool Streams::active() const {
  return std::all_of(open_->streams.begin(), open_->streams.end(),
                     [](PaStream* stream) { return Pa_IsStreamActive(stream) == 1; });
}

void Streams::stop_and_close() {
  for (PaStream* stream : open_->streams) Pa_StopStream(stream);
  for (PaStream* stream : open_->streams) Pa_CloseStream(stream);
  open_->streams.clear();
}

}  // namespace ohmsweep::sound
