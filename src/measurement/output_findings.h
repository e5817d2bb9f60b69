#pragma once
/// What is questionable about an output's impedance. Pure.

#include <vector>

#include "measurement/output_states.h"
#include "measurement/shared_effects.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// What the takes leave unexplained once line, drift, contacts and load values are fitted.
struct Misfit {
  double scatter = 0.0;   ///< band mean of χ² per degree of freedom; 1 where the noise explains it all
  double relative = 0.0;  ///< rms of the residual relative to y, with the unexplained steps of the gain
  double signal = 0.0;    ///< median relative change of y between the extreme loads
};

/// The takes' own findings first (each once), then upper_bound, loads_disagree, drift, negative_resistance
/// and band_limited as they apply.
[[nodiscard]] Findings output_findings(const std::vector<OutputTake>& takes, const OutputRig& rig,
                                       const OutputStates& states, const EffectEstimate& effects,
                                       const Misfit& misfit, const ImpedanceCurve& curve);

}  // namespace ohmsweep
