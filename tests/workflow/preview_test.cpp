/// The quick sweep of 2 s on a load that changes from 8 to 40 ohm within the bass: its interval has to hold
/// what the short sweep costs there.

#include <gmock/gmock.h>

#include <cmath>

#include "calibration/exact_standard.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/measurement/headphone.h"
#include "ohmsweep/workflow/calibration_choice.h"

namespace ohmsweep {
namespace {

const std::string in_ear = "inear8";

Bench bench_with_noise(double noise_rms) {
  Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  bench.converters = Converters{};
  bench.converters.noise_rms = noise_rms;
  bench.converters.latency_s = 0.035;
  bench.wiring = Wiring{};
  bench.wiring.output_resistance_ohm = 75.0;
  bench.wiring.source_input = {100e3, 150e-12};
  bench.wiring.dut_input = {100e3, 150e-12};
  bench.reference = ReferenceResistor{};
  bench.standards.clear();
  for (BenchHeadphone& headphone : bench.headphones) headphone.distortion = Harmonics{};
  return bench;
}

RatioEstimator with_duration(double seconds, double amplitude) {
  ExponentialSweep sweep;
  sweep.duration = Seconds(seconds);
  sweep.amplitude = amplitude;
  return RatioEstimator(render(sweep));
}

const RatioEstimator& preview() {
  static const RatioEstimator estimator = with_duration(2.0, 0.25);
  return estimator;
}

/// One bench with a calibration for every draw of its noise.
class PreviewBench {
 public:
  explicit PreviewBench(double noise_rms)
      : bench_(make_virtual_bench(bench_with_noise(noise_rms), "preview")) {}

  /// Measured with `takes` behind a calibration made with `standards`.
  ImpedanceCurve measure(std::uint64_t seed, const RatioEstimator& standards, const RatioEstimator& takes) {
    bench_->reseed(seed);
    CalibrationOptions options;
    options.contact = Ohms(0.0);
    StoredCalibration stored;
    stored.calibration =
        solve({{exact_standard("open", StandardKind::open, 0.0), ratio(standards, "open")},
               {exact_standard("short", StandardKind::short_circuit, 0.0), ratio(standards, "short")},
               {exact_standard("100ohm", StandardKind::load, 100.0), ratio(standards, "100ohm")}},
              options);
    stored.provenance.device = bench_->name();
    return headphone_impedance(ratio(takes, "left"), bound_to(stored, takes, bench_->name()));
  }

  /// Share of the points between these frequencies whose interval of |Z| holds the truth.
  double share_within(const ImpedanceCurve& curve, double from_hz = 20.0, double to_hz = 20e3) const {
    double within = 0.0;
    double points = 0.0;
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      if (curve.grid[i] < from_hz || curve.grid[i] > to_hz) continue;
      const Complex z = curve.impedance_ohm[i];
      const double truth = std::abs(true_impedance(bench_->bench(), in_ear, "left", Hertz(curve.grid[i])));
      within += std::abs(std::abs(z) - truth) <= magnitude_u95(z, curve.covariance[i]) ? 1.0 : 0.0;
      points += 1.0;
    }
    return within / points;
  }

 private:
  RatioCurve ratio(const RatioEstimator& estimator, const std::string& state) {
    const bool standard = state != "left";
    return estimator.estimate(bench_->play_and_record(estimator.stimulus(), {},
                                                      {state, standard ? "" : in_ear, "", 0}, [](double) {}));
  }

  std::unique_ptr<VirtualBench> bench_;
};

constexpr std::uint64_t seeds = 8;

TEST(Preview, HoldsTheTruthOfASteepLoadInItsIntervalAtEveryNoise) {
  for (const double noise_rms : {1e-4, 1e-6}) {
    PreviewBench bench(noise_rms);
    double share = 0.0;
    double bass = 0.0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const ImpedanceCurve curve = bench.measure(100 + seed, preview(), preview());
      share += bench.share_within(curve) / seeds;
      bass += bench.share_within(curve, 20.0, 100.0) / seeds;
    }
    EXPECT_GE(share, 0.93) << noise_rms;
    // Eight seeds hold some thirty independent points of the bass.
    EXPECT_GE(bass, 0.85) << noise_rms;
  }
}

TEST(Preview, IsLessCertainThanTheUsualSweep) {
  PreviewBench bench(1e-5);
  const RatioEstimator usual = with_duration(5.0, 0.25);
  const ImpedanceCurve quick = bench.measure(1, preview(), preview());
  const ImpedanceCurve slow = bench.measure(1, usual, usual);
  double wider = 0.0;
  double points = 0.0;
  for (const double hz : common_points(quick.grid, slow.grid)) {
    if (hz < 20.0 || hz > 20e3) continue;
    wider += std::log(quick.covariance[*quick.grid.find(hz)].total() /
                      slow.covariance[*slow.grid.find(hz)].total());
    points += 1.0;
  }
  // The noise goes as the inverse of the duration, and what the sweep cannot resolve comes on top.
  EXPECT_GT(std::exp(wider / points), 2.0);
}

TEST(Preview, HoldsTheTruthBehindACalibrationOfAnotherSweep) {
  PreviewBench bench(1e-5);
  const RatioEstimator usual = with_duration(5.0, 0.25);
  const RatioEstimator softer = with_duration(2.0, 0.1);
  double share = 0.0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const ImpedanceCurve curve = bench.measure(200 + seed, usual, softer);
    EXPECT_FALSE(has(curve.findings, FindingCode::gain_changed));
    share += bench.share_within(curve) / seeds;
  }
  EXPECT_GE(share, 0.93);
}

}  // namespace
}  // namespace ohmsweep
