#include "signal/clock_estimate.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "signal/times_conjugate.h"

namespace ohmsweep {

namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;
constexpr double points_per_octave = 6.0;
constexpr double lowest_hz = 200.0;

/// Phase and delay of one sixth of an octave.
struct PhasePoint {
  double hz = 0.0;
  double passes_s = 0.0;  ///< when the sweep does, after the stimulus's beginning
  double delay_s = 0.0;   ///< group delay
  double phase = 0.0;     ///< less the model that is taken out first
  double variance = 0.0;  ///< of the phase, from noise
};

struct Bins {
  std::size_t begin;
  std::size_t end;
};

Bins bins_around(const SweepTrack& track, double hz) {
  const double half = std::exp2(0.5 / points_per_octave);
  const auto last = static_cast<double>(track.linear.source.size() - 1);
  return {static_cast<std::size_t>(std::min(last, hz / half / track.linear.bin_hz)),
          static_cast<std::size_t>(std::min(last, hz * half / track.linear.bin_hz))};
}

/// Group delay and phase noise of the bins: what their mean, turned by their mean slope, leaves of them.
PhasePoint point_of(const std::vector<Complex>& bins, Bins range, double bin_hz) {
  Complex lag;
  for (std::size_t k = range.begin; k + 1 < range.end; ++k) lag += times_conjugate(bins[k + 1], bins[k]);
  const Complex step = std::polar(1.0, std::arg(lag));
  Complex turn(1.0, 0.0);
  Complex sum;
  double power = 0.0;
  for (std::size_t k = range.begin; k < range.end; ++k, turn *= step) {
    sum += times_conjugate(bins[k], turn);
    power += std::norm(bins[k]);
  }
  PhasePoint point;
  point.delay_s = -std::arg(lag) / (two_pi * bin_hz);
  const auto count = static_cast<double>(range.end - range.begin);
  const double left = std::max(0.0, 1.0 - std::norm(sum) / (power * count));
  // Half of the noise turns the phase; two neighbouring bins behind the gate are one value.
  point.variance = power > 0.0 ? std::max(left / count, 1e-12) : 1.0;
  return point;
}

std::vector<PhasePoint> delays(const SweepTrack& track) {
  std::vector<PhasePoint> points;
  const double step = std::exp2(1.0 / points_per_octave);
  const double highest = 0.85 * track.timing.highest_usable_hz();
  const double lowest = std::max(lowest_hz, 4.0 * track.timing.from_hz);
  const int count =
      highest > lowest ? static_cast<int>(std::ceil(std::log(highest / lowest) / std::log(step))) : 0;
  for (int i = 0; i < count; ++i) {
    const double hz = lowest * std::pow(step, i);
    PhasePoint point = point_of(track.linear.source, bins_around(track, hz), track.linear.bin_hz);
    point.hz = hz;
    point.passes_s = track.timing.time_of(hz);
    points.push_back(point);
  }
  return points;
}

/// delay = delay_s − offset · passes_s: weighted straight line through the points' group delays.
struct Line {
  double delay_s = 0.0;
  double offset = 0.0;
};

Line coarse(const std::vector<PhasePoint>& points) {
  double w = 0.0;
  double t = 0.0;
  double d = 0.0;
  double tt = 0.0;
  double td = 0.0;
  for (const PhasePoint& point : points) {
    // A phase known to σ over a band in proportion to f gives a delay known to σ/f; a circuit's share falls
    // so too.
    const double weight = point.hz * point.hz / (point.variance + 1e-4);
    w += weight;
    t += weight * point.passes_s;
    d += weight * point.delay_s;
    tt += weight * point.passes_s * point.passes_s;
    td += weight * point.passes_s * point.delay_s;
  }
  const double slope = (w * td - t * d) / (w * tt - t * t);
  return {(d - slope * t) / w, -slope};
}

/// The phase that a delay and a clock offset make: the sweep's spectrum turns by 2π ε f t(f), and its delay
/// is ε (t(f) + L) less.
double modelled_phase(const Line& line, const SweepTiming& timing, double hz) {
  return -two_pi * hz * (line.delay_s + line.offset * timing.rate_constant_s) +
         two_pi * line.offset * hz * timing.time_of(hz);
}

void add_phases(std::vector<PhasePoint>& points, const SweepTrack& track, const Line& line) {
  double last = 0.0;
  for (PhasePoint& point : points) {
    const auto [begin, end] = bins_around(track, point.hz);
    Complex sum;
    for (std::size_t k = begin; k < end; ++k) {
      const double hz = static_cast<double>(k) * track.linear.bin_hz;
      sum += track.linear.source[k] * std::polar(1.0, -modelled_phase(line, track.timing, hz));
    }
    point.phase = last + std::remainder(std::arg(sum) - last, two_pi);
    last = point.phase;
  }
}

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

/// Columns: constant, delay, first-order coupling, clock.
Matrix design(const std::vector<PhasePoint>& points, const SweepTiming& timing) {
  Matrix columns(static_cast<Eigen::Index>(points.size()), 4);
  for (Eigen::Index i = 0; i < columns.rows(); ++i) {
    const double hz = points[static_cast<std::size_t>(i)].hz;
    columns.row(i) << 1.0, hz / 1e3, 1e3 / hz,
        two_pi * 1e-6 * hz * timing.rate_constant_s * std::log(hz / 3e3);
  }
  return columns;
}

Vector phases_of(const std::vector<PhasePoint>& points) {
  Vector phases(static_cast<Eigen::Index>(points.size()));
  for (Eigen::Index i = 0; i < phases.size(); ++i) phases[i] = points[static_cast<std::size_t>(i)].phase;
  return phases;
}

/// Of the points' phases: each one's noise, and a remainder that neighbours share.
Matrix covariance(const std::vector<PhasePoint>& points, double remainder) {
  const auto count = static_cast<Eigen::Index>(points.size());
  Matrix shared(count, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const PhasePoint& point = points[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < count; ++j) {
      const double octaves = std::log2(point.hz / points[static_cast<std::size_t>(j)].hz);
      shared(i, j) = remainder * remainder * std::exp(-std::abs(octaves));
    }
    shared(i, i) += point.variance;
  }
  return shared;
}

double log_determinant(const Eigen::LLT<Matrix>& root) {
  return 2.0 * root.matrixLLT().diagonal().array().log().sum();
}

struct Fit {
  double value = 0.0;     ///< of the clock's column
  double variance = 0.0;  ///< of it
  double cost = 0.0;      ///< −2 log of the restricted likelihood
};

/// Generalised least squares with a remainder of standard deviation `remainder`.
Fit fit_with(const std::vector<PhasePoint>& points, const SweepTiming& timing, double remainder) {
  const Eigen::LLT<Matrix> root(covariance(points, remainder));
  const Matrix whitened = root.matrixL().solve(design(points, timing));
  const Vector phases = root.matrixL().solve(phases_of(points));
  const Eigen::LLT<Matrix> normal(whitened.transpose() * whitened);
  const Vector fitted = normal.solve(whitened.transpose() * phases);
  const Eigen::Index clock = fitted.size() - 1;
  const Vector unit = Vector::Unit(fitted.size(), clock);
  return {fitted[clock], normal.solve(unit)[clock],
          log_determinant(root) + log_determinant(normal) + (phases - whitened * fitted).squaredNorm()};
}

/// With the remainder that makes the phases most likely. Less than 3 mrad is not believed: a coil's or a
/// cable's phase is as smooth as a clock's over the few octaves.
Fit likeliest(const std::vector<PhasePoint>& points, const SweepTiming& timing) {
  constexpr double least = 3e-3;
  Fit best = fit_with(points, timing, least);
  for (int doublings = 1; doublings <= 7; ++doublings) {
    const Fit fit = fit_with(points, timing, std::ldexp(least, doublings));
    if (fit.cost < best.cost) best = fit;
  }
  return best;
}

}  // namespace

ClockOffset clock_offset(const SweepTrack& track) {
  constexpr std::size_t least_points = 12;
  std::vector<PhasePoint> points = delays(track);
  if (points.size() < least_points) return {};
  const Line line = coarse(points);
  if (!std::isfinite(line.offset)) return {};
  add_phases(points, track, line);
  const Fit fit = likeliest(points, track.timing);
  return {1e6 * line.offset + fit.value, 2.0 * std::sqrt(fit.variance)};
}

}  // namespace ohmsweep
