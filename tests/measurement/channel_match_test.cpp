#include "ohmsweep/measurement/channel_match.h"

#include <gmock/gmock.h>

#include <numbers>

namespace ohmsweep {
namespace {

using ::testing::SizeIs;

/// A ratio as it would be estimated, with this noise.
RatioCurve curve_of(const std::function<Complex(double)>& ratio, double noise) {
  RatioCurve curve;
  curve.sample_rate = 48000;
  curve.grid = FrequencyGrid::standard(Hertz(10.0), Hertz(21e3));
  for (const double hz : curve.grid) {
    curve.ratio.push_back(ratio(hz));
    curve.noise_variance.push_back(noise * noise);
    curve.resolution_bias.emplace_back();
  }
  return curve;
}

TEST(ChannelMatch, GivesGainPhaseAndDelayOfTheDutChannel) {
  const double late = 0.25 / 48000.0;
  const ChannelMatch match = channel_match(
      curve_of([&](double hz) { return std::polar(0.9, -2.0 * std::numbers::pi * hz * late); }, 1e-5));
  ASSERT_THAT(match.points, SizeIs(5));
  EXPECT_NEAR(match.points[2].gain_db, 20.0 * std::log10(0.9), 1e-9);
  EXPECT_NEAR(match.points[4].phase_deg, -360.0 * 20e3 * late, 0.01);
  EXPECT_NEAR(match.skew_frames, 0.25, 1e-9);
  EXPECT_NEAR(match.largest_phase.frequency_hz, 20e3, 1.0);
  EXPECT_GT(match.points[0].gain_u95_db, 0.0);
}

TEST(ChannelMatch, TakesNoInvertedInputForALateOne) {
  const ChannelMatch match = channel_match(curve_of([](double) { return Complex(-1.0, 1e-6); }, 1e-5));
  EXPECT_NEAR(match.skew_frames, 0.0, 1e-4);
  EXPECT_LT(match.mid_ratio.real(), 0.0);
  EXPECT_NEAR(std::abs(match.points[2].phase_deg), 180.0, 0.01);
}

TEST(ChannelMatch, NamesTheFrequencyWhereGainsDifferMost) {
  const ChannelMatch match =
      channel_match(curve_of([](double hz) { return Complex(0.0, hz) / Complex(20.0, hz); }, 1e-5));
  EXPECT_NEAR(match.largest_gain.frequency_hz, 20.0, 0.5);
  EXPECT_NEAR(match.largest_gain.gain_db, -3.01, 0.02);
}

TEST(Crosstalk, IsABoundWhereNoiseHidesIt) {
  const Crosstalk hidden = crosstalk(curve_of([](double) { return Complex(1e-7); }, 1e-6));
  ASSERT_THAT(hidden.points, SizeIs(3));
  for (const CrosstalkPoint& point : hidden.points) {
    EXPECT_TRUE(point.upper_bound);
    EXPECT_GT(point.level_db, -140.0);
    EXPECT_LT(point.level_db, -110.0);
  }
  EXPECT_TRUE(hidden.largest.upper_bound);
}

TEST(Crosstalk, IsNamedWhereItIsLargest) {
  const Crosstalk found = crosstalk(curve_of([](double hz) { return Complex(0.0, 1e-4 * hz / 1e3); }, 1e-7));
  EXPECT_FALSE(found.points[1].upper_bound);
  EXPECT_NEAR(found.points[1].level_db, -80.0, 0.01);
  EXPECT_NEAR(found.largest.level_db, -80.0 + 20.0 * std::log10(20.0), 0.01);
  EXPECT_NEAR(found.largest.frequency_hz, 20e3, 1.0);
}

HarmonicCurve harmonic(int order, std::vector<double> ratios) {
  return {order, FrequencyGrid({50.0, 100.0, 500.0, 1000.0, 4000.0, 5000.0}), ratios, ratios};
}

TEST(DistortionByBand, KeepsBandsApart) {
  const auto bands = distortion_by_band(
      {harmonic(2, {3e-3, 3e-3, 0.0, 0.0, 1e-3, 1e-3}), harmonic(3, {4e-3, 4e-3, 0.0, 0.0, 0.0, 0.0})});
  ASSERT_THAT(bands, SizeIs(3));
  EXPECT_NEAR(bands[0].ratio, 5e-3, 1e-9);
  EXPECT_EQ(bands[1].ratio, 0.0);
  EXPECT_NEAR(bands[2].ratio, 1e-3, 1e-9);
}

}  // namespace
}  // namespace ohmsweep
