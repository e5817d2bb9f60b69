/// Noise and hum of an output of the virtual bench, and what scatters from take to take.
#include <gmock/gmock.h>

#include <cmath>

#include "audio/bench_outputs.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {
namespace {

using namespace bench_takes;

BenchOutput noisy_output(OutputKind kind, double rms) {
  BenchOutput output = ideal_output(kind);
  output.noise.rms_volts = rms;
  return output;
}

/// rms of what lies between 20 Hz and 20 kHz.
double rms_in_band(const std::vector<double>& samples) {
  const std::size_t size = samples.size();
  const std::vector<Complex> bins = forward_real(samples);
  double sum = 0.0;
  for (std::size_t k = 0; k < bins.size(); ++k) {
    const double hz = static_cast<double>(k) * rate / static_cast<double>(size);
    if (hz >= 20.0 && hz <= 20e3) sum += 2.0 * std::norm(bins[k]);
  }
  return std::sqrt(sum) / static_cast<double>(size);
}

TEST(BenchNoise, HasItsStatedRmsInTheAudibleBand) {
  const Recording take = output_take(noisy_output(OutputKind::looped, 1e-4), silence(), "noise");
  EXPECT_NEAR(rms_in_band(take.dut) / 1e-4, 1.0, 0.015);
  EXPECT_EQ(peak(take.source), 0.0);
}

TEST(BenchNoise, IsBehindTheOutputsImpedance) {
  const BenchOutput output = noisy_output(OutputKind::looped, 1e-4);
  const Recording loaded = output_take(output, silence(), "10ohm");
  EXPECT_NEAR(rms_in_band(loaded.dut) / 0.5e-4, 1.0, 0.015);
}

TEST(BenchNoise, IsMeasuredInTheInputsVolts) {
  Bench bench = bench_with(noisy_output(OutputKind::looped, 1e-4));
  bench.converters.input_peak_volts = 0.01;
  EXPECT_NEAR(rms_in_band(take(bench, silence(), output_state("noise")).dut) / 1e-2, 1.0, 0.015);
}

TEST(BenchNoise, IsIndependentOnTheChannelsAndFromTakeToTake) {
  const BenchOutput output = noisy_output(OutputKind::player, 1e-4);
  const Recording first = output_take(output, silence(), "noise", 0);
  const Recording second = output_take(output, silence(), "noise", 1);
  const auto correlation = [](const std::vector<double>& a, const std::vector<double>& b) {
    double product = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) product += a[i] * b[i];
    return product / (static_cast<double>(a.size()) * rms(a) * rms(b));
  };
  EXPECT_LT(std::abs(correlation(first.source, first.dut)), 0.02);
  EXPECT_LT(std::abs(correlation(first.dut, second.dut)), 0.02);
  EXPECT_EQ(first.dut, output_take(output, silence(), "noise", 0).dut);
}

TEST(BenchNoise, IsThereBeforeThePlayerStarts) {
  BenchOutput output = noisy_output(OutputKind::player, 1e-4);
  output.start_s = 5.0;
  const std::vector<double> dut = output_take(output, short_sweep(), "unloaded").dut;
  EXPECT_NEAR(rms_in_band(std::vector<double>(dut.begin(), dut.begin() + 5 * rate)) / 1e-4, 1.0, 0.015);
}

TEST(BenchNoise, BelongsToTheGainSetting) {
  BenchOutput output = ideal_output(OutputKind::looped);
  output.settings = {{"low", 1.0, 1e-5, 0.0, 0.0}, {"high", 4.0, 8e-5, 0.0, 0.0}};
  const auto noise = [&](const std::string& name) {
    return rms_in_band(take(bench_with(output), silence(), output_state("noise", 0, name)).dut);
  };
  EXPECT_EQ(noise("out"), 0.0);
  EXPECT_NEAR(noise("out@low") / 1e-5, 1.0, 0.015);
  EXPECT_NEAR(noise("out@high") / 8e-5, 1.0, 0.015);
}

TEST(OutputHum, StandsAtItsLinesBehindTheOutputsImpedanceFromTheFirstSampleOn) {
  BenchOutput output = ideal_output(OutputKind::player);
  output.noise.hum = {1e-3, 60.0, {1.0, 0.0, 0.5}};
  output.start_s = 1.0;
  const std::vector<double> hum = output_take(output, silence(), "10ohm").dut;
  const double fundamental = 1e-3 * std::sqrt(2.0 / 1.25) / 2.0;
  EXPECT_NEAR(std::abs(phasor(hum, 60.0, 0)), fundamental, 1e-9);
  EXPECT_NEAR(std::abs(phasor(hum, 60.0, 2 * rate)), fundamental, 1e-9);
  EXPECT_NEAR(std::abs(phasor(hum, 180.0)), 0.5 * fundamental, 1e-9);
}

// ---- from take to take

Stimulus click() {
  Stimulus stimulus;
  stimulus.samples.assign(64, 0.0);
  stimulus.samples[32] = 0.5;
  return stimulus;
}

/// Resistances that an output of 10 Ω shows beside its own, take by take, from a load of 16 Ω.
std::vector<double> shown_ohms(const Bench& bench, const std::vector<std::string>& states) {
  const auto device = make_virtual_bench(bench, "test");
  std::vector<double> ohms;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const Recording take =
        device->play_and_record(click(), {}, output_state(states[i], static_cast<int>(i)), {});
    if (states[i] != "unloaded") ohms.push_back(16.0 * (0.5 / take.dut[32] - 1.0) - 10.0);
  }
  return ohms;
}

double deviation(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum / static_cast<double>(values.size()));
}

TEST(PlugScatter, AddsToTheOutputAndIsDrawnAnewAtEveryTake) {
  Bench bench = bench_with(ideal_output(OutputKind::looped));
  bench.wiring.plug_ohm = 0.002;
  EXPECT_NEAR(deviation(shown_ohms(bench, std::vector<std::string>(400, "16ohm"))) / 0.002, 1.0, 0.12);
}

TEST(PlugScatter, DoesNothingWithoutALoad) {
  Bench bench = bench_with(ideal_output(OutputKind::looped));
  bench.wiring.plug_ohm = 0.5;
  EXPECT_NEAR(take(bench, click(), output_state("unloaded")).dut[32], 0.5, 1e-15);
}

TEST(ContactScatter, OfALoadIsDrawnAnewAtEveryTakeAndAddsToTheLoad) {
  Bench bench = bench_with(ideal_output(OutputKind::looped));
  bench.wiring.contact_ohm = 0.002;
  const std::vector<double> shown = shown_ohms(bench, std::vector<std::string>(400, "16ohm"));
  EXPECT_NEAR(deviation(shown) / (0.002 * 10.0 / 16.0), 1.0, 0.12) << "16 (10 / (16 + r)) - 10 = -10 r / 16";
}

/// A balanced output whose plug and load have these resistances beside what they scatter.
Bench with_resistances(double plug, double contact) {
  BenchOutput output = ideal_output(OutputKind::balanced);
  const Element coil = inductor("Lo", "a", "tip", Henries(1e-4));
  output.circuit = {{resistor("Ro", "source", "a", Ohms(10.0 + plug)), coil}};
  output.cold_circuit = {{resistor("Ro", "source", "a", Ohms(10.0)), coil}};
  Bench bench = bench_with(output);
  bench.wiring.dut_input.resistance_ohm = 1e3;
  bench.standards = {{"33ohm", {{inductor("L", "+", "-", Henries(1e-4), Ohms(33.0 + contact))}}}};
  return bench;
}

TEST(ContactScatter, OfBothContactsIsThatOfTwoResistances) {
  Bench bench = with_resistances(0.0, 0.0);
  bench.wiring.contact_ohm = 0.5;
  bench.wiring.plug_ohm = 0.7;
  const Recording scattered = take(bench, click(), output_state("33ohm", 3));
  const auto shown = [](double plug, double contact) {
    return take(with_resistances(plug, contact), click(), output_state("33ohm"));
  };
  double plug = 0.0;
  double contact = 0.0;
  for (int round = 0; round < 5; ++round) {  // Newton's method for two samples
    const Recording now = shown(plug, contact);
    const Recording by_plug = shown(plug + 1e-3, contact);
    const Recording by_contact = shown(plug, contact + 1e-3);
    const double a = (by_plug.source[32] - now.source[32]) / 1e-3;
    const double b = (by_contact.source[32] - now.source[32]) / 1e-3;
    const double c = (by_plug.dut[32] - now.dut[32]) / 1e-3;
    const double d = (by_contact.dut[32] - now.dut[32]) / 1e-3;
    const double u = scattered.source[32] - now.source[32];
    const double v = scattered.dut[32] - now.dut[32];
    plug += (d * u - b * v) / (a * d - b * c);
    contact += (a * v - c * u) / (a * d - b * c);
  }
  EXPECT_GT(std::abs(plug * contact), 1e-4);
  EXPECT_LT(largest_difference(shown(plug, contact).dut, scattered.dut), 1e-9) << "at every other sample too";
  EXPECT_LT(largest_difference(shown(plug, contact).source, scattered.source), 1e-9);
}

TEST(ConnectionDraws, AreSharedByTakesOfOneStateInARowOnly) {
  Bench bench = bench_with(ideal_output(OutputKind::looped));
  bench.wiring.plug_ohm = 0.002;
  bench.wiring.contact_per_connection = true;
  const std::vector<double> ohms =
      shown_ohms(bench, {"16ohm", "16ohm", "unloaded", "16ohm", "16ohm", "unloaded", "16ohm"});
  EXPECT_NEAR(ohms[0], ohms[1], 1e-12);
  EXPECT_NEAR(ohms[2], ohms[3], 1e-12);
  EXPECT_GT(std::abs(ohms[1] - ohms[2]), 1e-6);
  EXPECT_GT(std::abs(ohms[3] - ohms[4]), 1e-6);
}

double dut_gain(AudioDevice& device, int index) {
  return device.play_and_record(click(), {}, output_state("unloaded", index), {}).dut[32] / 0.5;
}

TEST(GainWalk, StepsFromEveryTakeToTheNextWithItsStatedDeviation) {
  Bench bench = bench_with(ideal_output(OutputKind::looped));
  bench.converters.gain_walk_per_take = 1e-4;
  const auto device = make_virtual_bench(bench, "test");
  double last = dut_gain(*device, 0);
  EXPECT_EQ(last, 1.0);
  std::vector<double> steps;
  for (int take = 1; take < 300; ++take) {
    const double gain = dut_gain(*device, take);
    steps.push_back(gain / last - 1.0);
    last = gain;
  }
  EXPECT_NEAR(deviation(steps) / 1e-4, 1.0, 0.15);
}

TEST(WarmUp, IsAnExponentialThatSettles) {
  Bench bench = bench_with(ideal_output(OutputKind::looped));
  bench.converters.warm_up = 1e-3;
  bench.converters.warm_up_takes = 4.0;
  const auto device = make_virtual_bench(bench, "test");
  EXPECT_NEAR(dut_gain(*device, 0), 1.001, 1e-12);
  EXPECT_NEAR(dut_gain(*device, 4), 1.0 + 1e-3 / std::exp(1.0), 1e-12);
  EXPECT_NEAR(dut_gain(*device, 100), 1.0, 1e-12);
}

}  // namespace
}  // namespace ohmsweep
