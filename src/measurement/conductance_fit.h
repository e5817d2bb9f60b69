#pragma once
/// The straight line through the inverse ratios of one frequency over the loads' conductance. Pure.

#include <vector>

#include "measurement/output_states.h"

namespace ohmsweep {

/// Weighted least squares of y = p + q G, with p = α (1 + Zo G_in) and q = α Zo.
class ConductanceFit {
 public:
  /// `variance` holds E|δy|² of each take, all positive; at least two admittances must differ.
  ConductanceFit(const std::vector<StatePoint>& takes, const std::vector<double>& variance);

  struct Line {
    Complex intercept;  ///< p
    Complex slope;      ///< q
  };
  [[nodiscard]] Line line(const std::vector<Complex>& y) const;
  /// What the line leaves of y, per take.
  [[nodiscard]] std::vector<Complex> residual(const std::vector<Complex>& y) const;
  /// How much the line's two values move with each take's y.
  [[nodiscard]] const std::vector<Line>& gains() const { return gains_; }
  [[nodiscard]] const std::vector<double>& weights() const { return weights_; }

 private:
  std::vector<Complex> admittance_;
  std::vector<double> weights_;
  std::vector<Line> gains_;
};

/// Zo = q / (p - q G_in): the output impedance behind the line.
[[nodiscard]] Complex impedance_of(const ConductanceFit::Line& line, Complex input_admittance);
/// ∂Zo/∂y of every take.
[[nodiscard]] std::vector<Complex> sensitivities(const ConductanceFit& fit, const ConductanceFit::Line& line,
                                                 Complex input_admittance);

}  // namespace ohmsweep
