#pragma once
/// Effects that disturb the takes of one output alike at every frequency: gain drift, contacts, load values.
///
/// A gain that drifts from take to take drifts by the same factor at every frequency, and a plug that seats
/// differently adds the same resistance everywhere. Estimated point by point such an effect adds its own
/// noise to every point; estimated once from the whole band it adds almost none. Each effect is a column D of
/// the linear model y = p + q G + D θ + noise; the band's points together, with p and q free at each of them,
/// give the likelihood of the real parameters θ, and what the sequence of takes cannot tell keeps its prior.
/// Pure.

#include <vector>

#include "measurement/conductance_fit.h"
#include "measurement/gaussian_posterior.h"

namespace ohmsweep {

enum class EffectKind { linear_drift, drift_step, contact, replugging, load_resistance, load_inductance };

/// One real parameter.
struct SharedEffect {
  EffectKind kind = EffectKind::linear_drift;
  std::vector<std::size_t> takes;  ///< those that it disturbs
  Complex unit{1.0, 0.0};          ///< for drift: real or imaginary part
  double prior_deviation = 0.0;    ///< relative for drift, else ohm or henry
};

/// The effects that this sequence can suffer from. The drift's deviations are left to estimate_effects().
[[nodiscard]] std::vector<SharedEffect> shared_effects(const OutputStates& states, const OutputRig& rig);

/// The column of `effect` at one frequency: what one unit of it adds to each take's y, given the line so far.
[[nodiscard]] std::vector<Complex> column(const SharedEffect& effect, const std::vector<StatePoint>& takes,
                                          double hz, const ConductanceFit::Line& line);

/// What the band says about the effects.
struct EffectEstimate {
  std::vector<SharedEffect> effects;
  Posterior posterior;
  Complex drift_per_take;  ///< relative change of the gain from one take to the next
  double drift_per_take_u95 = 0.0;
  double unexplained = 0.0;  ///< rms relative step per take beyond linear drift, contacts and load values
};

/// `fits[f]` and `lines[f]` belong to `states.points[f]`.
[[nodiscard]] EffectEstimate estimate_effects(const OutputStates& states, const OutputRig& rig,
                                              const std::vector<ConductanceFit>& fits,
                                              const std::vector<ConductanceFit::Line>& lines);

}  // namespace ohmsweep
