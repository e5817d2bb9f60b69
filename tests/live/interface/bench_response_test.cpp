#include "live/interface/bench_response.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "audio/bench_converters.h"
#include "audio/bench_transfer.h"
#include "live/interface/sound_path.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep::live {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;

Bench demo() { return parse_bench(demo_bench_text(), "demo"); }

constexpr double bin_hz = 5.0;

struct Responses {
  std::vector<Complex> source;
  std::vector<Complex> dut;
};

/// The network itself with the inputs' linear defects, without latency, at multiples of 5 Hz.
Responses solved(const Bench& bench, const BenchState& state, int rate) {
  const auto size = static_cast<std::size_t>(rate / bin_hz);
  const BenchTransfer transfer = solve_transfer(connect(bench, state), rate, size, {});
  Responses all{transfer.drive.source, transfer.drive.dut};
  apply_linear_defects(all.source, all.dut, bench.converters, 0.0, rate, size);
  for (auto* response : {&all.source, &all.dut}) {
    for (Complex& value : *response) value *= bench.converters.output_peak_volts;
  }
  return all;
}

/// Gain of a response at a frequency, its taps and its endless tail.
Complex gain(const ImpulseResponse& response, double cycles_per_sample) {
  const Complex step = std::polar(1.0, -turn * cycles_per_sample);
  Complex sum;
  for (std::size_t n = response.taps.size(); n-- > 0;) sum = sum * step + response.taps[n];
  const Complex after = std::pow(step, static_cast<double>(response.taps.size()));
  for (const TailMode& mode : response.tail) {
    sum += after * 0.5 *
           (mode.amplitude / (1.0 - mode.pole * step) +
            std::conj(mode.amplitude) / (1.0 - std::conj(mode.pole) * step));
  }
  return sum;
}

/// Largest departure from the network between 5 Hz and 0.46 of the rate, relative to the source's level.
double departure(const Bench& bench, const BenchState& state, int rate) {
  const std::size_t taps =
      bench_block * static_cast<std::size_t>(std::ceil(bench_taps_s * rate / bench_block));
  const BenchPath path = bench_path(bench, state, 0, rate, taps);
  const double latency = (bench.converters.latency_s + connect(bench, state).latency_s) * rate;
  const double delay = latency - static_cast<double>(path.delay) + static_cast<double>(response_lead);
  double worst = 0.0;
  const Responses truth = solved(bench, state, rate);
  for (double hz = bin_hz; hz < 0.46 * rate; hz *= 1.3) {
    const auto bin = static_cast<std::size_t>(hz / bin_hz);
    const double cycles = static_cast<double>(bin) * bin_hz / rate;
    const Complex shift = std::polar(1.0, turn * cycles * delay);
    const double level = std::abs(truth.source[bin]);
    worst = std::max(worst, std::abs(gain(path.source, cycles) * shift - truth.source[bin]) / level);
    worst = std::max(worst, std::abs(gain(path.dut, cycles) * shift - truth.dut[bin]) / level);
  }
  return worst;
}

Bench without_contact(Bench bench) {
  bench.wiring.contact_ohm = 0.0;
  return bench;
}

TEST(BenchResponse, IsTheNetworksOwnForEveryStateOfTheDemo) {
  const Bench bench = without_contact(demo());
  std::vector<BenchState> states{{"open", "", ""}, {"short", "", ""}, {"100ohm", "", ""}};
  for (const BenchHeadphone& headphone : bench.headphones) states.push_back({"left", headphone.name, ""});
  for (const BenchAmplifier& amplifier : bench.amplifiers) {
    for (const BenchOutput& output : amplifier.outputs) {
      states.push_back({"unloaded", amplifier.name, output.name});
      states.push_back({"33ohm", amplifier.name, output.name});
    }
  }
  for (const BenchState& state : states) {
    EXPECT_LT(departure(bench, state, 48000), 1e-10)
        << state.state << " " << state.device << " " << state.output;
  }
}

TEST(BenchResponse, HoldsAtEveryRate) {
  const Bench bench = without_contact(demo());
  for (const int rate : {44100, 96000, 192000}) {
    EXPECT_LT(departure(bench, {"left", "dynamic300", ""}, rate), 1e-10) << rate;
    EXPECT_LT(departure(bench, {"unloaded", "receiver", "front"}, rate), 1e-10) << rate;
  }
}

}  // namespace
}  // namespace ohmsweep::live
