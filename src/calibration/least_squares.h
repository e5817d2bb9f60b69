#pragma once
/// The error terms of one frequency, from three or more standards. Pure functions.

#include <array>
#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// One standard at one frequency: what it is, what was measured, and how well both are known (E|δ|²).
struct StandardPoint {
  Complex gamma;
  Complex ratio;
  double gamma_variance = 0.0;
  double ratio_variance = 0.0;
};

/// d(a, b, c) for a change of one quantity.
using TermDerivative = std::array<Complex, 3>;

struct PointSolution {
  ErrorTerms terms;
  std::vector<TermDerivative> by_gamma;  ///< per standard: d(a, b, c)/dΓ
  std::vector<TermDerivative> by_ratio;  ///< per standard: d(a, b, c)/dm
  std::vector<Complex> residual;         ///< per standard: measured minus stated Γ
  std::vector<double> residual_sigma;    ///< its expected standard deviation; 0 where nothing is redundant
};

/// Weighted least squares on a Γ + b - c Γ m = m. With e the misfit of one equation,
/// δe = (a - c m) δΓ - (1 + c Γ) δm, which gives the weights 1/var(e) (iterated, as they hold the solution)
/// and the derivatives. Throws Error(rejected) when fewer than three of the standards are distinct.
[[nodiscard]] PointSolution solve_point(const std::vector<StandardPoint>& points);

}  // namespace ohmsweep
