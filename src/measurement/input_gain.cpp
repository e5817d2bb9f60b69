#include "measurement/input_gain.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ohmsweep {
namespace {

constexpr double from_hz = 50.0;
constexpr double to_hz = 5e3;
constexpr std::size_t fewest_points = 20;
/// Converters, couplings and the estimator leave the level as flat as it was with the standards, relative.
constexpr double flatness = 1e-4;
constexpr int most_rounds = 25;

struct Point {
  Complex m;
  std::size_t at = 0;      ///< on the calibration's grid
  double log_level = 0.0;  ///< of the source channel
};

std::vector<Point> points_of(const RatioCurve& ratio, const Calibration& calibration) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < ratio.grid.size(); ++i) {
    const double hz = ratio.grid[i];
    if (hz < from_hz || hz > to_hz || !(ratio.source_level[i] > 0.0)) continue;
    if (const auto k = calibration.grid.find(hz)) {
      points.push_back({ratio.ratio[i], *k, std::log(ratio.source_level[i])});
    }
  }
  return points;
}

/// ln of the expected level where the ratio is `gain` times too large.
double expected(const Point& point, double gain, const Calibration& calibration) {
  const Complex gamma = correct(calibration.terms[point.at], point.m / gain);
  return std::log(source_level(calibration, point.at, gamma));
}

struct StraightLine {
  double offset = 0.0;
  double slope = 0.0;
  double slope_spread = 0.0;  ///< rms of the regressor about its mean
  double residual = 0.0;      ///< rms
};

StraightLine fit_line(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double mx = 0.0;
  double my = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  double xx = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    xy += (x[i] - mx) * (y[i] - my);
  }
  StraightLine line;
  line.slope = xx > 0.0 ? xy / xx : 0.0;
  line.offset = my - line.slope * mx;
  line.slope_spread = std::sqrt(xx / n);
  double rest = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) rest += std::pow(y[i] - line.offset - line.slope * x[i], 2);
  line.residual = std::sqrt(rest / n);
  return line;
}

/// d expected / d ln gain, and what the level is above the expected, point by point.
StraightLine step(const std::vector<Point>& points, double log_gain, const Calibration& calibration) {
  constexpr double nudge = 1e-3;
  std::vector<double> slopes;
  std::vector<double> rest;
  slopes.reserve(points.size());
  rest.reserve(points.size());
  for (const Point& point : points) {
    const double above = expected(point, std::exp(log_gain + nudge), calibration);
    const double below = expected(point, std::exp(log_gain - nudge), calibration);
    slopes.push_back((above - below) / (2.0 * nudge));
    rest.push_back(point.log_level - expected(point, std::exp(log_gain), calibration));
  }
  return fit_line(slopes, rest);
}

}  // namespace

std::optional<InputGain> fit_input_gain(const RatioCurve& ratio, const Calibration& calibration) {
  if (calibration.drive.unloaded <= 0.0 || ratio.source_level.size() != ratio.grid.size())
    return std::nullopt;
  const std::vector<Point> points = points_of(ratio, calibration);
  if (points.size() < fewest_points) return std::nullopt;
  constexpr double settled = 1e-9;
  constexpr double farthest = 3.0;  // 26 dB
  double log_gain = 0.0;
  StraightLine line;
  for (int round = 0; round < most_rounds; ++round) {
    line = step(points, log_gain, calibration);
    const double move = std::clamp(line.slope, -0.3, 0.3);
    if (!std::isfinite(move)) return std::nullopt;
    log_gain = std::clamp(log_gain + move, -farthest, farthest);
    if (std::abs(move) < settled) break;
  }
  const double unexplained = std::hypot(flatness, line.residual);
  InputGain gain;
  gain.ratio = std::exp(log_gain);
  gain.ratio_uncertainty = line.slope_spread > 0.0 ? std::min(10.0, unexplained / line.slope_spread) : 10.0;
  gain.level = std::exp(line.offset);
  return gain;
}

}  // namespace ohmsweep
