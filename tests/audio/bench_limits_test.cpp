/// Where outputs of the virtual bench end: voltage, current, core, protection, and a knob that was moved.
#include <gmock/gmock.h>

#include <cmath>

#include "audio/bench_outputs.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using namespace bench_takes;

/// Fundamental of a sine of this amplitude that is cut off at `limit`.
double clipped_fundamental(double amplitude, double limit) {
  const double x = limit / amplitude;
  return 2.0 * amplitude / std::numbers::pi * (std::asin(x) + x * std::sqrt(1.0 - x * x));
}

TEST(Clipping, CutsTheAmplifiersVoltageOffWhateverItsLoad) {
  BenchOutput output = ideal_output(OutputKind::looped);
  output.gain = 2.0;
  output.limits.clip_volts = 0.6;
  for (const std::string state : {"unloaded", "10ohm"}) {
    const Recording take = output_take(output, tone_of(500.0, 0.5), state);
    const double share = state == "10ohm" ? 0.5 : 1.0;
    EXPECT_NEAR(std::abs(phasor(take.dut, 500.0)), share * clipped_fundamental(1.0, 0.6), 1e-4) << state;
    EXPECT_NEAR(std::abs(phasor(take.source, 500.0)), 0.5, 1e-6) << "the amplifier's input is untouched";
    EXPECT_LT(peak(take.dut), share * 0.6 * 1.1);
  }
}

TEST(Clipping, DoesNothingBelowItsVoltage) {
  BenchOutput output = ideal_output(OutputKind::looped);
  const Recording clean = output_take(output, short_sweep(), "33ohm");
  output.limits.clip_volts = 0.2501;
  EXPECT_LT(largest_difference(output_take(output, short_sweep(), "33ohm").dut, clean.dut), 1e-12);
}

TEST(Clipping, CutsBothLegsOfABalancedOutput) {
  BenchOutput output = ideal_output(OutputKind::balanced);
  output.limits.clip_volts = 0.3;
  const Recording take = output_take(output, tone_of(500.0, 0.5), "unloaded");
  EXPECT_NEAR(std::abs(phasor(take.source, 500.0)), clipped_fundamental(0.5, 0.3), 1e-4);
  EXPECT_NEAR(std::abs(phasor(take.dut, 500.0)), clipped_fundamental(0.5, 0.3), 1e-4);
}

TEST(CurrentLimit, IsNeverExceededAndBentOnlyNearItsEnd) {
  BenchOutput output = ideal_output(OutputKind::looped, 1.0);
  output.limits.current_amps = 0.02;
  const Recording loud = output_take(output, tone_of(500.0, 0.5), "16ohm");
  EXPECT_LT(peak(loud.dut) / 16.0, 0.02 * 1.02);
  EXPECT_GT(std::abs(phasor(loud.dut, 500.0)) / 16.0, 0.02) << "a square wave's fundamental exceeds its peak";
  const Recording quiet = output_take(output, tone_of(500.0, 0.79 * 0.02 * 17.0), "16ohm");
  EXPECT_NEAR(std::abs(phasor(quiet.dut, 500.0)) / 16.0, 0.79 * 0.02, 1e-8);
}

TEST(CurrentLimit, LeavesAnUnloadedOutputAlone) {
  BenchOutput output = ideal_output(OutputKind::looped, 1.0);
  const Recording clean = output_take(output, short_sweep(), "unloaded");
  output.limits.current_amps = 0.001;
  EXPECT_LT(largest_difference(output_take(output, short_sweep(), "unloaded").dut, clean.dut), 1e-12);
}

TEST(CurrentLimit, HoldsBehindAnOutputCapacitorToo) {
  BenchOutput output = ideal_output(OutputKind::looped);
  output.circuit = {{capacitor("C", "source", "a", Farads(100e-6)), resistor("R", "a", "tip", Ohms(38.0))}};
  output.limits.current_amps = 0.005;
  const Recording take = output_take(output, tone_of(100.0, 0.5), "16ohm");
  EXPECT_LT(peak(take.dut) / 16.0, 0.005 * 1.03);
}

TEST(Protection, SilencesTheRestOfALoadedTake) {
  BenchOutput output = ideal_output(OutputKind::looped, 1.0);
  output.limits.protection_amps = 0.02;
  output.limits.protection_s = 0.01;
  const Recording tripped = output_take(output, tone_of(500.0, 0.5), "16ohm");
  const Recording unloaded = output_take(output, tone_of(500.0, 0.5), "unloaded");
  EXPECT_LT(std::abs(phasor(tripped.dut, 500.0)), 1e-9);
  EXPECT_GT(peak(tripped.dut), 0.02 * 16.0) << "it acts only after a while";
  EXPECT_NEAR(std::abs(phasor(tripped.source, 500.0)), 0.5, 1e-9) << "the interface goes on";
  EXPECT_NEAR(std::abs(phasor(unloaded.dut, 500.0)), 0.5, 1e-9);
}

TEST(Protection, BearsAShortExcess) {
  BenchOutput output = ideal_output(OutputKind::looped, 1.0);
  output.limits.protection_amps = 0.025;
  output.limits.protection_s = 2.0;
  const Recording take = output_take(output, tone_of(500.0, 0.5), "16ohm");
  EXPECT_NEAR(std::abs(phasor(take.dut, 500.0)), 0.5 * 16.0 / 17.0, 1e-9);
}

BenchOutput transformer(double amps) {
  BenchOutput output = ideal_output(OutputKind::looped);
  output.circuit = {{resistor("R", "source", "tip", Ohms(1.0)), inductor("Lm", "tip", "0", Henries(50e-3))}};
  if (amps > 0.0) output.core = SaturatingCore{"Lm", amps};
  return output;
}

TEST(Core, DrawsACubicMagnetisingCurrentThroughTheOutput) {
  const Stimulus sound = tone_of(30.0, 0.5);
  const Complex drive = phasor(sound.samples, 30.0);
  const Complex tip = phasor(output_take(transformer(0.1), sound, "unloaded").dut, 30.0);
  // Of i (1 + (i/a)²) with i = I sin the fundamental is I (1 + 3/4 (I/a)²); 1 ohm is in front.
  const Complex current = tip / Complex(0.0, turn * 30.0 * 50e-3);
  const Complex drawn = current * (1.0 + 0.75 * std::norm(current) / (0.1 * 0.1));
  EXPECT_GT(std::abs(drawn - current), 0.2 * std::abs(current));
  EXPECT_LT(std::abs(drive - tip - 1.0 * drawn), 0.01 * std::abs(drawn - current));
}

TEST(Core, MakesTheImpedanceDependOnTheLevel) {
  const auto share = [](double amplitude) {
    const Stimulus sound = tone_of(30.0, amplitude);
    return std::abs(phasor(output_take(transformer(0.05), sound, "unloaded").dut, 30.0)) / amplitude;
  };
  EXPECT_NEAR(share(0.001), share(0.002), 1e-6);
  EXPECT_LT(share(0.7), share(0.001) - 1e-3);
}

TEST(Core, DoesNothingToHighFrequencies) {
  const Stimulus sound = tone_of(5000.0, 0.5);
  const Complex linear = phasor(output_take(transformer(0.0), sound, "16ohm").dut, 5000.0);
  const Complex saturated = phasor(output_take(transformer(0.05), sound, "16ohm").dut, 5000.0);
  EXPECT_LT(std::abs(saturated / linear - 1.0), 1e-6);
}

TEST(Core, IsRefusedWhereItsCurrentWouldRunAway) {
  EXPECT_THROW((void)output_take(transformer(1e-4), tone_of(30.0, 0.5), "unloaded"), Error);
}

TEST(VolumeStep, ChangesTheOutputFromItsTakeOnAndNotItsInput) {
  BenchOutput output = ideal_output(OutputKind::looped);
  output.volume_step = {0.02, 2};
  const Recording clean = output_take(ideal_output(OutputKind::looped), short_sweep(), "33ohm");
  EXPECT_LT(largest_difference(output_take(output, short_sweep(), "33ohm", 1).dut, clean.dut), 1e-15);
  for (const int take : {2, 3}) {
    const Recording moved = output_take(output, short_sweep(), "33ohm", take);
    EXPECT_LT(largest_difference(moved.dut, scaled(clean.dut, 1.02)), 1e-14);
    EXPECT_LT(largest_difference(moved.source, clean.source), 1e-15);
  }
}

TEST(VolumeStep, ChangesBothChannelsOfAPlayer) {
  BenchOutput output = ideal_output(OutputKind::player);
  output.volume_step = {-0.1, 0};
  const Recording moved = output_take(output, short_sweep(), "unloaded");
  EXPECT_LT(largest_difference(moved.dut, scaled(short_sweep().samples, 0.9)), 1e-14);
  EXPECT_LT(largest_difference(moved.source, scaled(short_sweep().samples, 0.9)), 1e-14);
}

}  // namespace
}  // namespace ohmsweep
