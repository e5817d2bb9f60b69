/// Sweep and stepped sine on the virtual bench, which shares no formula with either: they must agree within
/// their intervals as often as those say, whatever else is in the take.
#include <gtest/gtest.h>

#include <cmath>

#include "calibration/exact_standard.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/measurement/curve_agreement.h"
#include "ohmsweep/measurement/headphone.h"
#include "ohmsweep/signal/stepped_sine.h"

namespace ohmsweep {
namespace {

constexpr double source_peak = 0.5;

/// The shipped circuits behind an interface without any defect.
Bench faultless_bench() {
  Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  bench.converters = Converters{};
  bench.converters.latency_s = 0.035;
  bench.converters.source_peak = source_peak;
  bench.wiring.contact_ohm = 0.0;
  bench.standards.clear();
  for (BenchHeadphone& headphone : bench.headphones) headphone.distortion = Harmonics{};
  return bench;
}

const RatioEstimator& sweep() {
  static const RatioEstimator estimator(render(ExponentialSweep{}));
  return estimator;
}

const SteppedStimulus& stepped() {
  static const SteppedStimulus stimulus = [] {
    SteppedSine parameters;
    parameters.points_per_octave = 3;
    return render(parameters);
  }();
  return stimulus;
}

/// Noiseless and with exact standards: all that is left is what the two takes add.
const Calibration& calibration() {
  static const Calibration solved = [] {
    const auto bench = make_virtual_bench(faultless_bench(), "faultless");
    const auto ratio = [&](const std::string& state) {
      return sweep().estimate(bench->play_and_record(sweep().stimulus(), {}, {state, "", "", 0}, {}));
    };
    CalibrationOptions options;
    options.contact = Ohms(0.0);
    return solve({{exact_standard("open", StandardKind::open, 0.0), ratio("open")},
                  {exact_standard("short", StandardKind::short_circuit, 0.0), ratio("short")},
                  {exact_standard("100ohm", StandardKind::load, 100.0), ratio("100ohm")}},
                 options);
  }();
  return solved;
}

struct Counted {
  std::size_t agreeing = 0;
  std::size_t near_truth = 0;  ///< stepped magnitudes within their U95 of the true one
  std::size_t points = 0;

  void add(VirtualBench& bench, const std::string& device, int index) {
    const RatioCurve ratio = estimate_stepped(
        bench.play_and_record(as_stimulus(stepped()), {}, {"left", device, "", index}, {}), stepped());
    Calibration bound = calibration();
    bound.stimulus_hash = ratio.stimulus_hash;
    const ImpedanceCurve tones = headphone_impedance(ratio, bound);
    const ImpedanceCurve curve = headphone_impedance(
        sweep().estimate(bench.play_and_record(sweep().stimulus(), {}, {"left", device, "", index + 1}, {})),
        calibration());
    const double offset = 1e-6 * ratio.quality.clock_offset_ppm;
    agreeing += compare_curves(curve, tones, offset).within;
    for (std::size_t i = 0; i < tones.grid.size(); ++i, ++points) {
      const Complex truth =
          true_impedance(bench.bench(), device, "left", Hertz(tones.grid[i] * (1.0 + offset)));
      const Complex z = tones.impedance_ohm[i];
      if (std::abs(std::abs(z) - std::abs(truth)) <= magnitude_u95(z, tones.covariance[i])) ++near_truth;
    }
  }
};

Counted count(const Bench& described, int seeds) {
  const auto bench = make_virtual_bench(described, "described");
  Counted counted;
  for (int seed = 1; seed <= seeds; ++seed) {
    bench->reseed(static_cast<std::uint64_t>(seed));
    for (const std::string device : {"dynamic300", "armature10"}) counted.add(*bench, device, 2 * seed);
  }
  return counted;
}

/// Whether a share of 95 % may give this count: three and a half binomial deviations.
void expect_nineteen_of_twenty(std::size_t count, std::size_t points) {
  const auto n = static_cast<double>(points);
  EXPECT_NEAR(static_cast<double>(count) / n, 0.952, 3.5 * std::sqrt(0.95 * 0.05 / n));
}

TEST(SweepAndSteppedSine, AgreeWithinTheirIntervalsWhereNoiseDominates) {
  Bench bench = faultless_bench();
  bench.converters.noise_rms = 1e-4;
  const Counted counted = count(bench, 6);
  expect_nineteen_of_twenty(counted.agreeing, counted.points);
  expect_nineteen_of_twenty(counted.near_truth, counted.points);
}

TEST(SweepAndSteppedSine, AgreeInATakeWithHumDistortionAndAPlayersOwnClock) {
  Bench bench = faultless_bench();
  bench.converters.noise_rms = 3e-5;
  bench.converters.hum.rms = 1e-4;
  bench.converters.hum.frequency_hz = 50.02;
  bench.converters.clock_offset = 1e-4;
  for (BenchHeadphone& headphone : bench.headphones) headphone.distortion = {0.0045, 0.0022};
  const Counted counted = count(bench, 4);
  // Intervals may be wider than they need be beside a line, and what is left of one may exceed them once.
  EXPECT_GE(static_cast<double>(counted.agreeing), 0.91 * static_cast<double>(counted.points));
  EXPECT_GE(static_cast<double>(counted.near_truth), 0.91 * static_cast<double>(counted.points));
}

}  // namespace
}  // namespace ohmsweep
