// Player and recorder on two clocks: the offset is measured, and the ratio does not mind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {
namespace {

RatioCurve measured(const RatioEstimator& estimator, double offset, const std::string& device,
                    bool noiseless = false) {
  Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  if (noiseless) bench.converters.noise_rms = bench.converters.pink_noise_rms = 0.0;
  bench.converters.clock_offset = offset;
  AudioFormat format;
  format.sample_rate = estimator.stimulus().sweep.sample_rate;
  return estimator.estimate(make_virtual_bench(std::move(bench), "clocks")
                                ->play_and_record(estimator.stimulus(), format, {"left", device, "", 0}, {}));
}

RatioEstimator estimator_for(double seconds, double from_hz = 5.0) {
  ExponentialSweep sweep;
  sweep.duration = Seconds(seconds);
  sweep.from = Hertz(from_hz);
  return RatioEstimator(render(sweep));
}

TEST(TwoClocks, OffsetLiesWithinItsIntervalAndIsANote) {
  for (const double seconds : {1.0, 5.0}) {
    const RatioEstimator estimator = estimator_for(seconds);
    for (const double ppm : {-300.0, -52.0, 100.0, 300.0}) {
      const RatioCurve curve = measured(estimator, 1e-6 * ppm, "dynamic300");
      EXPECT_NEAR(curve.quality.clock_offset_ppm, ppm, curve.quality.clock_offset_u95_ppm) << seconds;
      EXPECT_LT(curve.quality.clock_offset_u95_ppm, 10.0) << seconds;
      ASSERT_TRUE(has(curve.findings, FindingCode::clock_offset)) << seconds << " s " << ppm;
      EXPECT_FALSE(has_blocking(curve.findings)) << seconds << " s " << ppm;
    }
  }
}

TEST(TwoClocks, DoNotMakeTheStimulussFadesLookLikeLostSamples) {
  struct Sweep {
    double seconds;
    double from_hz;
  };
  for (const Sweep& sweep : {Sweep{1.0, 5.0}, Sweep{1.0, 20.0}, Sweep{2.0, 5.0}, Sweep{5.0, 20.0}}) {
    const RatioEstimator estimator = estimator_for(sweep.seconds, sweep.from_hz);
    for (const double ppm : {-300.0, -100.0, 10.0, 100.0}) {
      for (const bool noiseless : {false, true}) {
        const RatioCurve curve = measured(estimator, 1e-6 * ppm, "dynamic300", noiseless);
        EXPECT_THAT(curve.quality.dropouts_s, ::testing::IsEmpty())
            << sweep.seconds << " s from " << sweep.from_hz << " Hz, " << ppm << " ppm, "
            << (noiseless ? "noiseless" : "noisy");
      }
    }
  }
}

TEST(OneClock, ReadsNoOffsetBeyondItsIntervalAndNoFinding) {
  const RatioEstimator estimator = estimator_for(2.0);
  for (const char* device : {"dynamic300", "inear8", "armature10", "planar32", "vintage600"}) {
    const RatioCurve curve = measured(estimator, 0.0, device);
    EXPECT_NEAR(curve.quality.clock_offset_ppm, 0.0, curve.quality.clock_offset_u95_ppm) << device;
    EXPECT_FALSE(has(curve.findings, FindingCode::clock_offset)) << device;
  }
}

TEST(TwoClocks, AHundredMillionthsApartChangeTheRatioByLessThanAFiftiethOfAPercent) {
  const RatioEstimator estimator = estimator_for(5.0);
  const RatioCurve one = measured(estimator, 0.0, "dynamic300");
  for (const double ppm : {-100.0, 100.0}) {
    const RatioCurve two = measured(estimator, 1e-6 * ppm, "dynamic300");
    for (std::size_t i = 0; i < one.grid.size(); ++i) {
      if (one.grid[i] < 20.0 || one.grid[i] > 20e3) continue;
      EXPECT_LT(std::abs(two.ratio[i] / one.ratio[i] - 1.0), 2e-4) << one.grid[i] << " Hz, " << ppm;
    }
  }
}

}  // namespace
}  // namespace ohmsweep
