#include "ohmsweep/workflow/volts.h"

#include <gmock/gmock.h>

#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/signal/clipping.h"

namespace ohmsweep {
namespace {

/// An interface with known volts, its cables connected.
std::unique_ptr<VirtualBench> interface_of(double output_peak_v, double input_peak_v, double mismatch) {
  Bench bench;
  bench.converters.noise_rms = 1e-5;
  bench.converters.latency_s = 0.03;
  bench.converters.output_peak_volts = output_peak_v;
  bench.converters.input_peak_volts = input_peak_v;
  bench.converters.gain_mismatch = mismatch;
  return make_virtual_bench(bench, "test");
}

TEST(Volts, OfABenchAreThoseItWasGiven) {
  for (const double mismatch : {-0.2, 0.05}) {
    const auto device = interface_of(3.0, 6.0, mismatch);
    const Recording heard = listen_for_volts(*device, {{}, Decibels(-12.0)}, {}, [] { return false; });
    // What a meter shows: 3 V of peak, 12 dB less, as rms.
    const double reading = 3.0 * std::pow(10.0, -0.6) / std::sqrt(2.0);
    const VoltsFound found = volts_from(hear_steady(heard, volts_tone), {reading, 0.0}, Decibels(-12.0));
    EXPECT_NEAR(found.source_vrms.value, 6.0 / std::sqrt(2.0), 1e-4);
    EXPECT_NEAR(found.dut_vrms.value, 6.0 / std::sqrt(2.0) / (1.0 + mismatch), 1e-4);
    EXPECT_NEAR(found.output_vrms->value, 3.0 / std::sqrt(2.0), 1e-9);
  }
}

/// Keeps the loudness of what is played.
class LoudnessLog : public AudioDevice {
 public:
  explicit LoudnessLog(std::unique_ptr<VirtualBench> bench) : bench_(std::move(bench)) {}
  Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format, const TakeState& state,
                            const Progress& progress) override {
    return bench_->play_and_record(stimulus, format, state, progress);
  }
  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
              const Listener& listener) override {
    levels.push_back(amplitude_to_decibels(peak_of(loop)).value());
    bench_->listen(loop, format, state, listener);
  }
  [[nodiscard]] std::string name() const override { return bench_->name(); }
  std::vector<double> levels;

 private:
  std::unique_ptr<VirtualBench> bench_;
};

TEST(Volts, BeginQuietlyAndPlayForThreeSecondsAtLeast) {
  LoudnessLog device(interface_of(1.0, 1.0, 0.0));
  const Recording heard = listen_for_volts(device, {{}, Decibels(-12.0)}, {}, [] { return false; });
  EXPECT_NEAR(device.levels.front(), -50.0, 0.1);
  for (std::size_t i = 1; i < device.levels.size(); ++i) {
    EXPECT_LE(device.levels[i] - device.levels[i - 1], 6.1);
  }
  EXPECT_NEAR(device.levels.back(), -12.0, 0.1);
  EXPECT_GE(static_cast<double>(heard.source.size()) / heard.sample_rate, 2.9);
}

TEST(Volts, GoOnAsLongAsTheReadingIsAwaited) {
  const auto device = interface_of(1.0, 1.0, 0.0);
  int blocks = 0;
  const Recording heard = listen_for_volts(*device, {{}, Decibels(-12.0)}, {}, [&] { return ++blocks < 80; });
  EXPECT_EQ(blocks, 80);
  EXPECT_NEAR(static_cast<double>(heard.source.size()) / heard.sample_rate, 4.0, 0.01);
}

TEST(MeasuredScales, CoverAllWithOneTolerance) {
  VoltsFound found;
  found.source_vrms = from_tolerance(4.012345, 0.0401);
  found.dut_vrms = from_tolerance(3.9, 0.039 * 1.5);
  found.output_vrms = from_tolerance(2.05, 0.0205);
  FullScales before;
  before.input_vrms = 5.0;
  const FullScales scales = measured_scales(before, found);
  EXPECT_FALSE(scales.input_vrms.has_value());
  EXPECT_DOUBLE_EQ(*scales.source_vrms, 4.0123);
  EXPECT_DOUBLE_EQ(*scales.output_vrms, 2.05);
  EXPECT_NEAR(*scales.tolerance, 0.015, 1e-9);
}

TEST(MeasuredScales, AreNeverStatedFinerThanAMeterIs) {
  VoltsFound found;
  found.source_vrms = from_tolerance(4.0, 7e-7);
  found.dut_vrms = from_tolerance(4.0, 7e-7);
  EXPECT_DOUBLE_EQ(*measured_scales({}, found).tolerance, 1e-4);
}

TEST(DeclaredScales, HoldForBothInputsAndReplaceTheirOwn) {
  FullScales before;
  before.source_vrms = 3.0;
  before.dut_vrms = 3.1;
  before.output_vrms = 2.0;
  const FullScales scales = declared_scales(before, 12.277, {});
  EXPECT_DOUBLE_EQ(*scales.input_vrms, 12.277);
  EXPECT_FALSE(scales.source_vrms || scales.dut_vrms || scales.tolerance);
  EXPECT_EQ(scales.output_vrms, 2.0);
}

}  // namespace
}  // namespace ohmsweep
