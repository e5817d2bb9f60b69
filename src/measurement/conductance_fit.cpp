#include "measurement/conductance_fit.h"

namespace ohmsweep {

ConductanceFit::ConductanceFit(const std::vector<StatePoint>& takes, const std::vector<double>& variance) {
  double s0 = 0.0;  // Σ w
  Complex s1;       // Σ w G
  double s2 = 0.0;  // Σ w |G|²
  for (std::size_t i = 0; i < takes.size(); ++i) {
    const double w = 1.0 / variance[i];
    weights_.push_back(w);
    admittance_.push_back(takes[i].load);
    s0 += w;
    s1 += w * takes[i].load;
    s2 += w * std::norm(takes[i].load);
  }
  const double determinant = s0 * s2 - std::norm(s1);
  for (std::size_t i = 0; i < takes.size(); ++i) {
    const Complex g = std::conj(admittance_[i]);
    const double scale = weights_[i] / determinant;
    gains_.push_back({scale * (s2 - s1 * g), scale * (s0 * g - std::conj(s1))});
  }
}

ConductanceFit::Line ConductanceFit::line(const std::vector<Complex>& y) const {
  Line sum;
  for (std::size_t i = 0; i < y.size(); ++i) {
    sum.intercept += gains_[i].intercept * y[i];
    sum.slope += gains_[i].slope * y[i];
  }
  return sum;
}

std::vector<Complex> ConductanceFit::residual(const std::vector<Complex>& y) const {
  const Line fitted = line(y);
  std::vector<Complex> rest(y.size());
  for (std::size_t i = 0; i < y.size(); ++i)
    rest[i] = y[i] - fitted.intercept - fitted.slope * admittance_[i];
  return rest;
}

Complex impedance_of(const ConductanceFit::Line& line, Complex input_admittance) {
  return line.slope / (line.intercept - line.slope * input_admittance);
}

std::vector<Complex> sensitivities(const ConductanceFit& fit, const ConductanceFit::Line& line,
                                   Complex input_admittance) {
  const Complex alpha = line.intercept - line.slope * input_admittance;
  const Complex by_intercept = -line.slope / (alpha * alpha);
  const Complex by_slope = line.intercept / (alpha * alpha);
  std::vector<Complex> result;
  for (const ConductanceFit::Line& gain : fit.gains()) {
    result.push_back(by_intercept * gain.intercept + by_slope * gain.slope);
  }
  return result;
}

}  // namespace ohmsweep
