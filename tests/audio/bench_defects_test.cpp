/// Each defect of the virtual bench, injected alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "audio/bench_takes.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {
namespace {

using namespace bench_takes;

class OneDefect : public ::testing::Test {
 protected:
  static const Recording& clean_take() {
    static const Recording recording = take(ideal_bench(), short_sweep(), left);
    return recording;
  }

  Bench bench = ideal_bench();
  const Stimulus stimulus = short_sweep();
  const Recording& clean = clean_take();

  [[nodiscard]] Recording with_defect(const TakeState& state = left) const {
    return take(bench, stimulus, state);
  }
};

TEST_F(OneDefect, GainMismatchScalesTheDutChannelOnly) {
  bench.converters.gain_mismatch = -0.025;
  const Recording recording = with_defect();
  EXPECT_EQ(recording.source, clean.source);
  EXPECT_LT(largest_difference(recording.dut, scaled(clean.dut, 0.975)), 1e-15);
}

TEST_F(OneDefect, GainDriftGrowsWithTheTake) {
  bench.converters.gain_drift_per_take = 1e-3;
  EXPECT_EQ(with_defect().dut, clean.dut);
  const Recording third = with_defect({"left", "hp", "", 3});
  EXPECT_EQ(third.source, clean.source);
  EXPECT_LT(largest_difference(third.dut, scaled(clean.dut, 1.003)), 1e-15);
}

TEST_F(OneDefect, LatencyOnlyDelays) {
  bench.converters.latency_s = 1187.0 / rate;
  const Recording recording = with_defect();
  ASSERT_EQ(recording.source.size(), clean.source.size() + 1187);
  const std::vector<double> moved(recording.dut.begin() + 1187, recording.dut.end());
  EXPECT_LT(largest_difference(moved, clean.dut), 1e-9);
}

TEST_F(OneDefect, LatencyOfHalfASampleTwiceIsOneSample) {
  bench.converters.latency_s = 0.5 / rate;
  Stimulus once = stimulus;
  once.samples = with_defect(open).source;
  const std::vector<double> twice = take(bench, once, open).source;
  const std::vector<double> moved(twice.begin() + 1, twice.end());
  EXPECT_LT(largest_difference(moved, stimulus.samples), 1e-6);
}

TEST_F(OneDefect, SkewDelaysTheDutChannelOnly) {
  bench.converters.skew_samples = 1.0;
  const Recording recording = with_defect();
  EXPECT_LT(largest_difference(recording.source, clean.source), 1e-14);
  const std::vector<double> moved(recording.dut.begin() + 1, recording.dut.end());
  EXPECT_LT(largest_difference(moved, clean.dut), 1e-9);
}

TEST_F(OneDefect, CouplingTakesAwayTheLowFrequenciesOfItsChannel) {
  bench.converters.dut_high_pass_hz = 1500.0;
  const Recording recording = take(bench, tone(0.5), open);
  EXPECT_NEAR(amplitude_at(recording.dut, 1500.0) / amplitude_at(recording.source, 1500.0), std::sqrt(0.5),
              1e-3);
}

TEST_F(OneDefect, CrosstalkLeaksEitherWay) {
  bench.converters.crosstalk = 1e-3;
  const Recording recording = with_defect();
  std::vector<double> source = scaled(clean.dut, 1e-3);
  std::vector<double> dut = scaled(clean.source, 1e-3);
  for (std::size_t i = 0; i < source.size(); ++i) {
    source[i] += clean.source[i];
    dut[i] += clean.dut[i];
  }
  EXPECT_LT(largest_difference(recording.source, source), 1e-15);
  EXPECT_LT(largest_difference(recording.dut, dut), 1e-15);
}

TEST_F(OneDefect, WhiteNoiseHasItsStatedRmsAndIsIndependentOnTheChannels) {
  bench.converters.noise_rms = 1e-4;
  const Recording noise = take(bench, silence(), open);
  EXPECT_NEAR(rms(noise.source) / 1e-4, 1.0, 0.01);
  EXPECT_NEAR(rms(noise.dut) / 1e-4, 1.0, 0.01);
  double product = 0.0;
  for (std::size_t i = 0; i < noise.dut.size(); ++i) product += noise.source[i] * noise.dut[i];
  EXPECT_LT(std::abs(product) / static_cast<double>(noise.dut.size()), 0.015 * 1e-8);
}

TEST_F(OneDefect, PinkNoiseHasItsStatedRmsAndFallsBy3DecibelsPerOctave) {
  bench.converters.pink_noise_rms = 1e-4;
  const std::vector<double> noise = take(bench, silence(), open).source;
  EXPECT_NEAR(rms(noise) / 1e-4, 1.0, 0.3);
  const std::vector<Complex> bins = forward_real(noise);
  const auto power = [&](std::size_t from) {
    double sum = 0.0;
    for (std::size_t k = from; k < 2 * from; ++k) sum += std::norm(bins[k]);
    return sum;
  };
  EXPECT_NEAR(power(1000) / power(8000), 1.0, 0.15);
}

TEST_F(OneDefect, HumHasItsStatedRmsAndLines) {
  bench.converters.hum.rms = 1e-3;
  bench.converters.hum.harmonics = {1.0, 0.0, 0.5};
  const std::vector<double> hum = take(bench, silence(), open).dut;
  EXPECT_NEAR(rms(hum), 1e-3, 1e-6);
  EXPECT_NEAR(amplitude_at(hum, 150.0) / amplitude_at(hum, 50.0), 0.5, 1e-6);
  EXPECT_LT(amplitude_at(hum, 100.0), 1e-9 * static_cast<double>(hum.size()));
}

TEST_F(OneDefect, AToneStandsAtItsFrequency) {
  bench.converters.tones = {{1000.0, 1e-3}};
  const std::vector<double> line = take(bench, silence(), open).source;
  EXPECT_NEAR(rms(line), 1e-3, 1e-9);
  EXPECT_NEAR(amplitude_at(line, 1000.0) * 2.0 / static_cast<double>(line.size()), 1e-3 * std::sqrt(2.0),
              1e-9);
}

TEST_F(OneDefect, DirectCurrentShiftsBothChannels) {
  bench.converters.dc = 1e-3;
  const Recording recording = take(bench, silence(), open);
  EXPECT_EQ(recording.source, std::vector<double>(recording.source.size(), 1e-3));
  EXPECT_EQ(recording.dut, recording.source);
}

TEST_F(OneDefect, ClippingCutsWhatIsBeyondItAndNothingElse) {
  bench.converters.clipping_level = 0.1;
  const Recording recording = with_defect();
  for (std::size_t i = 0; i < recording.source.size(); ++i) {
    ASSERT_EQ(recording.source[i], std::clamp(clean.source[i], -0.1, 0.1));
  }
  EXPECT_EQ(peak(recording.source), 0.1);
}

TEST_F(OneDefect, AWordLengthRoundsToItsSteps) {
  bench.converters.bits = 16;
  const Recording recording = with_defect();
  EXPECT_LE(largest_difference(recording.dut, clean.dut), 0.5 / 32768);
  for (const double sample : recording.dut) ASSERT_EQ(sample * 32768, std::nearbyint(sample * 32768));
}

TEST_F(OneDefect, AZeroedDropoutSilencesItsSamplesOnly) {
  bench.converters.dropouts = {{0.25, 48, DropoutKind::zeroed, {}}};
  const Recording recording = with_defect();
  for (std::size_t i = 0; i < clean.dut.size(); ++i) {
    ASSERT_EQ(recording.dut[i], i >= 12000 && i < 12048 ? 0.0 : clean.dut[i]) << i;
  }
}

TEST_F(OneDefect, ALostBlockMovesTheRestUp) {
  bench.converters.dropouts = {{0.25, 48, DropoutKind::lost, {}}};
  const Recording recording = with_defect();
  ASSERT_EQ(recording.source.size(), clean.source.size());
  EXPECT_EQ(recording.source[11999], clean.source[11999]);
  EXPECT_EQ(recording.source[12000], clean.source[12048]);
  EXPECT_EQ(recording.dut[20000], clean.dut[20048]);
}

TEST_F(OneDefect, ARepeatedBlockStandsWhereAnotherWas) {
  bench.converters.dropouts = {{0.25, 48, DropoutKind::repeated, {}}};
  const Recording recording = with_defect();
  EXPECT_EQ(recording.source[12010], clean.source[12010 - 48]);
  EXPECT_EQ(recording.source[12048], clean.source[12048]);
}

TEST_F(OneDefect, ADropoutHitsOnlyItsTake) {
  bench.converters.dropouts = {{0.25, 48, DropoutKind::zeroed, 2}};
  EXPECT_EQ(with_defect().dut, clean.dut);
  EXPECT_NE(with_defect({"left", "hp", "", 2}).dut, clean.dut);
}

TEST_F(OneDefect, SourcePeakSetsTheLevelAndKeepsTheRatio) {
  bench.converters.source_peak = 0.5;
  for (const TakeState& state : {left, open, TakeState{"short", "", "", 0}}) {
    const Recording recording = with_defect(state);
    EXPECT_NEAR(peak(recording.source), 0.5, 1e-12);
  }
  EXPECT_NEAR(peak(with_defect().dut) / 0.5, peak(clean.dut) / peak(clean.source), 1e-12);
}

TEST_F(OneDefect, FullScalesConvertBetweenSamplesAndVolts) {
  bench.converters.output_peak_volts = 2.0;
  bench.converters.input_peak_volts = 4.0;
  EXPECT_LT(largest_difference(with_defect().dut, scaled(clean.dut, 0.5)), 1e-15);
}

TEST_F(OneDefect, AClockOffsetStretchesWithoutAnotherError) {
  const double offset = 100e-6;
  bench.converters.clock_offset = offset;
  Stimulus pure = silence();
  const auto pulse = [](double t) {
    const double u = (t - rate) / 6000.0;
    return 0.5 * std::exp(-u * u) * std::sin(turn * 0.3 * t);
  };
  for (std::size_t i = 0; i < pure.samples.size(); ++i) pure.samples[i] = pulse(static_cast<double>(i));
  const std::vector<double> played = take(bench, pure, open).source;
  double worst = 0.0;
  for (std::size_t i = 0; i < pure.samples.size(); ++i) {
    worst = std::max(worst, std::abs(played[i] - pulse(static_cast<double>(i) * (1.0 + offset))));
  }
  EXPECT_LT(worst, 1e-7);
}

TEST_F(OneDefect, ConverterDistortionAddsItsHarmonicsToBothChannelsAlike) {
  bench.converters.dac = {1e-3, 5e-4};
  const Recording recording = take(bench, tone(0.5), open);
  const double fundamental = amplitude_at(recording.source, 1500.0);
  EXPECT_EQ(recording.source, recording.dut);
  EXPECT_NEAR(fundamental / amplitude_at(tone(0.5).samples, 1500.0), 1.0, 1e-6);
  EXPECT_NEAR(amplitude_at(recording.source, 3000.0) / fundamental, 1e-3, 2e-4);
  EXPECT_NEAR(amplitude_at(recording.source, 4500.0) / fundamental, 5e-4, 1.5e-4);
}

TEST_F(OneDefect, InputDistortionGrowsWithTheLevel) {
  bench.converters.adc = {0.0, 1e-3};
  const Recording loud = take(bench, tone(0.5), open);
  const Recording soft = take(bench, tone(0.25), open);
  EXPECT_NEAR(amplitude_at(loud.dut, 4500.0) / amplitude_at(soft.dut, 4500.0), 8.0, 0.01);
}

TEST_F(OneDefect, LoadDistortionIsAnEmfThatBothChannelsSeeThroughTheCircuit) {
  bench.headphones[0].right = {{resistor("R", "+", "-", Ohms(100.0))}};
  bench.headphones[0].distortion = {2e-3, 0.0};
  bench.wiring.output_resistance_ohm = 50.0;
  const Recording recording = take(bench, tone(0.5), {"right", "hp", "", 0});
  // Current of the EMF e: e / (50 + 100 + 100); it lifts the dut node by 150 and the source node by 50 times
  // it.
  const double dut = amplitude_at(recording.dut, 3000.0);
  const double source = amplitude_at(recording.source, 3000.0);
  EXPECT_NEAR(source / dut, 50.0 / 150.0, 1e-6);
  // A faded tone's square is shorter than the tone: compare with what the same law gives the converter.
  Bench reference = ideal_bench();
  reference.converters.dac = {2e-3, 0.0};
  const Recording converter = take(reference, tone(0.5), open);
  const double expected = amplitude_at(converter.dut, 3000.0) * (100.0 / 250.0) * (150.0 / 250.0);
  EXPECT_NEAR(dut / expected, 1.0, 1e-3);
}

TEST_F(OneDefect, LoadDistortionLeavesTheFundamentalAlone) {
  bench.headphones[0].distortion = {5e-3, 5e-3};
  const Recording recording = take(bench, tone(0.5), left);
  const Recording linear = take(ideal_bench(), tone(0.5), left);
  EXPECT_NEAR(amplitude_at(recording.dut, 1500.0) / amplitude_at(linear.dut, 1500.0), 1.0, 1e-6);
}

TEST_F(OneDefect, DistortionBeyondTheBandDoesNotFoldBack) {
  bench.converters.dac = {0.1, 0.1};
  Stimulus high = tone(0.5);
  for (int i = 0; i < rate / 2; ++i) {
    const double fade = std::min({1.0, i / 4000.0, (0.5 * rate - i) / 4000.0});
    high.samples[static_cast<std::size_t>(i) + rate / 4] =
        0.5 * (0.5 - 0.5 * std::cos(std::numbers::pi * fade)) * std::sin(turn * 18000.0 * i / rate);
  }
  const Recording recording = take(bench, high, open);
  // A square law also rectifies: an offset that follows the envelope, and slowly. A folded product would be a
  // tone.
  double largest_step = 0.0;
  double last = 0.0;
  for (std::size_t n = 0; n < high.samples.size(); ++n) {
    const double added = recording.source[n] - high.samples[n];
    largest_step = std::max(largest_step, std::abs(added - last));
    last = added;
  }
  EXPECT_LT(largest_step, 1e-4);
}

TEST_F(OneDefect, ContactScatterIsAResistanceInSeriesWithTheDevice) {
  bench.wiring.contact_ohm = 0.5;
  const Recording recording = take(bench, stimulus, {"right", "hp", "", 4});
  const double ratio = peak(recording.dut) / peak(recording.source);
  const double ohm = 100.0 * ratio / (1.0 - ratio) - 33.0;
  EXPECT_NE(ohm, 0.0);
  EXPECT_LT(std::abs(ohm), 2.5);
  EXPECT_LT(largest_difference(recording.dut, scaled(recording.source, ratio)), 1e-14);
}

TEST(ContactScatter, HasItsStatedDeviationOverManyPlugIns) {
  Bench bench = ideal_bench();
  bench.wiring.contact_ohm = 0.1;
  const auto device = make_virtual_bench(bench, "test");
  Stimulus click;
  click.samples.assign(64, 0.0);
  click.samples[32] = 0.5;
  AudioFormat format;
  double sum = 0.0;
  constexpr int plug_ins = 400;
  for (int i = 0; i < plug_ins; ++i) {
    const Recording recording = device->play_and_record(click, format, {"right", "hp", "", i}, {});
    const double ratio = recording.dut[32] / recording.source[32];
    const double ohm = 100.0 * ratio / (1.0 - ratio) - 33.0;
    sum += ohm * ohm;
  }
  EXPECT_NEAR(std::sqrt(sum / plug_ins), 0.1, 0.012);
}

}  // namespace
}  // namespace ohmsweep
