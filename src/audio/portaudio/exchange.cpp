#include "audio/portaudio/exchange.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep::sound {
namespace {

// Each counter has one writer, the callback, so that a load and a store do for an increment.
template <typename Value>
void add(std::atomic<Value>& counter, Value value) {
  counter.store(counter.load(std::memory_order_relaxed) + value, std::memory_order_release);
}

template <typename Value>
void raise(std::atomic<Value>& peak, Value value) {
  if (value > peak.load(std::memory_order_relaxed)) peak.store(value, std::memory_order_relaxed);
}

/// 1 down to 0 with level ends: 1 - 3x² + 2x³.
double falling(double x) { return 1.0 - x * x * (3.0 - 2.0 * x); }

double fraction(std::uint64_t position, std::uint64_t whole) {
  return std::min(1.0, static_cast<double>(position) / static_cast<double>(whole));
}

std::int32_t faded(std::int32_t sample, double gain) {
  return static_cast<std::int32_t>(std::lround(gain * static_cast<double>(sample)));
}

/// Copies one channel of a block and returns its peak.
float copy_channel(const float* block, std::uint64_t frames, int inputs, int channel, float* to) {
  float peak = 0.0F;
  const float* sample = block + channel;
  for (std::uint64_t i = 0; i < frames; ++i, sample += inputs) {
    to[i] = *sample;
    peak = std::max(peak, std::abs(*sample));
  }
  return peak;
}

void record_piece(const Exchange& exchange, const float* block, std::uint64_t frames, std::uint64_t at) {
  if (block == nullptr) {
    std::fill_n(exchange.source + at, frames, 0.0F);
    std::fill_n(exchange.dut + at, frames, 0.0F);
    add(exchange.meters->mute_frames, frames);
    return;
  }
  Meters& meters = *exchange.meters;
  const float source =
      copy_channel(block, frames, exchange.inputs, exchange.source_channel, exchange.source + at);
  const float dut = copy_channel(block, frames, exchange.inputs, exchange.dut_channel, exchange.dut + at);
  raise(meters.source_peak, source);
  raise(meters.dut_peak, dut);
  if (source == 0.0F && dut == 0.0F) {
    add(meters.mute_frames, frames);
  } else {
    meters.mute_frames.store(0, std::memory_order_release);
  }
}

/// The gain of the next frame; counts it.
double next_gain(const Exchange& exchange, FadePosition& fade, bool fading_out) {
  double gain = 1.0;
  if (exchange.looped && fade.in < exchange.fade_frames) {
    gain = 1.0 - falling(fraction(fade.in++, exchange.fade_frames));
  }
  if (fading_out) gain *= falling(fraction(fade.out++, exchange.fade_frames));
  return gain;
}

}  // namespace

void record_block(const Exchange& exchange, const float* block, std::uint64_t frames) {
  Meters& meters = *exchange.meters;
  const std::uint64_t recorded = meters.recorded.load(std::memory_order_relaxed);
  if (!exchange.looped) frames = std::min(frames, exchange.record_frames - recorded);
  for (std::uint64_t done = 0; done < frames;) {
    const std::uint64_t at = (recorded + done) % exchange.record_frames;
    const std::uint64_t piece = std::min(frames - done, exchange.record_frames - at);
    const float* from =
        block == nullptr ? nullptr : block + done * static_cast<std::uint64_t>(exchange.inputs);
    record_piece(exchange, from, piece, at);
    done += piece;
  }
  add(meters.recorded, frames);
  add(meters.input_blocks, std::uint64_t{1});
}

void play_block(const Exchange& exchange, FadePosition& fade, std::int32_t* block, std::uint64_t frames) {
  Meters& meters = *exchange.meters;
  const auto outputs = static_cast<std::uint64_t>(exchange.outputs);
  std::fill_n(block, frames * outputs, 0);
  add(meters.output_blocks, std::uint64_t{1});
  raise(meters.largest_block, static_cast<std::uint32_t>(frames));
  const std::uint64_t played = meters.played.load(std::memory_order_relaxed);
  const bool fading_out = meters.fade_requested.load(std::memory_order_acquire) != 0;
  const bool begun = meters.recorded.load(std::memory_order_acquire) > 0;
  if (!begun || exchange.play_frames == 0) {
    if (fading_out) meters.silent.store(1, std::memory_order_release);
    return;
  }
  std::uint64_t position = played;
  std::int32_t* frame = block;
  for (std::uint64_t i = 0; i < frames; ++i, ++position, frame += outputs) {
    if (!exchange.looped && position >= exchange.play_frames) break;
    if (fading_out && fade.out >= exchange.fade_frames) break;
    const std::uint64_t at = exchange.looped ? position % exchange.play_frames : position;
    const bool fading = fading_out || exchange.looped;
    const double gain = fading ? next_gain(exchange, fade, fading_out) : 1.0;
    const auto put = [&](int channel, std::int32_t value) {
      frame[channel] = fading ? faded(value, gain) : value;
    };
    put(exchange.output_channel, exchange.play[at]);
    if (exchange.reference != nullptr) put(exchange.reference_channel, exchange.reference[at]);
  }
  add(meters.played, position - played);
  const bool played_out = !exchange.looped && position >= exchange.play_frames;
  if (fading_out && (played_out || fade.out >= exchange.fade_frames)) {
    meters.silent.store(1, std::memory_order_release);
  }
}

}  // namespace ohmsweep::sound
