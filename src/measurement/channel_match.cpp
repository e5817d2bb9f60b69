#include "ohmsweep/measurement/channel_match.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace ohmsweep {

namespace {

constexpr std::array<double, 5> match_hz{20.0, 100.0, 1e3, 10e3, 20e3};
constexpr std::array<double, 3> crosstalk_hz{100.0, 1e3, 10e3};
constexpr std::array<std::pair<double, double>, 3> bands{{{20.0, 200.0}, {200.0, 2e3}, {2e3, 20e3}}};
/// What a digital silence, without any noise, is taken for.
constexpr double least_ratio = 1e-12;

double decibels(double ratio) { return 20.0 * std::log10(std::max(ratio, least_ratio)); }

/// The grid's point nearest to a frequency, as far as it is within a semitone.
std::vector<std::size_t> nearest_points(const FrequencyGrid& grid, const auto& wanted_hz) {
  constexpr double semitone = 1.06;
  std::vector<std::size_t> points;
  for (const double hz : wanted_hz) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < grid.size(); ++i) {
      if (std::abs(std::log(grid[i] / hz)) < std::abs(std::log(grid[best] / hz))) best = i;
    }
    if (best < grid.size() && grid[best] < hz * semitone && grid[best] * semitone > hz)
      points.push_back(best);
  }
  return points;
}

Covariance covariance_at(const RatioCurve& curve, std::size_t i) {
  return Covariance::circular(curve.noise_variance[i]) + Covariance::from_influence(curve.resolution_bias[i]);
}

MatchPoint match_at(const RatioCurve& curve, std::size_t i) {
  const Complex ratio = curve.ratio[i];
  const double size = std::max(std::abs(ratio), least_ratio);
  const Covariance covariance = covariance_at(curve, i);
  return {curve.grid[i], decibels(size), decibels(1.0 + magnitude_u95(ratio, covariance) / size),
          phase_deg(ratio), phase_u95_deg(ratio, covariance)};
}

bool audible(double hz) {
  return hz >= audible_from.value() * (1.0 - 1e-9) && hz <= audible_to.value() * (1.0 + 1e-9);
}

/// Phase over frequency through the origin, weighted by the frequency: a later channel's falls.
double skew_frames(const RatioCurve& curve, Complex mid_ratio) {
  constexpr double from_hz = 1e3;
  constexpr double to_hz = 10e3;
  const Complex polarity = mid_ratio.real() < 0.0 ? -1.0 : 1.0;
  double product = 0.0;
  double square = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const double hz = curve.grid[i];
    if (hz < from_hz || hz > to_hz) continue;
    product += hz * std::arg(curve.ratio[i] * polarity);
    square += hz * hz;
  }
  const double delay_s = square > 0.0 ? -product / square / (2.0 * std::numbers::pi) : 0.0;
  return delay_s * curve.sample_rate;
}

CrosstalkPoint crosstalk_at(const RatioCurve& curve, std::size_t i) {
  const double size = std::abs(curve.ratio[i]);
  const double u95 = magnitude_u95(curve.ratio[i], covariance_at(curve, i));
  const bool bound = !(size > u95);
  return {curve.grid[i], decibels(bound ? size + u95 : size), bound};
}

}  // namespace

ChannelMatch channel_match(const RatioCurve& both) {
  ChannelMatch match;
  for (const std::size_t i : nearest_points(both.grid, match_hz)) match.points.push_back(match_at(both, i));
  const std::vector<std::size_t> middle = nearest_points(both.grid, std::array{1e3});
  if (!middle.empty()) match.mid_ratio = both.ratio[middle.front()];
  bool first = true;
  for (std::size_t i = 0; i < both.grid.size(); ++i) {
    if (!audible(both.grid[i])) continue;
    const MatchPoint point = match_at(both, i);
    if (first || std::abs(point.gain_db) > std::abs(match.largest_gain.gain_db)) match.largest_gain = point;
    if (first || std::abs(point.phase_deg) > std::abs(match.largest_phase.phase_deg)) {
      match.largest_phase = point;
    }
    first = false;
  }
  match.skew_frames = skew_frames(both, match.mid_ratio);
  return match;
}

Crosstalk crosstalk(const RatioCurve& driven) {
  Crosstalk found;
  for (const std::size_t i : nearest_points(driven.grid, crosstalk_hz)) {
    found.points.push_back(crosstalk_at(driven, i));
  }
  bool first = true;
  for (std::size_t i = 0; i < driven.grid.size(); ++i) {
    if (!audible(driven.grid[i])) continue;
    const CrosstalkPoint point = crosstalk_at(driven, i);
    const bool clearer = !point.upper_bound && found.largest.upper_bound;
    const bool louder =
        point.upper_bound == found.largest.upper_bound && point.level_db > found.largest.level_db;
    if (first || clearer || louder) found.largest = point;
    first = false;
  }
  return found;
}

std::vector<BandDistortion> distortion_by_band(const std::vector<HarmonicCurve>& harmonics) {
  std::vector<BandDistortion> found;
  for (const auto& [from_hz, to_hz] : bands) {
    std::vector<HarmonicCurve> within;
    for (const HarmonicCurve& all : harmonics) {
      HarmonicCurve part{all.order, all.fundamental.within(Hertz(from_hz), Hertz(to_hz)), {}, {}};
      for (const double hz : part.fundamental) {
        const std::size_t i = *all.fundamental.find(hz);
        part.source_ratio.push_back(all.source_ratio[i]);
        part.dut_ratio.push_back(all.dut_ratio[i]);
      }
      within.push_back(std::move(part));
    }
    const WorstDistortion worst = worst_distortion(within);
    found.push_back({from_hz, to_hz, worst.ratio, worst.at_hz});
  }
  return found;
}

}  // namespace ohmsweep
