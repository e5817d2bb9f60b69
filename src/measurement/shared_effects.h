#pragma once
/// Effects that disturb the takes of one output alike at every frequency: gain drift, contacts, load values.
///
/// A gain that drifts from take to take drifts by the same factor at every frequency, and a plug that seats
/// differently adds the same resistance everywhere. Estimated point by point such an effect adds its own
/// noise to every point; estimated once from the whole band it adds almost none. Each effect is a column D of
/// the linear model y = p + q G + D θ + noise; the band's points together, with p and q free at each of them,
/// give the likelihood of the real parameters θ, and what the sequence of takes cannot tell keeps its prior
/// (effect_scales.h). Pure.

#include <vector>

#include "measurement/conductance_fit.h"
#include "measurement/gaussian_posterior.h"

namespace ohmsweep {

enum class EffectKind {
  linear_drift,
  drift_step,
  contact,     ///< of one connection, however many takes it lasts
  replugging,  ///< of one take within a connection that lasts several
  load_resistance,
  load_inductance,
  gain_step,  ///< from one take on, of any size
  delay       ///< of one take
};

/// One real parameter.
struct SharedEffect {
  EffectKind kind = EffectKind::linear_drift;
  std::vector<std::size_t> takes;  ///< those that it disturbs
  Complex unit{1.0, 0.0};          ///< for drift: real or imaginary part
  double prior_deviation = 0.0;  ///< relative for gains, else ohm, henry or second; of drift and contacts: 0,
                                 ///< theirs come with EffectScales
};

/// How much of a drift's phase is looked at: the gain alone, or its phase too.
enum class DriftParts { gain, gain_and_phase };

/// The effects that this sequence can suffer from.
[[nodiscard]] std::vector<SharedEffect> shared_effects(const OutputStates& states, DriftParts parts);

/// The column of `effect` at one frequency: what one unit of it adds to each take's y, given the line so far.
[[nodiscard]] std::vector<Complex> column(const SharedEffect& effect, const std::vector<StatePoint>& takes,
                                          double hz, const ConductanceFit::Line& line);

/// `fits[f]` and `lines[f]` belong to `states.points[f]`.
[[nodiscard]] Likelihood band_likelihood(const std::vector<SharedEffect>& effects, const OutputStates& states,
                                         const std::vector<ConductanceFit>& fits,
                                         const std::vector<ConductanceFit::Line>& lines);

/// The line through one frequency; a measured load's own uncertainty counts as noise of its takes.
[[nodiscard]] ConductanceFit fit_at(const OutputStates& states, std::size_t f);
/// y of every take.
[[nodiscard]] std::vector<Complex> inverse_ratios(const std::vector<StatePoint>& takes);

}  // namespace ohmsweep
