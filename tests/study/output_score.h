#pragma once
// What the measurements of a row came to, against the truth.

#include <algorithm>
#include <cmath>
#include <functional>

#include "study/output_rows.h"
#include "study/study_bench.h"

namespace ohmsweep::study {

/// What the measurements of a row came to.
struct Score {
  double error_ohm = 0.0;
  double relative_error = 0.0;
  double phase_error_deg = 0.0;
  double u95_ohm = 0.0;
  double squares = 0.0;  ///< of the error, ohm²
  double inside = 0.0;
  double points = 0.0;
  int measurements = 0;

  void add(const ImpedanceCurve& curve, const std::function<Complex(double hz)>& truth) {
    ++measurements;
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      if (!audible(curve.grid[i])) continue;
      const Complex expected = truth(curve.grid[i]);
      const Complex z = curve.impedance_ohm[i];
      const double u95 = magnitude_u95(z, curve.covariance[i]);
      const double error = std::abs(std::abs(z) - std::abs(expected));
      error_ohm = std::max(error_ohm, std::abs(z - expected));
      relative_error = std::max(relative_error, error / std::abs(expected));
      phase_error_deg = std::max(phase_error_deg, std::abs(phase_deg(z / expected)));
      u95_ohm = std::max(u95_ohm, u95);
      squares += std::norm(z - expected);
      inside += error <= u95 ? 1.0 : 0.0;
      points += 1.0;
    }
  }
  void add(const Score& other) {
    error_ohm = std::max(error_ohm, other.error_ohm);
    relative_error = std::max(relative_error, other.relative_error);
    phase_error_deg = std::max(phase_error_deg, other.phase_error_deg);
    u95_ohm = std::max(u95_ohm, other.u95_ohm);
    squares += other.squares;
    inside += other.inside;
    points += other.points;
    measurements += other.measurements;
  }
  [[nodiscard]] double held() const { return inside / points; }
  [[nodiscard]] double rms_ohm() const { return std::sqrt(squares / points); }
};

/// The least share that chance leaves of a limit: three binomial standard errors.
inline double least_share(double limit, int trials) {
  return trials >= 2000 ? limit : limit - 3.0 * std::sqrt(limit * (1.0 - limit) / trials);
}

/// A measurement is one trial where a contact, a load or a drift errs at all its points alike.
inline int trials_of(const OutputRow& row, int measurements) {
  const Conditions& conditions = row.conditions;
  const bool drawn =
      conditions.plug_ohm > 0.0 || conditions.load_tolerance > 0.0 || conditions.drift_deviation > 0.0;
  return drawn ? measurements : independent_points * measurements;
}

}  // namespace ohmsweep::study
