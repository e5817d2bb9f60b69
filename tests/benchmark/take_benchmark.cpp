// From a take's file to its ratio. The floor of the estimator is what no method can do without: reading the
// take and one real transform of each channel.
#include <benchmark/benchmark.h>

#include <fstream>
#include <vector>

#include "benchmark/demo_take.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/signal/fft.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep::benchmarks {
namespace {

std::vector<Complex> padded_transform(std::vector<double> channel) {
  channel.resize(fast_size(channel.size()));
  return forward_real(channel);
}

void read_and_transform(benchmark::State& state) {
  const DemoTake& demo = demo_take();
  for ([[maybe_unused]] auto iteration : state) {
    Recording take = read_take(demo.file);
    benchmark::DoNotOptimize(padded_transform(std::move(take.source)));
    benchmark::DoNotOptimize(padded_transform(std::move(take.dut)));
  }
}

/// Its first estimate makes the plans and the stimulus's spectrum that later takes share.
RatioEstimator warm_estimator(const DemoTake& demo) {
  RatioEstimator estimator(demo.stimulus);
  benchmark::DoNotOptimize(estimator.estimate(demo.recording));
  return estimator;
}

void estimate(benchmark::State& state) {
  const DemoTake& demo = demo_take();
  const RatioEstimator estimator = warm_estimator(demo);
  for ([[maybe_unused]] auto iteration : state) {
    benchmark::DoNotOptimize(estimator.estimate(demo.recording));
  }
}

void estimate_humming(benchmark::State& state) {
  const DemoTake& demo = demo_take();
  const RatioEstimator estimator = warm_estimator(demo);
  for ([[maybe_unused]] auto iteration : state) {
    benchmark::DoNotOptimize(estimator.estimate(demo.humming));
  }
}

void read_and_estimate(benchmark::State& state) {
  const DemoTake& demo = demo_take();
  const RatioEstimator estimator = warm_estimator(demo);
  for ([[maybe_unused]] auto iteration : state) {
    benchmark::DoNotOptimize(estimator.estimate(read_take(demo.file)));
  }
}

void read_wav(benchmark::State& state) {
  const DemoTake& demo = demo_take();
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(read_take(demo.file));
}

void read_bytes(benchmark::State& state) {
  const DemoTake& demo = demo_take();
  for ([[maybe_unused]] auto iteration : state) {
    std::ifstream file(demo.file, std::ios::binary);
    std::vector<char> bytes(std::filesystem::file_size(demo.file));
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    benchmark::DoNotOptimize(bytes.data());
    if (file.gcount() != static_cast<std::streamsize>(bytes.size())) state.SkipWithError("short read");
  }
}

BENCHMARK(read_and_transform)->Name("floor of a take")->Unit(benchmark::kMillisecond);
BENCHMARK(estimate)->Name("estimator")->Unit(benchmark::kMillisecond);
BENCHMARK(estimate_humming)->Name("estimator, with hum")->Unit(benchmark::kMillisecond);
BENCHMARK(read_and_estimate)->Name("reading and estimator")->Unit(benchmark::kMillisecond);
BENCHMARK(read_bytes)->Name("floor of reading")->Unit(benchmark::kMillisecond);
BENCHMARK(read_wav)->Name("reading")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ohmsweep::benchmarks
