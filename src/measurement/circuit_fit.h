#pragma once
/// Generalised least squares of a series circuit with shared causes as nuisances. Pure.

#include <Eigen/Dense>
#include <vector>

#include "ohmsweep/measurement/output_model.h"

namespace ohmsweep {

/// Elements are fitted as their reactance here, so that all have one unit.
inline constexpr Hertz inductor_at{20e3};
inline constexpr Hertz capacitor_at{20.0};

/// What is in series with the resistance, and whether a conductance lies across all of it.
struct Elements {
  bool inductor = true;
  bool capacitor = true;
  bool across = false;
};

struct CircuitFit {
  Eigen::VectorXd value;       ///< R, then the elements', ohm
  Eigen::MatrixXd covariance;  ///< of the same, ohm²
  Uncertain across_siemens{};  ///< where it was asked for
  double chi_squared = 0.0;    ///< of the points, per real number
  double farthest = 0.0;       ///< of the causes from their expectation, in standard deviations
  std::vector<Complex> shift;  ///< what the causes add to the circuit, [frequency], ohm
  double relative = 0.0;       ///< rms of residual over |Z|
  double share = 0.0;          ///< rms of the residual over the rms of |Z|
};

/// `points` are those of the grid that are fitted.
[[nodiscard]] CircuitFit fit_circuit(const CorrelatedImpedance& output,
                                     const std::vector<std::size_t>& points, const Elements& elements);

}  // namespace ohmsweep
