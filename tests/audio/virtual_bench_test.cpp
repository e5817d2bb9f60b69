#include "ohmsweep/audio/virtual_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "audio/bench_takes.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {
namespace {

using namespace bench_takes;

// ---- the ideal bench

TEST(IdealVirtualBench, GivesTheStimulusBackOnBothChannelsWhenOpen) {
  const Stimulus stimulus = short_sweep();
  const Recording recording = take(ideal_bench(), stimulus, open);
  EXPECT_EQ(recording.source.size(), stimulus.samples.size());
  EXPECT_LT(largest_difference(recording.source, stimulus.samples), 1e-14);
  EXPECT_LT(largest_difference(recording.dut, stimulus.samples), 1e-14);
}

TEST(IdealVirtualBench, DividesByResistorsAtEverySample) {
  const Recording recording = take(ideal_bench(), short_sweep(), {"right", "hp", "", 0});
  EXPECT_LT(largest_difference(recording.dut, scaled(recording.source, 33.0 / 133.0)), 1e-14);
}

TEST(IdealVirtualBench, IsSilentOnAShort) {
  EXPECT_LT(peak(take(ideal_bench(), short_sweep(), {"short", "", "", 0}).dut), 1e-15);
}

TEST(IdealVirtualBench, ShowsTheDevicesImpedanceAtEveryFrequency) {
  const Bench bench = ideal_bench();
  Recording recording = take(bench, short_sweep(), left);
  recording.source.resize(2 * rate);
  recording.dut.resize(2 * rate);
  const std::vector<Complex> source = forward_real(recording.source);
  const std::vector<Complex> dut = forward_real(recording.dut);
  for (const std::size_t bin : {100U, 400U, 2000U, 10000U, 30000U}) {
    const Complex ratio = dut[bin] / source[bin];
    const Complex z = true_impedance(bench, "hp", "left", Hertz(0.5 * static_cast<double>(bin)));
    EXPECT_LT(std::abs(100.0 * ratio / (1.0 - ratio) / z - 1.0), 1e-6) << bin;
  }
}

TEST(IdealVirtualBench, DropsTheVoltageOfALoadedOutput) {
  const Recording unloaded = take(ideal_bench(), short_sweep(), {"unloaded", "amp", "out", 0});
  const Recording loaded = take(ideal_bench(), short_sweep(), {"30ohm", "amp", "out", 1});
  EXPECT_LT(largest_difference(loaded.dut, scaled(unloaded.dut, 0.75)), 1e-14);
  EXPECT_LT(largest_difference(loaded.source, unloaded.source), 1e-14);
}

// ---- all linear defects together

TEST(LinearDefects, LeaveARigThatThreeStandardsDescribeCompletely) {
  Bench bench = ideal_bench();
  bench.converters.gain_mismatch = -0.025;
  bench.converters.crosstalk = 1e-4;
  bench.converters.skew_samples = 0.013;
  bench.converters.source_high_pass_hz = 0.9;
  bench.converters.dut_high_pass_hz = 1.15;
  bench.converters.latency_s = 0.01;
  bench.wiring.output_resistance_ohm = 75.0;
  bench.wiring.source_input = {20e3, 150e-12};
  bench.wiring.dut_input = {21e3, 170e-12};
  bench.wiring.source_lead = {0.04, 0.0};
  bench.wiring.device_lead = {0.12, 600e-9};
  bench.wiring.ground_return = {0.06, 300e-9};
  const auto device = make_virtual_bench(bench, "test");
  const auto ratio = [&](const TakeState& state) {
    Recording recording = device->play_and_record(short_sweep(), {}, state, {});
    recording.source.resize(2 * rate);
    recording.dut.resize(2 * rate);
    const std::vector<Complex> source = forward_real(recording.source);
    std::vector<Complex> result = forward_real(recording.dut);
    for (std::size_t i = 0; i < result.size(); ++i) result[i] /= source[i];
    return result;
  };
  const std::vector<Complex> m = ratio(left);
  const std::vector<Complex> m_open = ratio(open);
  const std::vector<Complex> m_short = ratio({"short", "", "", 0});
  const std::vector<Complex> m_load = ratio({"100ohm", "", "", 0});
  for (const std::size_t bin : {100U, 300U, 2000U, 10000U, 30000U}) {
    const Complex z = 100.0 * (m_short[bin] - m[bin]) * (m_load[bin] - m_open[bin]) /
                      ((m[bin] - m_open[bin]) * (m_short[bin] - m_load[bin]));
    const Complex truth = true_impedance(bench, "hp", "left", Hertz(0.5 * static_cast<double>(bin)));
    EXPECT_LT(std::abs(z / truth - 1.0), 1e-5) << bin;  // the coupling's slow decay is cut off at the end
  }
}

// ---- the device contract

Bench noisy_bench() {
  Bench bench = ideal_bench();
  bench.converters.noise_rms = 1e-5;
  bench.converters.pink_noise_rms = 1e-5;
  bench.converters.hum.rms = 1e-5;
  bench.wiring.contact_ohm = 1e-3;
  return bench;
}

TEST(VirtualBench, GivesTheSameSamplesForTheSameSeedStateAndIndex) {
  const Recording first = take(noisy_bench(), short_sweep(), left);
  const auto device = make_virtual_bench(noisy_bench(), "test");
  AudioFormat format;
  (void)device->play_and_record(short_sweep(), format, open, {});
  const Recording later = device->play_and_record(short_sweep(), format, left, {});
  EXPECT_EQ(first.source, later.source);
  EXPECT_EQ(first.dut, later.dut);
  EXPECT_EQ(first.hash, later.hash);
  EXPECT_EQ(first.hash, content_hash(first));
}

TEST(VirtualBench, DrawsAnewForAnotherSeedStateOrIndex) {
  const auto device = make_virtual_bench(noisy_bench(), "test");
  AudioFormat format;
  const auto hash = [&](const TakeState& state) {
    return device->play_and_record(short_sweep(), format, state, {}).hash;
  };
  const std::string first = hash(left);
  EXPECT_NE(first, hash({"left", "hp", "", 1}));
  device->reseed(2);
  EXPECT_NE(first, hash(left));
  device->reseed(1);
  EXPECT_EQ(first, hash(left));
}

TEST(VirtualBench, ReportsProgressThatNeverGoesBackAndEndsAtOne) {
  std::vector<double> reports;
  (void)make_virtual_bench(ideal_bench(), "test")->play_and_record(short_sweep(), {}, open, [&](double done) {
    reports.push_back(done);
  });
  ASSERT_FALSE(reports.empty());
  EXPECT_TRUE(std::is_sorted(reports.begin(), reports.end()));
  EXPECT_EQ(reports.back(), 1.0);
}

TEST(VirtualBench, ExchangesTheChannelsWhenTheRigDoes) {
  AudioFormat swapped;
  swapped.source_channel = 2;
  swapped.dut_channel = 1;
  const auto device = make_virtual_bench(ideal_bench(), "test");
  const Recording straight = device->play_and_record(short_sweep(), {}, left, {});
  const Recording crossed = device->play_and_record(short_sweep(), swapped, left, {});
  EXPECT_EQ(straight.source, crossed.dut);
  EXPECT_EQ(straight.dut, crossed.source);
}

TEST(VirtualBench, RefusesWhatItCannotPlay) {
  const auto device = make_virtual_bench(ideal_bench(), "test");
  AudioFormat other_rate;
  other_rate.sample_rate = 96000;
  EXPECT_THROW((void)device->play_and_record(short_sweep(), other_rate, left, {}), Error);
  AudioFormat other_channel;
  other_channel.dut_channel = 3;
  EXPECT_THROW((void)device->play_and_record(short_sweep(), other_channel, left, {}), Error);
  EXPECT_THROW((void)device->play_and_record(Stimulus{}, {}, left, {}), Error);
  EXPECT_THROW((void)device->play_and_record(short_sweep(), {}, {"left", "nobody", "", 0}, {}), Error);
}

TEST(VirtualBench, SaysItsName) {
  EXPECT_EQ(make_virtual_bench(ideal_bench(), "demo")->name(), "bench:demo");
  EXPECT_EQ(take(ideal_bench(), short_sweep(), left).name, "bench:test hp left #0");
}

TEST(PlayerOutput, StartsLaterAndRunsOnItsOwnClock) {
  Bench bench = ideal_bench();
  BenchOutput& output = bench.amplifiers[0].outputs[0];
  output.kind = OutputKind::player;
  output.start_s = 0.1;
  const Recording recording = take(bench, short_sweep(), {"unloaded", "amp", "out", 0});
  const Stimulus stimulus = short_sweep();
  const std::vector<double> moved(recording.dut.begin() + rate / 10, recording.dut.end());
  EXPECT_LT(largest_difference(moved, stimulus.samples), 1e-12);
  output.clock_offset = 1e-3;
  EXPECT_GT(largest_difference(take(bench, short_sweep(), {"unloaded", "amp", "out", 0}).dut, recording.dut),
            0.1);
}

}  // namespace
}  // namespace ohmsweep
