#pragma once
/// The output impedance behind the takes of one output, taken at their word. Pure.

#include <vector>

#include "measurement/effect_scales.h"

namespace ohmsweep {

/// What one input puts across its node, and how well that is known.
struct InputAdmittance {
  Complex value;
  double conductance_deviation = 0.0;  ///< siemens
  double susceptance_deviation = 0.0;
};
/// `ohm` 0: not stated, an open with an uncertainty that covers 10 kΩ and up.
[[nodiscard]] InputAdmittance input_admittance(double ohm, double farad, double hz);

/// Everything known about one frequency after the shared effects are estimated.
struct SolvedPoint {
  ConductanceFit::Line line;
  std::vector<Complex> gains;  ///< ∂Zo/∂y of every take
  Complex impedance;
  double chi_squared = 0.0;      ///< of the residual
  double residual_square = 0.0;  ///< Σ|residual/p|²
};

/// What the takes leave unexplained once line, drift, contacts and load values are fitted.
struct Misfit {
  double scatter = 1.0;        ///< band mean of χ² per degree of freedom; 1 where the noise explains it all
  double relative = 0.0;       ///< rms of the residual relative to y, with the unexplained steps of the gain
  double signal = 0.0;         ///< median relative change of y between the extreme loads
  double bass = 1.0;           ///< χ² per degree of freedom below 100 Hz
  double rest = 1.0;           ///< and above 300 Hz
  double bass_relative = 0.0;  ///< rms of the residual alone relative to y below 100 Hz
  double rest_relative = 0.0;  ///< and above 300 Hz
};

struct OutputSolution {
  OutputStates stated;                  ///< with whatever drift they have
  OutputStates states;                  ///< without what is large of it
  std::vector<ConductanceFit> fits;     ///< of each frequency
  std::vector<InputAdmittance> inputs;  ///< at each frequency; empty where the input draws nothing
  EffectEstimate estimate;
  std::vector<SolvedPoint> points;
  ImpedanceCurve curve;  ///< without findings
  Misfit misfit;
  std::vector<std::vector<Complex>>
      influences;  ///< what one unit of each effect adds to Zo, [effect][frequency]
  /// Independent real-valued causes, each of which moves the whole curve: ohm per standard deviation,
  /// [cause][frequency].
  std::vector<std::vector<Complex>> shared;
  std::vector<Covariance> alone;  ///< the part of the covariance that each frequency has for itself, ohm²
};

/// L of Σ = L Lᵀ turns effects that the takes tie together into causes of their own: Σ_k influences[k] L_kj.
[[nodiscard]] std::vector<std::vector<Complex>> independent_causes(
    const std::vector<std::vector<Complex>>& influences, const SymmetricMatrix& covariance);

/// The solution's shared causes as they would move another curve of the same takes. What a cause does to Zo
/// depends on Zo: a fit has to evaluate it at what is fitted, since a measured value's noise in it pulls the
/// fit towards zero (G. D'Agostini, Nucl. Instrum. Methods A 346, 306, 1994).
[[nodiscard]] std::vector<std::vector<Complex>> causes_on(const OutputSolution& solution,
                                                          const std::vector<Complex>& impedance_ohm);

/// Whether the input that listens draws current: as the rig states, or not at all.
enum class InputDraw { as_stated, nothing };
[[nodiscard]] OutputSolution solve_output(OutputStates states, const OutputRig& rig,
                                          InputDraw draw = InputDraw::as_stated);

}  // namespace ohmsweep
