#include <gmock/gmock.h>

#include "audio/bench_takes.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using bench_takes::rate;
using bench_takes::turn;

struct Heard {
  std::vector<double> source;
  std::vector<double> dut;
  std::vector<std::size_t> blocks;
};

/// `seconds` of listening, joined.
Heard listen(AudioDevice& device, const std::vector<double>& loop, double seconds, const TakeState& state,
             const AudioFormat& format = {}) {
  Heard heard;
  device.listen(loop, format, state, [&](const std::vector<double>& source, const std::vector<double>& dut) {
    EXPECT_EQ(source.size(), dut.size());
    heard.source.insert(heard.source.end(), source.begin(), source.end());
    heard.dut.insert(heard.dut.end(), dut.begin(), dut.end());
    heard.blocks.push_back(source.size());
    return static_cast<double>(heard.source.size()) < seconds * rate;
  });
  return heard;
}

Heard listen(const Bench& bench, const std::vector<double>& loop, double seconds, const TakeState& state) {
  return listen(*make_virtual_bench(bench, "test"), loop, seconds, state);
}

/// Whole cycles of 900 Hz, so that the loop's end joins its beginning; not a divisor of the second.
std::vector<double> tone_loop(double amplitude) {
  std::vector<double> loop(rate * 7 / 9);
  for (std::size_t i = 0; i < loop.size(); ++i) {
    loop[i] = amplitude * std::sin(turn * 900.0 * static_cast<double>(i) / rate);
  }
  return loop;
}

/// The loop played for `seconds` in one go, with the fade that listen() promises.
Stimulus played_at_once(const std::vector<double>& loop, double seconds) {
  Stimulus stimulus;
  stimulus.samples.resize(static_cast<std::size_t>(seconds * rate));
  for (std::size_t i = 0; i < stimulus.samples.size(); ++i) {
    const double share = std::min(1.0, static_cast<double>(i) / (0.05 * rate));
    stimulus.samples[i] = loop[i % loop.size()] * (0.5 - 0.5 * std::cos(std::numbers::pi * share));
  }
  return stimulus;
}

/// Everything that a circuit and its converters do to a signal.
Bench coloured_bench() {
  Bench bench = bench_takes::ideal_bench();
  bench.headphones.front().distortion = {0.01, 0.003};
  bench.wiring.output_resistance_ohm = 50.0;
  bench.converters.latency_s = 0.0247;
  bench.converters.dac = {1e-3, 1e-3};
  bench.converters.gain_mismatch = -0.02;
  bench.converters.source_high_pass_hz = 0.9;
  bench.converters.dut_high_pass_hz = 1.2;
  bench.converters.crosstalk = 1e-4;
  bench.converters.skew_samples = 0.3;
  return bench;
}

TEST(Listening, IsOneLongTakeCutIntoBlocks) {
  const Bench bench = coloured_bench();
  const std::vector<double> loop = tone_loop(0.3);
  const Heard heard = listen(bench, loop, 3.0, bench_takes::left);
  const Recording take = bench_takes::take(bench, played_at_once(loop, 4.0), bench_takes::left);
  EXPECT_GT(bench_takes::peak(heard.dut), 0.03);
  EXPECT_LT(bench_takes::largest_difference(heard.source, take.source), 2e-5);
  EXPECT_LT(bench_takes::largest_difference(heard.dut, take.dut), 2e-5);
}

TEST(Listening, HandsOutTenthsOfASecond) {
  const Heard heard = listen(bench_takes::ideal_bench(), {}, 1.5, bench_takes::open);
  EXPECT_THAT(heard.blocks, ::testing::Each(rate / 10));
  EXPECT_EQ(heard.source.size(), static_cast<std::size_t>(rate) * 3 / 2);
}

TEST(Listening, DisturbancesGoOnAcrossBlocksAsInATake) {
  Bench bench = bench_takes::ideal_bench();
  bench.converters.noise_rms = 1e-4;
  bench.converters.hum.rms = 1e-3;
  bench.converters.tones = {{8000.0, 1e-4}};
  bench.converters.dc = 1e-3;
  Stimulus silence;
  silence.samples.assign(3 * std::size_t{rate}, 0.0);
  const Recording take = bench_takes::take(bench, silence, bench_takes::open);
  const Heard heard = listen(bench, {}, 3.0, bench_takes::open);
  EXPECT_LT(bench_takes::largest_difference(heard.source, take.source), 1e-12);
  EXPECT_LT(bench_takes::largest_difference(heard.dut, take.dut), 1e-12);
  EXPECT_NE(heard.source, heard.dut);
}

TEST(Listening, PinkNoiseHasItsLevelAndNoSeam) {
  Bench bench = bench_takes::ideal_bench();
  bench.converters.pink_noise_rms = 1e-3;
  const Heard heard = listen(bench, {}, 20.0, bench_takes::open);
  EXPECT_NEAR(bench_takes::rms(heard.source), 1e-3, 5e-5);
  double step = 0.0;
  for (std::size_t i = 1; i < heard.source.size(); ++i) {
    step = std::max(step, std::abs(heard.source[i] - heard.source[i - 1]));
  }
  EXPECT_LT(step, 6e-3);
}

TEST(Listening, ClipsWhereTheConverterDoes) {
  Bench bench = bench_takes::ideal_bench();
  bench.converters.clipping_level = 0.2;
  const Heard heard = listen(bench, tone_loop(0.3), 1.0, bench_takes::open);
  EXPECT_EQ(bench_takes::peak(heard.source), 0.2);
}

TEST(Listening, FollowsAPlayerWhoseClockIsAnother) {
  Bench bench = bench_takes::ideal_bench();
  bench.converters.clock_offset = 1e-3;
  const std::vector<double> loop = tone_loop(0.3);
  const Heard heard = listen(bench, loop, 4.0, bench_takes::open);
  const Recording take = bench_takes::take(bench, played_at_once(loop, 5.0), bench_takes::open);
  EXPECT_LT(bench_takes::largest_difference(heard.source, take.source), 1e-5);
}

TEST(Listening, ExchangesTheInputsWithTheirChannels) {
  const Bench bench = coloured_bench();
  AudioFormat exchanged;
  exchanged.source_channel = 2;
  exchanged.dut_channel = 1;
  const std::vector<double> loop = tone_loop(0.1);
  const Heard straight = listen(bench, loop, 1.0, bench_takes::left);
  const Heard crossed = listen(*make_virtual_bench(bench, "test"), loop, 1.0, bench_takes::left, exchanged);
  EXPECT_EQ(straight.source, crossed.dut);
  EXPECT_EQ(straight.dut, crossed.source);
}

TEST(Listening, EndsWithWhatTheListenerThrows) {
  const auto device = make_virtual_bench(bench_takes::ideal_bench(), "test");
  const Listener impatient = [](const std::vector<double>&, const std::vector<double>&) -> bool {
    throw failure("enough");
  };
  EXPECT_THROW(device->listen({}, {}, bench_takes::open, impatient), Error);
}

TEST(Listening, RefusesWhatTheBenchCannotConnect) {
  const auto device = make_virtual_bench(bench_takes::ideal_bench(), "test");
  const Listener never = [](const std::vector<double>&, const std::vector<double>&) { return false; };
  EXPECT_THROW(device->listen({}, {}, {"left", "nobody", "", 0}, never), Error);
  AudioFormat no_rate;
  no_rate.sample_rate = 0;
  EXPECT_THROW(device->listen({}, no_rate, bench_takes::open, never), Error);
  AudioFormat third_input;
  third_input.dut_channel = 3;
  EXPECT_THROW(device->listen({}, third_input, bench_takes::open, never), Error);
}

}  // namespace
}  // namespace ohmsweep
