// One second of full-duplex sound at 96 kHz in blocks of 256 frames, two channels each way. The floor copies
// and meters the same samples with nothing else around it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "audio/portaudio/exchange.h"

namespace ohmsweep::benchmarks {
namespace {

constexpr std::uint64_t rate = 96000;
constexpr std::uint64_t block = 256;

/// The memory of one second, as the device and the take have it.
struct Second {
  std::vector<std::int32_t> stimulus = std::vector<std::int32_t>(rate, 1 << 20);
  std::vector<float> source = std::vector<float>(rate);
  std::vector<float> dut = std::vector<float>(rate);
  std::array<float, 2 * block> input{};
  std::array<std::int32_t, 2 * block> output{};
};

void copy_plainly(benchmark::State& state) {
  Second second;
  for ([[maybe_unused]] auto iteration : state) {
    float peak = 0.0F;
    for (std::uint64_t at = 0; at + block <= rate; at += block) {
      for (std::uint64_t i = 0; i < block; ++i) {
        second.source[at + i] = second.input[2 * i];
        second.dut[at + i] = second.input[2 * i + 1];
        peak = std::max({peak, std::abs(second.input[2 * i]), std::abs(second.input[2 * i + 1])});
        second.output[2 * i] = second.stimulus[at + i];
        second.output[2 * i + 1] = 0;
      }
      benchmark::ClobberMemory();
    }
    benchmark::DoNotOptimize(peak);
  }
}

void exchange_blocks(benchmark::State& state) {
  Second second;
  sound::Exchange exchange;
  exchange.play = second.stimulus.data();
  exchange.play_frames = rate;
  exchange.source = second.source.data();
  exchange.dut = second.dut.data();
  exchange.record_frames = rate;
  exchange.fade_frames = rate / 20;
  exchange.outputs = 2;
  exchange.inputs = 2;
  for ([[maybe_unused]] auto iteration : state) {
    sound::Meters meters;
    sound::FadePosition fade;
    exchange.meters = &meters;
    for (std::uint64_t at = 0; at + block <= rate; at += block) {
      sound::record_block(exchange, second.input.data(), block);
      sound::play_block(exchange, fade, second.output.data(), block);
      benchmark::ClobberMemory();
    }
  }
}

BENCHMARK(copy_plainly)->Name("floor of a second of callbacks")->Unit(benchmark::kMillisecond);
BENCHMARK(exchange_blocks)->Name("a second of callbacks")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ohmsweep::benchmarks
