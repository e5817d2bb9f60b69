#include "ohmsweep/measurement/curve_agreement.h"

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// The 95 % quantile of chi-squared with two degrees of freedom.
constexpr double chi2_95 = 5.991464547107979;
constexpr double chance_of_one = 0.95;
constexpr double false_alarms = 1e-3;
constexpr double independent_per_octave = 6.0;

/// The curve's impedance a little beside one of its points, by the polynomial through seven of them in
/// logarithmic frequency (Lagrange). Nothing is extrapolated: beyond the ends it is the end's own value.
Complex beside(const ImpedanceCurve& curve, std::size_t point, double hz) {
  constexpr std::size_t nodes = 7;
  if (curve.grid[point] == hz || curve.grid.size() < nodes) return curve.impedance_ohm[point];
  const std::size_t first = std::min(point - std::min(point, nodes / 2), curve.grid.size() - nodes);
  const double inside = std::clamp(hz, curve.grid.lowest().value(), curve.grid.highest().value());
  Complex sum;
  for (std::size_t a = first; a < first + nodes; ++a) {
    double weight = 1.0;
    for (std::size_t b = first; b < first + nodes; ++b) {
      if (b != a) weight *= std::log(inside / curve.grid[b]) / std::log(curve.grid[a] / curve.grid[b]);
    }
    sum += weight * curve.impedance_ohm[a];
  }
  return sum;
}

/// Without what the calibration gives to both curves.
Covariance own_part(const ImpedanceCurve& curve, std::size_t point) {
  if (point >= curve.common.size()) return curve.covariance[point];
  return curve.covariance[point] + -1.0 * curve.common[point];
}

/// δᵀ C⁻¹ δ.
double squared_distance(Complex delta, const Covariance& c) {
  const double determinant = c.re_re * c.im_im - c.re_im * c.re_im;
  const double x = delta.real();
  const double y = delta.imag();
  return (c.im_im * x * x - 2.0 * c.re_im * x * y + c.re_re * y * y) / determinant;
}

/// The largest k/n for which fewer than k of n points are within once in a thousand at most.
double required_share(std::size_t points, double octaves) {
  const double independent =
      std::min(static_cast<double>(points), std::ceil(independent_per_octave * octaves) + 1.0);
  const auto n = static_cast<int>(independent);
  double below = 0.0;
  double chance = std::pow(1.0 - chance_of_one, n);
  int k = 0;
  while (k < n && below + chance <= false_alarms) {
    below += chance;
    chance *= chance_of_one / (1.0 - chance_of_one) * (n - k) / (k + 1.0);
    ++k;
  }
  return static_cast<double>(k) / n;
}

}  // namespace

CurveAgreement compare_curves(const ImpedanceCurve& sweep, const ImpedanceCurve& stepped,
                              double clock_offset) {
  const FrequencyGrid shared = common_points(stepped.grid, sweep.grid);
  if (shared.empty()) {
    throw failure("the stepped sine shares no frequency with the sweep; use a sweep of the audible band");
  }
  CurveAgreement agreement;
  for (const double hz : shared) {
    const std::size_t i = *sweep.grid.find(hz);
    const std::size_t k = *stepped.grid.find(hz);
    const Complex delta = stepped.impedance_ohm[k] - beside(sweep, i, hz * (1.0 + clock_offset));
    const Covariance both = own_part(sweep, i) + own_part(stepped, k);
    const double error = std::sqrt(squared_distance(delta, both) / chi2_95);
    const double difference = std::abs(delta) / std::abs(sweep.impedance_ohm[i]);
    ++agreement.points;
    if (error <= 1.0) {
      ++agreement.within;
    } else if (difference > negligible_difference) {
      ++agreement.contradicting;
    }
    if (error <= agreement.largest_normalised_error) continue;
    agreement.largest_normalised_error = error;
    agreement.largest_normalised_error_hz = hz;
    agreement.difference_there = difference;
  }
  const auto points = static_cast<double>(agreement.points);
  agreement.share_within = static_cast<double>(agreement.within) / points;
  agreement.required_share = required_share(agreement.points, std::log2(shared.highest() / shared.lowest()));
  agreement.agrees = 1.0 - static_cast<double>(agreement.contradicting) / points >= agreement.required_share;
  return agreement;
}

}  // namespace ohmsweep
